package dev.unroll.train.metric;

import dev.unroll.graph.Axes;
import java.util.List;
import java.util.Optional;
import java.util.function.DoubleUnaryOperator;

/**
 * The mean of all numbers of one argument, and functions of it: {@code mean}, {@code perplexity}, {@code bits}.
 *
 * @param name the name in specs
 * @param about what it measures
 * @param higherIsBetter whether more is better
 * @param after what is done with the mean
 */
record Average(String name, String about, boolean higherIsBetter, DoubleUnaryOperator after) implements Metric {
    static final Average MEAN = new Average("mean", "the mean of a value", false, x -> x);
    static final Average PERPLEXITY =
            new Average("perplexity", "exp of the mean loss: the effective number of choices", false, Math::exp);
    static final Average BITS =
            new Average("bits", "the mean loss, converted from nats to bits", false, x -> x / Math.log(2));

    @Override
    public int arguments() {
        return 1;
    }

    @Override
    public boolean weighs() {
        return true;
    }

    @Override
    public Optional<String> problem(List<Argument> arguments) {
        Argument argument = arguments.get(0);
        return argument.type().isIndex()
                ? Optional.of("'%s' needs numbers, but '%s' is an index".formatted(name, argument.text()))
                : Optional.empty();
    }

    @Override
    public Tally tally(List<Argument> arguments) {
        Argument argument = arguments.get(0);
        return new WeighingTally() {
            private double sum;
            private double count;

            @Override
            public void add(Axes axes, List<float[]> values, RowWeights weights) {
                int rows = argument.rows(axes);
                int width = argument.width();
                float[] numbers = values.get(0);
                for (int row = 0; row < rows; row++) {
                    double weight = weights.of(row);
                    for (int i = row * width; weight > 0 && i < (row + 1) * width; i++) {
                        sum += weight * numbers[i];
                    }
                    count += weight * width;
                }
            }

            @Override
            public double value() {
                return count == 0 ? 0 : after.applyAsDouble(sum / count);
            }
        };
    }
}
