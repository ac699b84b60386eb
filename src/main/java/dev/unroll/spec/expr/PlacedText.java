package dev.unroll.spec.expr;

import dev.unroll.diagnostic.Source;
import dev.unroll.diagnostic.Span;
import java.util.Arrays;

/** A text and, for each of its characters, the place in the file that it came from; quotes and escapes lie between. */
public final class PlacedText {
    private final String value;
    private final Span span;
    private final int[] starts;
    private final int[] ends;

    /**
     * @param span the place of the whole
     * @param starts where each character begins; empty if the text stands for the span as a whole
     * @param ends where each character ends
     */
    public PlacedText(String value, Span span, int[] starts, int[] ends) {
        this.value = value;
        this.span = span;
        this.starts = starts;
        this.ends = ends;
    }

    /** A stretch of a source, taken as it stands. */
    public static PlacedText plain(Source source, int start, int end) {
        int[] starts = new int[end - start];
        int[] ends = new int[end - start];
        Arrays.setAll(starts, i -> start + i);
        Arrays.setAll(ends, i -> start + i + 1);
        return new PlacedText(source.text().substring(start, end), source.span(start, end), starts, ends);
    }

    /** A text that stands for a whole span. */
    public static PlacedText whole(String value, Span span) {
        return new PlacedText(value, span, new int[0], new int[0]);
    }

    public String value() {
        return value;
    }

    public Span span() {
        return span;
    }

    /** The place of the characters {@code from} to before {@code to} of the value. */
    Span at(int from, int to) {
        if (starts.length == 0) {
            return span;
        }
        if (from >= starts.length) {
            int end = ends[ends.length - 1];
            return span.source().span(end, end);
        }
        int last = Math.max(from, Math.min(to, ends.length) - 1);
        return span.source().span(starts[from], to <= from ? starts[from] : ends[last]);
    }
}
