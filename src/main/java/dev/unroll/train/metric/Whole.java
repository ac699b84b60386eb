package dev.unroll.train.metric;

import dev.unroll.graph.Axes;
import dev.unroll.graph.Rows;
import java.util.List;
import java.util.Optional;

/**
 * {@code whole(prediction, target)}: the fraction of sequences that are right in every step. With labels as the target,
 * a step is right if the highest score is the label's; with several numbers of 0 or 1 as the target (what may come
 * next), it is right if exactly those numbers of the prediction that should be 1 are above one half. Steps that do not
 * count need not be right; a sequence weighs what its other steps weigh on average.
 */
final class Whole implements PairMetric {
    @Override
    public String name() {
        return "whole";
    }

    @Override
    public String about() {
        return "the fraction of sequences that are right in every step";
    }

    @Override
    public Optional<String> problem(List<Argument> arguments) {
        Argument target = arguments.get(1);
        if (target.type().isIndex()) {
            return Alignment.labels(arguments);
        }
        return Alignment.problem(arguments).or(() -> Alignment.sameWidth(arguments));
    }

    @Override
    public Tally tally(List<Argument> arguments) {
        Argument prediction = arguments.get(0);
        Argument target = arguments.get(1);
        return new WeighingTally() {
            private double right;
            private double count;

            @Override
            public void add(Axes axes, List<float[]> values, RowWeights weights) {
                Rows axis = target.type().rows();
                int wholes = axis.isAxis() ? axes.rows(axis.parent()) : axes.rows(axis);
                for (int b = 0; b < wholes; b++) {
                    int steps = axis.isAxis() ? axes.packing(axis).length(b) : 1;
                    boolean all = true;
                    int counted = 0;
                    double sum = 0;
                    for (int t = 0; t < steps; t++) {
                        int row = axis.isAxis() ? axes.packing(axis).row(b, t) : b;
                        double weight = weights.of(row);
                        if (weight > 0) {
                            all = all && isRight(values.get(0), values.get(1), row);
                            counted++;
                            sum += weight;
                        }
                    }
                    double weight = counted == 0 ? 0 : sum / counted;
                    right += all ? weight : 0;
                    count += weight;
                }
            }

            private boolean isRight(float[] predicted, float[] wanted, int row) {
                if (target.type().isIndex()) {
                    return Alignment.choice(predicted, row, prediction.width()) == Math.round(wanted[row]);
                }
                int width = target.width();
                for (int i = row * width; i < (row + 1) * width; i++) {
                    if (predicted[i] > 0.5f != wanted[i] > 0.5f) {
                        return false;
                    }
                }
                return true;
            }

            @Override
            public double value() {
                return count == 0 ? 0 : right / count;
            }
        };
    }
}
