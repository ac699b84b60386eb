package dev.unroll.diagnostic;

import dev.unroll.api.PublicApi;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Reads the files that specs are written in. */
@PublicApi
public final class SourceFile {
    private static final long MOST_BYTES = 4L << 20;

    private SourceFile() {}

    /** Reads a file as UTF-8 of at most 4 MB; otherwise throws {@link InvalidInput} with the reason. */
    public static Source read(Path path) {
        return read(path, path.toString(), Optional.empty());
    }

    /** The text of a file, or {@link InvalidInput} with the reason why not, at the place that asked for it. */
    public static Source read(Path path, String name, Optional<Span> asked) {
        byte[] bytes;
        try {
            Optional<String> problem = RegularFile.problem(path);
            if (problem.isPresent()) {
                throw fail("'" + name + "' " + problem.get(), asked, similar(path));
            }
            if (Files.size(path) > MOST_BYTES) {
                String message = "'%s' has %d MB; a spec may have at most %d MB"
                        .formatted(name, Files.size(path) >> 20, MOST_BYTES >> 20);
                throw fail(message, asked, Optional.of("put data in a separate file"));
            }
            bytes = RegularFile.read(path);
        } catch (IOException | SecurityException e) {
            throw fail("'" + name + "' " + e.getMessage(), asked, Optional.empty());
        }
        Path folder = path.toAbsolutePath().getParent();
        return new Source(name, decode(bytes, name, asked), folder == null ? Path.of("") : folder);
    }

    public static String decode(byte[] bytes, String name, Optional<Span> asked) {
        Utf8 read = Utf8.read(bytes);
        if (!read.isWhole()) {
            int line = 1;
            for (int i = 0; i < read.end(); i++) {
                line += bytes[i] == '\n' ? 1 : 0;
            }
            String message = read.fault("'" + name + "'") + ", line " + line;
            throw new InvalidInput(
                    new Diagnostic(Severity.ERROR, Codes.ENCODING, message, asked, Optional.of("save it as UTF-8")));
        }
        return read.text();
    }

    private static Optional<String> similar(Path path) {
        Path folder = path.toAbsolutePath().getParent();
        Path last = path.getFileName();
        if (folder == null || last == null || !Files.isDirectory(folder)) {
            return Optional.empty();
        }
        try (Stream<Path> files = Files.list(folder)) {
            List<String> names =
                    files.limit(10_000).map(p -> p.getFileName().toString()).toList();
            return Suggest.question(last.toString(), names);
        } catch (IOException | SecurityException e) {
            return Optional.empty();
        }
    }

    private static InvalidInput fail(String message, Optional<Span> asked, Optional<String> hint) {
        return new InvalidInput(new Diagnostic(Severity.ERROR, Codes.FILE, message, asked, hint));
    }
}
