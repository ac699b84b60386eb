package dev.unroll.train.metric;

import dev.unroll.graph.Axes;
import java.util.List;
import java.util.Optional;

/**
 * {@code span_f1(scores, labels)}: F1 over the labelled spans that BIO tags mark; a span counts only if its type and
 * both ends are right. Excluded steps are treated as absent; a span has the weight of its first step. The measure of
 * {@code conlleval} (Tjong Kim Sang & Buchholz 2000) divided by 100.
 */
final class SpanF1 implements PairMetric {
    @Override
    public String name() {
        return "span_f1";
    }

    @Override
    public String about() {
        return "F1 over labelled spans of BIO tags, counted as by conlleval";
    }

    @Override
    public Optional<String> problem(List<Argument> arguments) {
        Argument labels = arguments.get(1);
        Optional<String> wrong = Alignment.labels(arguments);
        if (wrong.isPresent()) {
            return wrong;
        }
        if (!labels.type().rows().isAxis()) {
            return Optional.of(
                    "'span_f1' needs a label per step, but '%s' has one per sequence".formatted(labels.text()));
        }
        return labels.vocabulary()
                .flatMap(v -> Spans.stranger(v.entries()))
                .map(label -> "'span_f1' needs labels such as O, B-NAME and I-NAME, but '%s' has '%s'"
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
                                + " and I-NAME, but '" + arguments.get(1).text() + "' has none"))
                .entries());
        return new WeighingTally() {
            private double right;
            private double found;
            private double wanted;

            @Override
            public void add(Axes axes, List<float[]> values, RowWeights weights) {
                spans.compare(
                        axes.packing(arguments.get(1).type().rows()),
                        row -> Alignment.choice(values.get(0), row, scores.width()),
                        row -> Alignment.choice(values.get(1), row, 1),
                        weights,
                        (span, there, answered, both) -> {
                            wanted += there;
                            found += answered;
                            right += both;
                        });
            }

            @Override
            public double value() {
                return found + wanted == 0 ? 0 : 2.0 * right / (found + wanted);
            }
        };
    }
}
