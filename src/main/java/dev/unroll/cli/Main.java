package dev.unroll.cli;

import dev.unroll.run.Program;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.lang.reflect.Constructor;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Option;

/** {@code unroll VERB ...}. */
@Command(
        name = "unroll",
        description = "Recurrent sequence models as equations.",
        versionProvider = Main.Version.class,
        synopsisSubcommandLabel = "VERB",
        subcommands = {
            CheckCommand.class,
            TrainCommand.class,
            EvalCommand.class,
            PredictCommand.class,
            GenerateCommand.class,
            InspectCommand.class,
            ReportCommand.class,
            RunsCommand.class,
            BenchCommand.class,
            GradcheckCommand.class,
            GraphCommand.class,
            NewCommand.class,
            CellsCommand.class,
            OpsCommand.class,
            ReadersCommand.class,
            OptimizersCommand.class,
            SchedulesCommand.class,
            MetricsCommand.class,
            InitialisersCommand.class,
            ExplainCommand.class,
            CompletionCommand.class,
            HelpCommand.class
        },
        footer = {"", "Example: ./unroll train models/dates.yaml"})
public final class Main implements Callable<Integer> {
    private final Terminal terminal;

    @CommandLine.Spec
    private CommandLine.Model.CommandSpec spec;

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "Show this help.")
    private boolean help;

    @Option(
            names = "--version",
            versionHelp = true,
            description = "Show the versions of Unroll and Java, and the kernels.")
    private boolean version;

    /** What a report of a mistake should begin with. */
    static final class Version implements CommandLine.IVersionProvider {
        @Override
        public String[] getVersion() {
            String unroll = Optional.ofNullable(Main.class.getPackage().getImplementationVersion())
                    .orElse("(not packaged)");
            String kernels = Program.isVectorised() ? "vector kernels" : "plain kernels";
            return new String[] {"Unroll " + unroll + ", Java " + System.getProperty("java.version") + ", " + kernels};
        }
    }

    private Main(Terminal terminal) {
        this.terminal = terminal;
    }

    Terminal terminal() {
        return terminal;
    }

    /** Without a verb, prints the verbs. */
    @Override
    public Integer call() {
        spec.commandLine().usage(terminal.err(), terminal.screen().coloursErr() ? Ansi.ON : Ansi.OFF);
        return Verb.USAGE;
    }

    /** Runs a command line and ends the process with its status. */
    public static void main(String[] args) {
        Locale.setDefault(Locale.ROOT);
        Output output = new Output(new FileOutputStream(FileDescriptor.out));
        PrintStream err = standardError();
        Screen screen = Screen.of(System.getProperties(), System.getenv());
        int status = run(args, new PrintStream(output, true, StandardCharsets.UTF_8), err, screen);
        output.failure().ifPresent(reason -> err.println("error: the output cannot be written: " + reason));
        System.exit(status == Verb.DONE && output.failure().isPresent() ? Verb.INVALID : status);
    }

    /** The launcher passes the real standard error beside the one in which it drops a line of the Java runtime. */
    private static PrintStream standardError() {
        int number = Integer.getInteger("unroll.stderr.fd", 2);
        FileDescriptor descriptor = FileDescriptor.err;
        if (number != 2) {
            try {
                Constructor<FileDescriptor> constructor = FileDescriptor.class.getDeclaredConstructor(int.class);
                constructor.setAccessible(true);
                descriptor = constructor.newInstance(number);
            } catch (ReflectiveOperationException | RuntimeException e) {
                descriptor = FileDescriptor.err;
            }
        }
        return new PrintStream(new FileOutputStream(descriptor), true, StandardCharsets.UTF_8);
    }

    /** All verbs. */
    static CommandLine line(Terminal terminal) {
        CommandLine line = new CommandLine(new Main(terminal));
        Ansi ansi = terminal.screen().coloursOut() ? Ansi.ON : Ansi.OFF;
        line.setColorScheme(CommandLine.Help.defaultColorScheme(ansi));
        return line;
    }

    /** Runs a command line on the given streams, which lead into files, and returns its exit status. */
    static int run(String[] args, PrintStream out, PrintStream err) {
        return run(args, out, err, Screen.NONE);
    }

    static int run(String[] args, PrintStream out, PrintStream err, Screen screen) {
        Terminal terminal = new Terminal(out, err, screen);
        Failures failures = new Failures(terminal, List.of(args).contains("--json"));
        CommandLine line = line(terminal);
        line.setOut(new PrintWriter(out, true, StandardCharsets.UTF_8));
        line.setErr(new PrintWriter(err, true, StandardCharsets.UTF_8));
        line.setParameterExceptionHandler((e, words) -> failures.usage(e));
        line.setExecutionExceptionHandler((e, command, result) -> failures.of(e));
        try {
            return line.execute(args);
        } catch (Error e) {
            // Memory that is used up, or nesting that is too deep: the work is lost, but not the words for it.
            return failures.of(e);
        } finally {
            terminal.out().flush(); // a last line without an end
            terminal.err().flush();
        }
    }
}
