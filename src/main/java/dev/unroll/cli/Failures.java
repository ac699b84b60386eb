package dev.unroll.cli;

import dev.unroll.diagnostic.Codes;
import dev.unroll.diagnostic.Diagnostic;
import dev.unroll.diagnostic.InvalidInput;
import dev.unroll.diagnostic.Suggest;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/** Turns whatever went wrong into words, or into a document, and into an exit status. */
final class Failures {
    private final Terminal terminal;
    private final boolean json;

    Failures(Terminal terminal, boolean json) {
        this.terminal = terminal;
        this.json = json;
    }

    /** What ended a verb's work. */
    int of(Throwable e) {
        if (e instanceof InvalidInput invalid) {
            return say(invalid.diagnostics(), Verb.INVALID);
        }
        if (Stream.iterate(e, t -> t != null, Throwable::getCause).anyMatch(t -> t instanceof OutOfMemoryError)) {
            return say(
                    Diagnostic.error(Codes.MEMORY, "the Java runtime is out of memory")
                            .hint("reduce the batch or the model, or give Java more by UNROLL_JAVA_OPTS=-Xmx8g"),
                    Verb.INVALID);
        }
        Optional<StackTraceElement> added = added(e);
        if (added.isPresent()) {
            return say(
                    Diagnostic.error(Codes.PLUGIN, "a plug-in failed: " + root(e))
                            .hint("in " + added.get().getClassLoaderName() + ", at " + place(added.get())),
                    Verb.INVALID);
        }
        return say(
                Diagnostic.error(Codes.BUG, "this is a bug in Unroll, not in your input: " + e)
                        .hint(trace(e)),
                Verb.BUG);
    }

    /** Where a plug-in's own code failed, or what it called: their loaders are named after the file. */
    private static Optional<StackTraceElement> added(Throwable e) {
        return Stream.iterate(e, t -> t != null, Throwable::getCause)
                .flatMap(t -> Stream.of(t.getStackTrace()))
                .filter(Failures::isAdded)
                .findFirst();
    }

    private static Throwable root(Throwable e) {
        return e.getCause() == null ? e : root(e.getCause());
    }

    private static boolean isAdded(StackTraceElement frame) {
        return Optional.ofNullable(frame.getClassLoaderName())
                .filter(name -> name.endsWith(".java") || name.endsWith(".jar"))
                .isPresent();
    }

    private static String place(StackTraceElement frame) {
        return frame.getClassName() + "." + frame.getMethodName() + ", line " + frame.getLineNumber();
    }

    /** A command line that means nothing. */
    int usage(ParameterException e) {
        CommandSpec command = e.getCommandLine().getCommandSpec();
        String message = plain(e.getMessage());
        Optional<String> hint = Optional.empty();
        if (e instanceof UnmatchedArgumentException unmatched) {
            String first = unmatched.getUnmatched().get(0);
            if (first.startsWith("-")) {
                message = "unknown option '" + first + "'";
                hint = option(first, command);
            } else if (command.subcommands().isEmpty()) {
                message = "one argument too many: '" + first + "'";
                hint = Optional.of("quote texts with blanks;");
            } else {
                message = "unknown verb '" + first + "'";
                hint = Suggest.question(first, command.subcommands().keySet());
            }
        }
        String help = "see ./" + command.qualifiedName() + " --help";
        return say(
                Diagnostic.error(Codes.USAGE, message)
                        .hint(hint.map(h -> h + " " + help).orElse(help)),
                Verb.USAGE);
    }

    private static Optional<String> option(String unknown, CommandSpec command) {
        boolean takesText = command.positionalParameters().stream()
                .anyMatch(p -> p.paramLabel().equals("TEXT"));
        if (takesText && !unknown.startsWith("--")) {
            return Optional.of("put -- before a text that starts with -;");
        }
        Optional<String> near = unknown.startsWith("--")
                ? Suggest.question(unknown, command.optionsMap().keySet())
                : Optional.empty();
        return near.or(() -> Optional.of("--set changes a key of the spec, such as --set train.epochs=3;")
                .filter(hint -> command.optionsMap().containsKey("--set")));
    }

    /** In this program's words, which begin small and name an option by itself. */
    private static String plain(String message) {
        String plain = message.replace("Invalid value for option ", "")
                .replace("is not an int", "is not a whole number")
                .replace("is not a long", "is not a whole number")
                .replace("is not a double", "is not a number");
        return plain.substring(0, 1).toLowerCase(Locale.ROOT) + plain.substring(1);
    }

    int say(Diagnostic diagnostic, int status) {
        return say(List.of(diagnostic), status);
    }

    private int say(List<Diagnostic> diagnostics, int status) {
        if (json) {
            terminal.jsonFailure(diagnostics);
        } else {
            terminal.show(diagnostics);
        }
        return status;
    }

    private static String trace(Throwable e) {
        try {
            Path trace = Files.createTempFile("unroll-", ".txt");
            try (PrintWriter writer = new PrintWriter(Files.newBufferedWriter(trace, StandardCharsets.UTF_8))) {
                e.printStackTrace(writer);
            }
            return "please report it, with the contents of " + trace;
        } catch (IOException unwritable) {
            return "please report it; its trace could not be written to a file";
        }
    }
}
