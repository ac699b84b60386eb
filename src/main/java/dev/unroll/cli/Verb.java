package dev.unroll.cli;

import dev.unroll.run.Program;
import java.util.concurrent.Callable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** What all verbs share: {@code --json} and the exit statuses. */
abstract class Verb implements Callable<Integer> {
    /** Exit statuses. */
    static final int DONE = 0;

    static final int INVALID = 1;
    static final int USAGE = 2;
    static final int BUG = 70;
    static final int INTERRUPTED = 130;

    @ParentCommand
    private Main main;

    @Spec
    private CommandSpec command;

    @Option(names = "--json", description = "Print one JSON document and nothing else.")
    private boolean json;

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "Show this help.")
    private boolean help;

    Terminal terminal() {
        return main.terminal();
    }

    boolean isJson() {
        return json;
    }

    /** Does the work; mistakes of the user are thrown as {@link dev.unroll.diagnostic.InvalidInput}. */
    abstract int run();

    @Override
    public Integer call() {
        return run();
    }

    /** Whether an option is on the command line, whatever its value. */
    boolean isGiven(String option) {
        return command.commandLine().getParseResult().hasMatchedOption(option);
    }

    /** The error of options that exclude each other. */
    ParameterException misused(String message) {
        return new ParameterException(command.commandLine(), message);
    }

    /** Says once that the slow kernels serve, where they do. */
    void noteKernels() {
        if (!Program.isVectorised()) {
            terminal()
                    .err()
                    .println(
                            "note: this Java runtime lacks the module jdk.incubator.vector, so plain Java kernels are used;"
                                    + " a full JDK is several times faster");
        }
    }
}
