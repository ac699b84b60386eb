package dev.unroll.spec;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/** Reads the files that specs are written in. */
final class SourceFile {
    private static final long MOST_BYTES = 4L << 20;

    private SourceFile() {}

    /** The text of a file, or {@link InvalidInput} with the reason why not, at the place that asked for it. */
    static Source read(Path path, String name, Optional<Span> asked) {
        byte[] bytes;
        try {
            if (Files.isDirectory(path)) {
                throw fail("'" + name + "' is a folder, not a file", asked, Optional.empty());
            }
            if (Files.exists(path) && !Files.isRegularFile(path)) {
                throw fail("'" + name + "' is not a regular file", asked, Optional.empty());
            }
            if (Files.size(path) > MOST_BYTES) {
                String message = "'%s' has %d MB; a spec may have at most %d MB"
                        .formatted(name, Files.size(path) >> 20, MOST_BYTES >> 20);
                throw fail(message, asked, Optional.of("data belongs in a file of its own"));
            }
            bytes = Files.readAllBytes(path);
        } catch (NoSuchFileException e) {
            throw fail("there is no file '" + name + "'", asked, similar(path));
        } catch (IOException | SecurityException e) {
            throw fail("cannot read '" + name + "'", asked, Optional.of("is it allowed to be read?"));
        }
        Path folder = path.toAbsolutePath().getParent();
        return new Source(name, decode(bytes, name, asked), folder == null ? Path.of("") : folder);
    }

    static String decode(byte[] bytes, String name, Optional<Span> asked) {
        CharsetDecoder decoder = StandardCharsets.UTF_8
                .newDecoder()
                .onMalformedInput(CodingErrorAction.REPORT)
                .onUnmappableCharacter(CodingErrorAction.REPORT);
        ByteBuffer in = ByteBuffer.wrap(bytes);
        CharBuffer out = CharBuffer.allocate(bytes.length + 1);
        CoderResult result = decoder.decode(in, out, true);
        if (result.isError()) {
            int at = in.position();
            int line = 1;
            for (int i = 0; i < at; i++) {
                line += bytes[i] == '\n' ? 1 : 0;
            }
            String message = String.format(
                    Locale.ROOT, "'%s' is not UTF-8: byte 0x%02X at offset %d, line %d", name, bytes[at], at, line);
            throw new InvalidInput(
                    new Diagnostic(Severity.ERROR, Codes.ENCODING, message, asked, Optional.of("save it as UTF-8")));
        }
        String text = out.flip().toString();
        return text.startsWith("\uFEFF") ? text.substring(1) : text;
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
