import dev.unroll.graph.Axes;
import dev.unroll.train.metric.Metric;
import dev.unroll.train.metric.RowWeights;
import java.util.List;
import java.util.Optional;

/** {@code within(answer, target)}: the share of numbers that are less than 0.1 off. */
public final class Within implements Metric {
    @Override
    public String name() {
        return "within";
    }

    @Override
    public String about() {
        return "the share of numbers that are less than 0.1 off";
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
        boolean alike = arguments.get(0).type().equals(arguments.get(1).type());
        return alike ? Optional.empty() : Optional.of("within compares two values of one shape");
    }

    @Override
    public Tally tally(List<Argument> arguments) {
        return new WeighingTally() {
            private double right;
            private double all;

            @Override
            public void add(Axes axes, List<float[]> values, RowWeights weights) {
                int width = arguments.get(0).width();
                int count = arguments.get(0).rows(axes) * width;
                for (int i = 0; i < count; i++) {
                    double weight = weights.of(i / width);
                    right += Math.abs(values.get(0)[i] - values.get(1)[i]) < 0.1 ? weight : 0;
                    all += weight;
                }
            }

            @Override
            public double value() {
                return all == 0 ? 0 : right / all;
            }
        };
    }
}
