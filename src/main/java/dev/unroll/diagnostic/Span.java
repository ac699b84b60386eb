package dev.unroll.diagnostic;

import dev.unroll.api.PublicApi;
import java.util.Objects;

/**
 * A stretch of a {@link Source}, for pointing at it.
 *
 * @param source the text
 * @param start offset of the first character
 * @param end offset after the last one; equal to {@code start} for a place between characters
 */
@PublicApi
public record Span(Source source, int start, int end) {
    public Span {
        Objects.requireNonNull(source);
        start = Math.max(0, Math.min(start, source.text().length()));
        end = Math.max(start, Math.min(end, source.text().length()));
    }

    /** The 1-based line of the first character. */
    public int line() {
        return source.line(start);
    }

    /** The 1-based column of the first character, counted in characters as people see them (code points). */
    public int column() {
        return source.text().codePointCount(source.lineStart(start), start) + 1;
    }

    /** The text itself. */
    public String excerpt() {
        return source.text().substring(start, end);
    }

    /** Where it is, to be read in a sentence: {@code model.yaml:3:5}, or {@code from --set train.batch}. */
    public String place() {
        return source.isOverride() ? "from " + source.name() : source.name() + ":" + line() + ":" + column();
    }

    /** The smallest span of the same source that holds both. */
    public Span to(Span other) {
        return source.equals(other.source)
                ? new Span(source, Math.min(start, other.start), Math.max(end, other.end))
                : this;
    }

    @Override
    public String toString() {
        return place();
    }
}
