package dev.unroll.train.metric;

import dev.unroll.graph.Axes;
import java.util.List;
import java.util.Optional;

/**
 * {@code macro_f1(scores, labels)}: F1 of each class, averaged over the classes that occur among the labels or the
 * predictions, with equal weights.
 */
final class MacroF1 implements PairMetric {
    @Override
    public String name() {
        return "macro_f1";
    }

    @Override
    public String about() {
        return "F1 averaged over classes with equal weights";
    }

    @Override
    public Optional<String> problem(List<Argument> arguments) {
        return Alignment.labels(arguments);
    }

    @Override
    public Tally tally(List<Argument> arguments) {
        Argument scores = arguments.get(0);
        int classes = arguments.get(1).type().classes();
        return new WeighingTally() {
            private final double[] right = new double[classes];
            private final double[] chosen = new double[classes];
            private final double[] wanted = new double[classes];

            @Override
            public void add(Axes axes, List<float[]> values, RowWeights weights) {
                int rows = scores.rows(axes);
                for (int row = 0; row < rows; row++) {
                    int choice = Alignment.choice(values.get(0), row, scores.width());
                    int label = Math.round(values.get(1)[row]);
                    double weight = weights.of(row);
                    chosen[choice] += weight;
                    wanted[label] += weight;
                    right[label] += choice == label ? weight : 0;
                }
            }

            @Override
            public double value() {
                double sum = 0;
                int occurring = 0;
                for (int k = 0; k < classes; k++) {
                    if (chosen[k] + wanted[k] > 0) {
                        sum += 2.0 * right[k] / (chosen[k] + wanted[k]);
                        occurring++;
                    }
                }
                return occurring == 0 ? 0 : sum / occurring;
            }
        };
    }
}
