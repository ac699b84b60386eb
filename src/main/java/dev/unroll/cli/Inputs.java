package dev.unroll.cli;

import dev.unroll.spec.Codes;
import dev.unroll.spec.Diagnostic;
import dev.unroll.spec.InvalidInput;
import dev.unroll.spec.RegularFile;
import dev.unroll.spec.Source;
import dev.unroll.spec.Span;
import dev.unroll.spec.Utf8;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.regex.Pattern;

/** New inputs for a run, one a line. */
final class Inputs {
    /**
     * One of them.
     *
     * @param text what to answer for
     * @param place where it stands, if not on the command line
     */
    record Input(String text, Optional<Span> place) {}

    private static final Pattern LINE = Pattern.compile("[^\r\n]+");
    private static final int MOST_SHOWN = 20;

    private Inputs() {}

    /** The filled lines of a file or, without one, of standard input. @throws InvalidInput if there are none */
    static List<Input> lines(Optional<Path> file) {
        String name = file.map(path -> "'" + path + "'").orElse("standard input");
        Source source = new Source(file.map(Path::toString).orElse(name), decode(bytes(file, name), name));
        List<Input> filled = LINE.matcher(source.text())
                .results()
                .filter(line -> !line.group().isBlank())
                .map(line -> new Input(line.group(), Optional.of(source.span(line.start(), line.end()))))
                .toList();
        if (filled.isEmpty()) {
            throw new InvalidInput(Diagnostic.error(Codes.EMPTY_DATA, name + " is empty: there is nothing to answer")
                    .hint("write one input a line, or give it as TEXT"));
        }
        return filled;
    }

    /** Shows each input that cannot be read at its place. @throws InvalidInput if there is one */
    static void check(List<Input> inputs, Consumer<String> reader) {
        List<Diagnostic> wrong = new ArrayList<>();
        for (Input input : inputs) {
            try {
                reader.accept(input.text());
            } catch (InvalidInput e) {
                e.diagnostics()
                        .forEach(d -> wrong.add(new Diagnostic(
                                d.severity(), d.code(), d.message(), d.span().or(input::place), d.hint())));
            }
            if (wrong.size() >= MOST_SHOWN) {
                break;
            }
        }
        if (!wrong.isEmpty()) {
            throw new InvalidInput(wrong);
        }
    }

    private static byte[] bytes(Optional<Path> file, String name) {
        try {
            if (file.isEmpty()) {
                return System.in.readAllBytes();
            }
            return RegularFile.read(file.get());
        } catch (IOException e) {
            throw new InvalidInput(
                    file.isPresent()
                            ? Diagnostic.error(Codes.FILE, name + " " + e.getMessage())
                            : Diagnostic.error(Codes.FILE, name + " cannot be read")
                                    .hint("give a file with --input FILE"));
        }
    }

    private static String decode(byte[] bytes, String name) {
        Utf8 read = Utf8.read(bytes);
        if (!read.isWhole()) {
            throw new InvalidInput(
                    Diagnostic.error(Codes.ENCODING, read.fault(name)).hint("save it as UTF-8"));
        }
        return read.text();
    }
}
