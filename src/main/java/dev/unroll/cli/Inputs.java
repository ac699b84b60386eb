package dev.unroll.cli;

import dev.unroll.spec.Codes;
import dev.unroll.spec.Diagnostic;
import dev.unroll.spec.InvalidInput;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** New inputs for a run, one a line. */
final class Inputs {
    private Inputs() {}

    /** The filled lines of a file or, without one, of standard input. @throws InvalidInput if there are none */
    static List<String> lines(Optional<Path> file) {
        String name = file.map(path -> "'" + path + "'").orElse("standard input");
        String text = decode(bytes(file, name), name);
        List<String> filled = text.lines().filter(line -> !line.isBlank()).toList();
        if (filled.isEmpty()) {
            throw new InvalidInput(Diagnostic.error(Codes.EMPTY_DATA, name + " is empty: there is nothing to answer")
                    .hint("write one input a line, or give it as TEXT"));
        }
        return filled;
    }

    private static byte[] bytes(Optional<Path> file, String name) {
        try {
            if (file.isEmpty()) {
                return System.in.readAllBytes();
            }
            if (Files.notExists(file.get())) {
                throw new InvalidInput(Diagnostic.error(Codes.FILE, "there is no file " + name));
            }
            if (Files.isDirectory(file.get())) {
                throw new InvalidInput(Diagnostic.error(Codes.FILE, name + " is a folder, not a file"));
            }
            return Files.readAllBytes(file.get());
        } catch (IOException e) {
            throw new InvalidInput(Diagnostic.error(Codes.FILE, name + " cannot be read")
                    .hint(file.isPresent() ? "is it allowed to be read?" : "give a file with --input FILE"));
        }
    }

    private static String decode(byte[] bytes, String name) {
        CharsetDecoder decoder = StandardCharsets.UTF_8
                .newDecoder()
                .onMalformedInput(CodingErrorAction.REPORT)
                .onUnmappableCharacter(CodingErrorAction.REPORT);
        ByteBuffer in = ByteBuffer.wrap(bytes);
        CharBuffer out = CharBuffer.allocate(bytes.length);
        CoderResult result = decoder.decode(in, out, true);
        if (result.isError()) {
            int at = in.position();
            String message =
                    String.format(Locale.ROOT, "%s is not UTF-8: byte 0x%02X at offset %d", name, bytes[at], at);
            throw new InvalidInput(Diagnostic.error(Codes.ENCODING, message).hint("save it as UTF-8"));
        }
        String text = out.flip().toString();
        return text.startsWith("\uFEFF") ? text.substring(1) : text;
    }
}
