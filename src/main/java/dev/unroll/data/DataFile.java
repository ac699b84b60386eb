package dev.unroll.data;

import dev.unroll.diagnostic.Codes;
import dev.unroll.diagnostic.Diagnostic;
import dev.unroll.diagnostic.RegularFile;
import dev.unroll.diagnostic.Source;
import dev.unroll.diagnostic.Span;
import dev.unroll.diagnostic.Utf8;
import dev.unroll.spec.key.Key;
import dev.unroll.spec.key.Settings;
import dev.unroll.spec.key.Value;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * A file that a spec names.
 *
 * @param key the key that names it, such as {@code train}
 * @param path the file, absolute
 * @param span where the spec names it
 */
record DataFile(String key, Path path, Span span) {
    /** Far below the limit of a Java string, and far above the data of a recurrent model on one machine. */
    private static final long LARGEST = 1L << 30;

    private static final Map<Split, Key<Path>> SPLITS = Map.of(
            Split.TRAIN, file(Split.TRAIN.key(), "the training file").needed(),
            Split.VALID, file(Split.VALID.key(), "the validation file, which selects the best epoch"),
            Split.TEST, file(Split.TEST.key(), "the test file, measured after training"));

    static Key<Path> file(String name, String about) {
        return Key.of(name, about, new Value.File());
    }

    static Optional<DataFile> of(Settings settings, Key<Path> key) {
        return settings.find(key).map(path -> new DataFile(key.name(), path, settings.span(key)));
    }

    /** The keys {@code train}, {@code valid} and {@code test} and these. */
    static List<Key<?>> keys(Key<?>... others) {
        List<Key<?>> keys = new ArrayList<>();
        for (Split split : Split.values()) {
            keys.add(SPLITS.get(split));
        }
        keys.addAll(List.of(others));
        return keys;
    }

    /** The files of the keys {@code train}, {@code valid} and {@code test}; the first must be there. */
    static Map<Split, DataFile> splits(Settings settings) {
        Map<Split, DataFile> files = new LinkedHashMap<>();
        for (Split split : Split.values()) {
            of(settings, SPLITS.get(split)).ifPresent(file -> files.put(split, file));
        }
        return files;
    }

    /** The path for people: from the working directory if it is below that. */
    String name() {
        Path here = Path.of("").toAbsolutePath();
        return (path.startsWith(here) ? here.relativize(path) : path).toString();
    }

    /** The extension of the name, such as {@code csv}, in lower case. */
    String extension() {
        String name = path.getFileName() == null ? "" : path.getFileName().toString();
        return name.substring(name.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
    }

    /** The whole text without a byte order mark, or nothing if it cannot be read, which is noted. */
    Optional<Source> read(Faults faults) {
        Optional<byte[]> bytes = bytes(faults);
        if (bytes.isEmpty()) {
            return Optional.empty();
        }
        Optional<Source> text = decode(bytes.get(), faults);
        if (text.isPresent() && text.get().text().isBlank()) {
            faults.add(Diagnostic.error(Codes.EMPTY_DATA, "'" + name() + "' is empty", span));
            return Optional.empty();
        }
        return text;
    }

    private Optional<byte[]> bytes(Faults faults) {
        String problem;
        try {
            Optional<String> unfit = RegularFile.problem(path);
            if (unfit.isEmpty() && Files.size(path) <= LARGEST) {
                return Optional.of(RegularFile.read(path));
            }
            problem = unfit.orElse("is larger than 1 GiB");
        } catch (IOException e) {
            problem = e.getMessage();
        }
        faults.add(Diagnostic.error(Codes.DATA_FILE, "the data file '" + name() + "' " + problem, span)
                .hint("give another with --set data." + key + "=PATH"));
        return Optional.empty();
    }

    private Optional<Source> decode(byte[] bytes, Faults faults) {
        Utf8 read = Utf8.read(bytes);
        if (read.isWhole()) {
            return Optional.of(new Source(name(), read.text()));
        }
        // The readable part is shown up to the end of the line, the rest as replacement characters.
        int at = read.text().length();
        faults.add(Diagnostic.error(
                        Codes.ENCODING,
                        read.fault("'" + name() + "'"),
                        new Source(name(), read.replaced()).span(at, at + 1))
                .hint("save the file as UTF-8"));
        return Optional.empty();
    }
}
