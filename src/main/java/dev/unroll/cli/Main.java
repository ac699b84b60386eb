package dev.unroll.cli;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.lang.reflect.Constructor;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code unroll VERB ...}. */
@Command(
        name = "unroll",
        description = "Recurrent sequence models as equations.",
        synopsisSubcommandLabel = "VERB",
        subcommands = {
            CheckCommand.class,
            TrainCommand.class,
            EvalCommand.class,
            PredictCommand.class,
            GenerateCommand.class,
            BenchCommand.class,
            CellsCommand.class,
            OpsCommand.class,
            CommandLine.HelpCommand.class
        },
        footer = {"", "Try: ./unroll train models/language-id.yaml"})
public final class Main implements Runnable {
    private static final int BUG = 70;

    private final Terminal terminal;

    @CommandLine.Spec
    private CommandLine.Model.CommandSpec spec;

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "Show this help.")
    private boolean help;

    private Main(Terminal terminal) {
        this.terminal = terminal;
    }

    Terminal terminal() {
        return terminal;
    }

    @Override
    public void run() {
        throw new CommandLine.ParameterException(spec.commandLine(), "a verb is missing");
    }

    /** Runs a command line and ends the process with its status. */
    public static void main(String[] args) {
        Locale.setDefault(Locale.ROOT);
        PrintStream out = new PrintStream(new FileOutputStream(FileDescriptor.out), true, StandardCharsets.UTF_8);
        System.exit(run(args, out, standardError()));
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

    /** Runs a command line on the given streams and returns its exit status. */
    static int run(String[] args, PrintStream out, PrintStream err) {
        CommandLine line = new CommandLine(new Main(new Terminal(out, err)));
        line.setOut(new PrintWriter(out, true, StandardCharsets.UTF_8));
        line.setErr(new PrintWriter(err, true, StandardCharsets.UTF_8));
        line.setCaseInsensitiveEnumValuesAllowed(true);
        line.setExecutionExceptionHandler((e, command, result) -> {
            unexpected(e, err);
            return BUG;
        });
        try {
            return line.execute(args);
        } catch (OutOfMemoryError e) {
            err.println("error: the memory of the Java runtime is used up; a smaller batch or model needs less, and "
                    + "UNROLL_JAVA_OPTS=-Xmx8g gives more");
            return Verb.INVALID;
        }
    }

    private static void unexpected(Exception e, PrintStream err) {
        String where = "";
        try {
            Path trace = Files.createTempFile("unroll-", ".txt");
            try (PrintWriter writer = new PrintWriter(Files.newBufferedWriter(trace))) {
                e.printStackTrace(writer);
            }
            where = "; the details are in " + trace;
        } catch (IOException ignored) {
            where = "; its details could not be written";
        }
        err.println("error: this is a mistake in Unroll, not in your input: " + e + where);
    }
}
