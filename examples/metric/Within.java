import dev.unroll.tensor.Packing;
import dev.unroll.train.Metric;
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
    public Optional<String> problem(List<Argument> arguments) {
        boolean alike = arguments.get(0).type().equals(arguments.get(1).type());
        return alike ? Optional.empty() : Optional.of("within compares two values of one shape");
    }

    @Override
    public Tally tally(List<Argument> arguments) {
        return new Tally() {
            private long right;
            private long all;

            @Override
            public void add(Packing packing, List<float[]> values) {
                int count = arguments.get(0).rows(packing) * arguments.get(0).width();
                for (int i = 0; i < count; i++) {
                    right += Math.abs(values.get(0)[i] - values.get(1)[i]) < 0.1 ? 1 : 0;
                }
                all += count;
            }

            @Override
            public double value() {
                return all == 0 ? 0 : (double) right / all;
            }
        };
    }
}
