package dev.unroll.cli;

import dev.unroll.data.Input;
import dev.unroll.data.Recipe;
import dev.unroll.diagnostic.Codes;
import dev.unroll.diagnostic.Diagnostic;
import dev.unroll.diagnostic.InvalidInput;
import dev.unroll.diagnostic.RegularFile;
import dev.unroll.diagnostic.Source;
import dev.unroll.diagnostic.Span;
import dev.unroll.diagnostic.Utf8;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.regex.Pattern;

/**
 * New inputs for a run: texts or JSON objects, one a line; or a file like those it was trained on.
 *
 * @param recipe what such files are
 * @param needed the fields that each input must have
 */
record Inputs(Recipe recipe, Set<String> needed) {
    /**
     * One of them.
     *
     * @param input what to answer for
     * @param place its place, if it is a line of a file
     */
    record Placed(Input input, Optional<Span> place) {}

    /** Lines of text, or of JSON objects. */
    static final String LINES = "lines";

    private static final String JSON_LINES = "jsonl";
    private static final Pattern LINE = Pattern.compile("[^\r\n]+");
    private static final int MOST_SHOWN = 20;

    /** All that a file can be. */
    Set<String> formats() {
        Set<String> formats = new TreeSet<>(recipe.extensions());
        formats.add(JSON_LINES);
        formats.add(LINES);
        return formats;
    }

    /**
     * The inputs of a file or, without one, of standard input.
     *
     * @param format one of {@link #formats}; empty for the format of the file's extension, or else lines
     * @throws InvalidInput if there are none, or the file is damaged
     */
    List<Placed> read(Optional<Path> file, Optional<String> format) {
        String name = file.map(path -> "'" + path + "'").orElse("standard input");
        Source source = new Source(file.map(Path::toString).orElse(name), decode(bytes(file, name), name));
        String kind = format.orElseGet(() -> file.map(this::kind).orElse(LINES));
        if (!formats().contains(kind)) {
            throw new InvalidInput(Diagnostic.error(Codes.USAGE, "this run cannot read '" + kind + "'")
                    .hint("it reads: " + String.join(", ", formats())));
        }
        List<Placed> inputs = kind.equals(LINES)
                        || kind.equals(JSON_LINES) && !recipe.extensions().contains(kind)
                ? lines(source)
                : recipe.inputs(source, kind, needed).stream()
                        .map(row -> new Placed(row, row.place()))
                        .toList();
        if (inputs.isEmpty()) {
            throw new InvalidInput(Diagnostic.error(Codes.EMPTY_DATA, name + " is empty")
                    .hint("write one input per line, or give it as TEXT"));
        }
        return inputs;
    }

    private String kind(Path file) {
        String name = file.getFileName().toString();
        String end = name.substring(name.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
        return formats().contains(end) ? end : LINES;
    }

    private static List<Placed> lines(Source source) {
        return LINE.matcher(source.text())
                .results()
                .filter(line -> !line.group().isBlank())
                .map(line -> new Placed(Input.parse(line.group()), Optional.of(source.span(line.start(), line.end()))))
                .toList();
    }

    /** Shows each input that cannot be read at its place. @throws InvalidInput if there is one */
    static void check(List<Placed> inputs, Consumer<Input> reader) {
        List<Diagnostic> wrong = new ArrayList<>();
        for (Placed input : inputs) {
            try {
                reader.accept(input.input());
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
            return file.isEmpty() ? System.in.readAllBytes() : RegularFile.read(file.get());
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
