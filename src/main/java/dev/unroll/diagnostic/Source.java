package dev.unroll.diagnostic;

import dev.unroll.api.PublicApi;
import java.nio.file.Path;
import java.util.Objects;

/**
 * A text written by the user, with the name that diagnostics show.
 *
 * @param name a file name as the user gave it, or {@code --set KEY} for an override from the command line
 * @param text the whole text; line ends may be {@code \n}, {@code \r\n} or {@code \r}
 * @param base the directory that relative paths written in this text start from
 */
@PublicApi
public record Source(String name, String text, Path base) {
    private static final String OVERRIDE = "--set ";

    public Source {
        Objects.requireNonNull(name);
        Objects.requireNonNull(text);
        Objects.requireNonNull(base);
    }

    /** A text whose relative paths start from the working directory. */
    public Source(String name, String text) {
        this(name, text, Path.of(""));
    }

    /** The text {@code KEY=VALUE} of a {@code --set} option. */
    public static Source override(String key, String text) {
        return new Source(OVERRIDE + key, text);
    }

    /** Whether this text came from {@code --set}, so that a line and column would mean nothing. */
    public boolean isOverride() {
        return name.startsWith(OVERRIDE);
    }

    /** A span of this text; both ends are offsets in {@code char}s. */
    public Span span(int start, int end) {
        return new Span(this, start, end);
    }

    /** The 1-based line on which the character at this offset lies. */
    int line(int offset) {
        int line = 1;
        for (int i = 0; i < Math.min(offset, text.length()); i++) {
            if (endsLine(i)) {
                line++;
            }
        }
        return line;
    }

    /** The offset of the first character of the line that holds this offset. */
    public int lineStart(int offset) {
        int start = Math.min(offset, text.length());
        while (start > 0 && !endsLine(start - 1)) {
            start--;
        }
        return start;
    }

    /** The offset after the last visible character of the line that holds this offset. */
    public int lineEnd(int offset) {
        int end = Math.min(offset, text.length());
        while (end < text.length() && text.charAt(end) != '\n' && text.charAt(end) != '\r') {
            end++;
        }
        return end;
    }

    private boolean endsLine(int i) {
        char c = text.charAt(i);
        return c == '\n' || c == '\r' && (i + 1 == text.length() || text.charAt(i + 1) != '\n');
    }

    @Override
    public String toString() {
        return name;
    }
}
