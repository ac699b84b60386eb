package dev.unroll.op;

import dev.unroll.graph.Node;
import dev.unroll.graph.Rows;
import dev.unroll.graph.Type;
import dev.unroll.tensor.Ragged;
import dev.unroll.tensor.Shape;
import dev.unroll.tensor.Tensor;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** Ops that read other steps of an axis and give a value per step: shifts, running sums, the order turned round. */
public final class AlongTime {
    private AlongTime() {}

    /** Those that are functions of the equation language, for the time being along any axis. */
    static Stream<FunctionOp> functions() {
        return Stream.of(new RunningSum(Rows.STEPS, false));
    }

    /** The step that moves to a place, or whatever is to be there instead. */
    private interface Source {
        /** The step, or a number outside of all steps. */
        int step(int t, int length);
    }

    private static void move(Rows axis, double[] x, Tensor out, Context context, double outside, Source source) {
        Ragged steps = context.axis(axis);
        int width = out.width();
        for (int p = 0; p < context.rows(axis.parent()); p++) {
            int length = steps.length(p);
            for (int t = 0; t < length; t++) {
                int to = steps.row(p, t) * width;
                int from = source.step(t, length);
                if (from < 0 || from >= length) {
                    Arrays.fill(out.data(), to, to + width, outside);
                } else {
                    System.arraycopy(x, steps.row(p, from) * width, out.data(), to, width);
                }
            }
        }
    }

    /** The value {@code by} steps before, or after if {@code by} is negative; 0 beyond the ends. */
    public record Shift(Rows axis, int by) implements OverTime {
        @Override
        public OverTime along(Rows changed) {
            return new Shift(changed, by);
        }

        @Override
        public Set<Trait> traits() {
            return Set.of(Trait.LINEAR);
        }

        @Override
        public String name() {
            return "shift " + by;
        }

        @Override
        public Type infer(List<Type> inputs) {
            if (inputs.get(0).isIndex()) {
                throw new IllegalArgumentException("0 is a class of its own in " + inputs.get(0));
            }
            return Time.along(this, inputs.get(0));
        }

        @Override
        public void forward(List<Tensor> inputs, Tensor out, Context context) {
            move(axis, inputs.get(0).data(), out, context, 0, (t, length) -> t - by);
        }

        @Override
        public void vjp(Node self, Node g, Cotangents cotangents) {
            cotangents.add(0, Node.of(new Shift(axis, -by), g));
        }
    }

    /**
     * The index {@code by} steps before, or after if {@code by} is negative; beyond the ends a class more than it has.
     *
     * @param symbol that class: the number of classes before
     */
    public record ShiftIndex(Rows axis, int by, int symbol) implements OverTime {
        @Override
        public OverTime along(Rows changed) {
            return new ShiftIndex(changed, by, symbol);
        }

        @Override
        public Set<Trait> traits() {
            return Set.of();
        }

        @Override
        public String name() {
            return "shift_index " + by;
        }

        @Override
        public Type infer(List<Type> inputs) {
            if (Time.along(this, inputs.get(0)).classes() != symbol || symbol < 1) {
                throw new IllegalArgumentException("class " + symbol + " is not the next of " + inputs.get(0));
            }
            return Type.index(axis, symbol + 1);
        }

        @Override
        public void forward(List<Tensor> inputs, Tensor out, Context context) {
            move(axis, inputs.get(0).data(), out, context, symbol, (t, length) -> t - by);
        }

        @Override
        public void vjp(Node self, Node g, Cotangents cotangents) {}
    }

    /** The steps of each row above in reverse order. */
    public record Reverse(Rows axis) implements OverTime {
        @Override
        public OverTime along(Rows changed) {
            return new Reverse(changed);
        }

        @Override
        public Set<Trait> traits() {
            return Set.of(Trait.LINEAR);
        }

        @Override
        public Type infer(List<Type> inputs) {
            return Time.along(this, inputs.get(0));
        }

        @Override
        public void forward(List<Tensor> inputs, Tensor out, Context context) {
            move(axis, inputs.get(0).data(), out, context, 0, (t, length) -> length - 1 - t);
        }

        @Override
        public void vjp(Node self, Node g, Cotangents cotangents) {
            cotangents.add(0, Node.of(new Reverse(axis), g));
        }
    }

    /** The sum of all steps up to each, that one included; or from each to the end. */
    public record RunningSum(Rows axis, boolean reverse) implements Time.Steps {
        @Override
        public Signature signature() {
            String about = "the sum of all steps up to each, that one included";
            return reverse
                    ? new Signature(List.of("x"), Takes.STEPS, "", "")
                    : new Signature(List.of("x"), Takes.STEPS, about, "level: sum_so_far(h)");
        }

        @Override
        public OverTime along(Rows changed) {
            return new RunningSum(changed, reverse);
        }

        @Override
        public Set<Trait> traits() {
            return Set.of(Trait.LINEAR);
        }

        @Override
        public String name() {
            return reverse ? "sum_from_here" : "sum_so_far";
        }

        @Override
        public Type infer(List<Type> inputs) {
            return Type.real(axis, Time.along(this, inputs.get(0)).shape());
        }

        @Override
        public void forward(List<Tensor> inputs, Tensor out, Context context) {
            Ragged steps = context.axis(axis);
            int width = out.width();
            double[] sum = new double[width];
            for (int p = 0; p < context.rows(axis.parent()); p++) {
                Arrays.fill(sum, 0);
                int length = steps.length(p);
                for (int k = 0; k < length; k++) {
                    int at = steps.row(p, reverse ? length - 1 - k : k) * width;
                    for (int i = 0; i < width; i++) {
                        sum[i] += inputs.get(0).data()[at + i];
                    }
                    System.arraycopy(sum, 0, out.data(), at, width);
                }
            }
        }

        @Override
        public void vjp(Node self, Node g, Cotangents cotangents) {
            cotangents.add(0, Node.of(new RunningSum(axis, !reverse), g));
        }
    }

    /** The number of steps before each, or after it. Not differentiable. */
    public record Position(Rows axis, boolean fromEnd) implements OverTime {
        @Override
        public OverTime along(Rows changed) {
            return new Position(changed, fromEnd);
        }

        @Override
        public Set<Trait> traits() {
            return Set.of();
        }

        @Override
        public String name() {
            return fromEnd ? "steps_left" : "position";
        }

        @Override
        public Type infer(List<Type> inputs) {
            return Type.real(Time.axis(this), Shape.SCALAR);
        }

        @Override
        public void forward(List<Tensor> inputs, Tensor out, Context context) {
            Ragged steps = context.axis(axis);
            for (int p = 0; p < context.rows(axis.parent()); p++) {
                for (int t = 0; t < steps.length(p); t++) {
                    out.data()[steps.row(p, t)] = fromEnd ? steps.length(p) - 1 - t : t;
                }
            }
        }

        @Override
        public void vjp(Node self, Node g, Cotangents cotangents) {}
    }
}
