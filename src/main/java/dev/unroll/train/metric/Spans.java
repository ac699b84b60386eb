package dev.unroll.train.metric;

import dev.unroll.tensor.Ragged;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.IntUnaryOperator;
import java.util.stream.IntStream;

/**
 * The labelled spans that BIO tags mark, as {@code conlleval} reads them: a span continues with {@code I-TYPE} of the
 * same type and ends before anything else; any other {@code I-TYPE} begins a span. {@code E} and {@code S} (of BIOES),
 * as well as a tag without a dash, are understood.
 */
public final class Spans {
    /**
     * @param type what it is labelled with
     * @param from its first step
     * @param to the step after its last
     */
    public record Span(String type, int from, int to) {}

    private record Tag(char mark, String type) {}

    private final List<Tag> tags;

    /** @param labels the name of each class */
    public Spans(List<String> labels) {
        tags = labels.stream().map(Spans::tag).toList();
    }

    /** The label that is none of {@code O}, {@code B-...}, {@code I-...}, {@code E-...}, {@code S-...}, if there is one. */
    public static Optional<String> stranger(List<String> labels) {
        return labels.stream()
                .filter(l -> !l.equals("O") && !l.matches("(?s)[BIES](-.*)?"))
                .findFirst();
    }

    private static Tag tag(String label) {
        int dash = label.indexOf('-');
        String type = dash < 0 ? "" : label.substring(dash + 1);
        return new Tag(label.isEmpty() ? 'O' : label.charAt(0), type);
    }

    /** The spans of one sequence of classes. */
    List<Span> of(int[] classes) {
        List<Span> spans = new ArrayList<>();
        int from = -1;
        Tag before = new Tag('O', "");
        for (int t = 0; t <= classes.length; t++) {
            Tag tag = t < classes.length ? tags.get(classes[t]) : new Tag('O', "");
            boolean goesOn = from >= 0
                    && (tag.mark() == 'I' || tag.mark() == 'E')
                    && tag.type().equals(before.type())
                    && before.mark() != 'E'
                    && before.mark() != 'S';
            if (!goesOn) {
                if (from >= 0) {
                    spans.add(new Span(before.type(), from, t));
                }
                from = tag.mark() == 'O' ? -1 : t;
            }
            before = tag;
        }
        return spans;
    }

    /** Takes in a span that is there, that was found, or both. */
    public interface Count {
        /** @param wanted its weight if it is there; {@code found} and {@code right} likewise, 0 if not */
        void add(Span span, double wanted, double found, double right);
    }

    /**
     * Holds the spans of each sequence against those that are there. Rows that do not count are left out as if they were not
     * there; a span weighs what its first row weighs.
     *
     * @param answered the class that was answered in a row
     * @param truth the right one
     */
    public void compare(
            Ragged steps, IntUnaryOperator answered, IntUnaryOperator truth, RowWeights weights, Count count) {
        for (int b = 0; b < steps.parents(); b++) {
            int[] rows = counted(steps, b, weights);
            Set<Span> wanted = new HashSet<>(of(IntStream.of(rows).map(truth).toArray()));
            wanted.forEach(span -> count.add(span, weights.of(rows[span.from()]), 0, 0));
            for (Span span : of(IntStream.of(rows).map(answered).toArray())) {
                double weight = weights.of(rows[span.from()]);
                count.add(span, 0, weight, wanted.contains(span) ? weight : 0);
            }
        }
    }

    /** The rows of a sequence that count. */
    private static int[] counted(Ragged steps, int b, RowWeights weights) {
        return IntStream.range(0, steps.length(b))
                .map(t -> steps.row(b, t))
                .filter(row -> weights.of(row) > 0)
                .toArray();
    }
}
