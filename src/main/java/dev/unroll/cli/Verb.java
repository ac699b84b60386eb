package dev.unroll.cli;

import dev.unroll.run.Program;
import dev.unroll.spec.Diagnostic;
import dev.unroll.spec.InvalidInput;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;

/** What all verbs share: {@code --json}, and how mistakes are shown. */
abstract class Verb implements Callable<Integer> {
    /** Exit statuses. */
    static final int DONE = 0;

    static final int INVALID = 1;
    static final int INTERRUPTED = 130;

    @ParentCommand
    private Main main;

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

    /** Does the work; mistakes of the user are thrown as {@link InvalidInput}. */
    abstract int run();

    @Override
    public Integer call() {
        try {
            return run();
        } catch (InvalidInput e) {
            fail(e.diagnostics());
            return INVALID;
        }
    }

    private void fail(List<Diagnostic> diagnostics) {
        if (json) {
            terminal().jsonFailure(diagnostics);
        } else {
            terminal().show(diagnostics);
        }
    }

    /** Says once that the slow kernels serve, where they do. */
    void noteKernels() {
        if (!Program.isVectorised()) {
            terminal()
                    .err()
                    .println("note: this Java runtime has no module jdk.incubator.vector, so plain Java kernels serve;"
                            + " a full JDK is several times faster");
        }
    }
}
