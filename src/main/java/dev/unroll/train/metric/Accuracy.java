package dev.unroll.train.metric;

import dev.unroll.graph.Axes;
import java.util.List;
import java.util.Optional;

/**
 * {@code accuracy(scores, labels)}: the fraction of rows whose highest score is the label's. The first argument may
 * also be the chosen index itself, or a number that should equal the second, as in {@code accuracy(p > 0.5, label)}.
 */
final class Accuracy implements PairMetric {
    @Override
    public String name() {
        return "accuracy";
    }

    @Override
    public String about() {
        return "the fraction of rows whose highest score is that of the label";
    }

    @Override
    public Optional<String> problem(List<Argument> arguments) {
        boolean numbers =
                arguments.stream().allMatch(a -> a.width() == 1 && !a.type().isIndex());
        return numbers ? Alignment.problem(arguments) : Alignment.labels(arguments);
    }

    @Override
    public Tally tally(List<Argument> arguments) {
        Argument scores = arguments.get(0);
        return new WeighingTally() {
            private double right;
            private double count;

            @Override
            public void add(Axes axes, List<float[]> values, RowWeights weights) {
                int rows = scores.rows(axes);
                for (int row = 0; row < rows; row++) {
                    int chosen = Alignment.choice(values.get(0), row, scores.width());
                    right += chosen == Math.round(values.get(1)[row]) ? weights.of(row) : 0;
                }
                count += weights.sum(rows);
            }

            @Override
            public double value() {
                return count == 0 ? 0 : right / count;
            }
        };
    }
}
