package dev.unroll.data;

import dev.unroll.diagnostic.Source;
import dev.unroll.diagnostic.Span;
import java.util.stream.IntStream;

/**
 * Where the lines of a file are.
 *
 * @param starts the offset at which each begins
 */
record Lines(Source source, int[] starts) {
    static Lines of(Source source) {
        String text = source.text();
        IntStream after = IntStream.range(0, text.length())
                .filter(i -> text.charAt(i) == '\n')
                .map(i -> i + 1);
        return new Lines(source, IntStream.concat(IntStream.of(0), after).toArray());
    }

    /** The visible part of a line, counted from 1; the last one for any beyond it. */
    Span span(int line) {
        String text = source.text();
        int from = starts[Math.min(line, starts.length) - 1];
        int to = line < starts.length ? starts[line] - 1 : text.length();
        if (to > from && text.charAt(to - 1) == '\n') {
            to--;
        }
        return source.span(from, to > from && text.charAt(to - 1) == '\r' ? to - 1 : to);
    }
}
