package dev.unroll.diagnostic;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/**
 * Bytes read as UTF-8, as far as they are that. A byte order mark is left out.
 *
 * @param text what could be read
 * @param end the offset of the first byte that cannot be read; the number of bytes if all can
 */
public record Utf8(byte[] bytes, String text, int end) {
    private static final String MARK = "\uFEFF";

    public static Utf8 read(byte[] bytes) {
        CharsetDecoder decoder = StandardCharsets.UTF_8
                .newDecoder()
                .onMalformedInput(CodingErrorAction.REPORT)
                .onUnmappableCharacter(CodingErrorAction.REPORT);
        ByteBuffer in = ByteBuffer.wrap(bytes);
        CharBuffer out = CharBuffer.allocate(bytes.length);
        CoderResult result = decoder.decode(in, out, true);
        return new Utf8(bytes, withoutMark(out.flip().toString()), result.isError() ? in.position() : bytes.length);
    }

    public boolean isWhole() {
        return end == bytes.length;
    }

    /** What is wrong, of something with this name. */
    public String fault(String name) {
        return String.format(Locale.ROOT, "%s is not UTF-8: byte 0x%02X at offset %d", name, bytes[end], end);
    }

    /** All of it, with replacement characters for what cannot be read. */
    public String replaced() {
        return withoutMark(new String(bytes, StandardCharsets.UTF_8));
    }

    private static String withoutMark(String text) {
        return text.startsWith(MARK) ? text.substring(1) : text;
    }
}
