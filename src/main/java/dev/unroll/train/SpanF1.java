package dev.unroll.train;

import dev.unroll.graph.Rows;
import dev.unroll.tensor.Packing;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * {@code span_f1(scores, labels)}: F1 over the labelled spans that BIO tags mark; a span counts only if its type and both
 * ends are right. Steps that do not count are left out as if they were not there; a span weighs what its first step weighs.
 * The figure of {@code conlleval} (Tjong Kim Sang & Buchholz 2000) divided by 100.
 */
final class SpanF1 implements Metric {
    @Override
    public String name() {
        return "span_f1";
    }

    @Override
    public String about() {
        return "F1 over whole labelled spans of BIO tags, as conlleval counts them";
    }

    @Override
    public int arguments() {
        return 2;
    }

    @Override
    public boolean higherIsBetter() {
        return true;
    }

    @Override
    public boolean weighs() {
        return true;
    }

    @Override
    public Optional<String> problem(List<Argument> arguments) {
        Argument labels = arguments.get(1);
        Optional<String> wrong = Alignment.labels(arguments);
        if (wrong.isPresent()) {
            return wrong;
        }
        if (labels.type().rows() != Rows.STEPS) {
            return Optional.of("'span_f1' needs a label per step, '%s' has one per sequence".formatted(labels.text()));
        }
        return labels.vocabulary()
                .flatMap(v -> Spans.stranger(v.entries()))
                .map(label -> "'span_f1' needs labels such as O, B-NAME and I-NAME; '%s' has '%s'"
                        .formatted(labels.text(), label));
    }

    @Override
    public Tally tally(List<Argument> arguments) {
        Argument scores = arguments.get(0);
        Spans spans = new Spans(arguments
                .get(1)
                .vocabulary()
                .orElseThrow(
                        () -> new IllegalArgumentException("'span_f1' needs labels that have names, such as O, B-NAME"
                                + " and I-NAME; '" + arguments.get(1).text() + "' has none"))
                .entries());
        return new WeighingTally() {
            private double right;
            private double found;
            private double wanted;

            @Override
            public void add(Packing packing, List<float[]> values, RowWeights weights) {
                for (int b = 0; b < packing.batch(); b++) {
                    int[] rows = counted(packing, b, weights);
                    Set<Spans.Span> truth = new HashSet<>(spans.of(classes(rows, values.get(1), 1)));
                    for (Spans.Span span : truth) {
                        wanted += weights.of(rows[span.from()]);
                    }
                    for (Spans.Span span : spans.of(classes(rows, values.get(0), scores.width()))) {
                        double weight = weights.of(rows[span.from()]);
                        found += weight;
                        right += truth.contains(span) ? weight : 0;
                    }
                }
            }

            @Override
            public double value() {
                return found + wanted == 0 ? 0 : 2.0 * right / (found + wanted);
            }
        };
    }

    /** The rows of a sequence that count. */
    static int[] counted(Packing packing, int b, RowWeights weights) {
        return IntStream.range(0, packing.length(b))
                .map(t -> packing.row(b, t))
                .filter(row -> weights.of(row) > 0)
                .toArray();
    }

    private static int[] classes(int[] rows, float[] values, int width) {
        return IntStream.of(rows)
                .map(row -> Alignment.choice(values, row, width))
                .toArray();
    }
}
