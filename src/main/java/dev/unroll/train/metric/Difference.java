package dev.unroll.train.metric;

import dev.unroll.graph.Axes;
import java.util.List;
import java.util.Optional;
import java.util.function.DoubleUnaryOperator;

/**
 * The mean difference between a prediction and its target over all numbers: {@code mean_squared_error}, {@code
 * mean_absolute_error}.
 *
 * @param name the name in specs
 * @param about what it measures
 * @param measure what is done with each difference
 */
record Difference(String name, String about, DoubleUnaryOperator measure) implements PairMetric {
    static final Difference SQUARED = new Difference("mean_squared_error", "the mean squared difference", d -> d * d);
    static final Difference ABSOLUTE = new Difference("mean_absolute_error", "the mean absolute difference", Math::abs);

    @Override
    public boolean higherIsBetter() {
        return false;
    }

    @Override
    public Unit unit() {
        return Unit.DIFFERENCES;
    }

    @Override
    public Optional<String> problem(List<Argument> arguments) {
        for (Argument argument : arguments) {
            if (argument.type().isIndex()) {
                return Optional.of("'%s' needs numbers, but '%s' is an index".formatted(name, argument.text()));
            }
        }
        return Alignment.problem(arguments).or(() -> Alignment.sameWidth(arguments));
    }

    @Override
    public Tally tally(List<Argument> arguments) {
        Argument target = arguments.get(1);
        return new WeighingTally() {
            private double sum;
            private double count;

            @Override
            public void add(Axes axes, List<float[]> values, RowWeights weights) {
                int rows = target.rows(axes);
                int width = target.width();
                float[] predicted = values.get(0);
                float[] wanted = values.get(1);
                for (int row = 0; row < rows; row++) {
                    double weight = weights.of(row);
                    for (int i = row * width; weight > 0 && i < (row + 1) * width; i++) {
                        sum += weight * measure.applyAsDouble((double) predicted[i] - wanted[i]);
                    }
                    count += weight * width;
                }
            }

            @Override
            public double value() {
                return count == 0 ? 0 : sum / count;
            }
        };
    }
}
