package dev.unroll.op;

import static dev.unroll.op.Ops.mul;

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

/**
 * The ops that know of time: they convert between the rows of an axis and those of the axis above it, its parent. They ask
 * where these rows lie and nothing else, and so serve outside recurrences as well as in one along another axis.
 */
public final class Time {
    private Time() {}

    /** Those that are functions of the equation language, for the time being along any axis. */
    static Stream<FunctionOp> functions() {
        return Stream.of(
                new TakeStep(Rows.STEPS, false),
                new TakeStep(Rows.STEPS, true),
                new SumTime(Rows.STEPS),
                new MaxTime(Rows.STEPS));
    }

    /** The type of what has a row per step, one level up. */
    private static Type up(OverTime op, Type type) {
        if (type.rows() != op.axis()) {
            throw new IllegalArgumentException(op.name() + " needs " + op.axis().each() + ", not " + type);
        }
        return type.withRows(op.axis().parent());
    }

    /** The type of what has a row for all steps together, one level down. */
    private static Type down(OverTime op, Type type) {
        if (type.rows() != op.axis().parent()) {
            throw new IllegalArgumentException(
                    op.name() + " needs " + op.axis().parent().each() + ", not " + type);
        }
        return type.withRows(op.axis());
    }

    /** Of a function that sums up all steps. */
    private interface Summary extends OverTime, Builtin {
        @Override
        default Set<Trait> traits() {
            return Set.of();
        }
    }

    /** The row of each sequence's last step, or of its first. */
    public record TakeStep(Rows axis, boolean first) implements Summary {
        @Override
        public Signature signature() {
            return first
                    ? new Signature(List.of("x"), Takes.STEPS, "each sequence's first step", "beginning: first(h)")
                    : new Signature(List.of("x"), Takes.STEPS, "each sequence's last step", "summary: last(h)");
        }

        @Override
        public OverTime along(Rows changed) {
            return new TakeStep(changed, first);
        }

        @Override
        public Set<Trait> traits() {
            return Set.of(Trait.LINEAR);
        }

        @Override
        public String name() {
            return first ? "first" : "last";
        }

        @Override
        public Type infer(List<Type> inputs) {
            return up(this, inputs.get(0));
        }

        @Override
        public void forward(List<Tensor> inputs, Tensor out, Context context) {
            Ragged steps = context.axis(axis);
            int width = out.width();
            for (int p = 0; p < out.rows(); p++) {
                System.arraycopy(inputs.get(0).data(), row(steps, p, first) * width, out.data(), p * width, width);
            }
        }

        /** The row that is taken for a row of the parent. */
        public static int row(Ragged steps, int parent, boolean first) {
            return steps.row(parent, first ? 0 : steps.length(parent) - 1);
        }

        @Override
        public void vjp(Node self, Node g, Cotangents cotangents) {
            cotangents.add(0, Node.of(new PutStep(axis, first), g));
        }
    }

    /** A row per step that is 0 but at each sequence's last step, or its first: the gradient of {@link TakeStep}. */
    public record PutStep(Rows axis, boolean first) implements OverTime {
        @Override
        public OverTime along(Rows changed) {
            return new PutStep(changed, first);
        }

        @Override
        public Set<Trait> traits() {
            return Set.of(Trait.LINEAR);
        }

        @Override
        public String name() {
            return first ? "at_first" : "at_last";
        }

        @Override
        public Type infer(List<Type> inputs) {
            return down(this, inputs.get(0));
        }

        @Override
        public void forward(List<Tensor> inputs, Tensor out, Context context) {
            Ragged steps = context.axis(axis);
            int width = out.width();
            Arrays.fill(out.data(), 0);
            for (int p = 0; p < inputs.get(0).rows(); p++) {
                int row = TakeStep.row(steps, p, first);
                System.arraycopy(inputs.get(0).data(), p * width, out.data(), row * width, width);
            }
        }

        @Override
        public void vjp(Node self, Node g, Cotangents cotangents) {
            cotangents.add(0, Node.of(new TakeStep(axis, first), g));
        }
    }

    /** The sum of each sequence's steps. */
    public record SumTime(Rows axis) implements Summary {
        @Override
        public Signature signature() {
            return new Signature(List.of("x"), Takes.STEPS, "the sum of all steps", "total: sum_over_time(x)");
        }

        @Override
        public OverTime along(Rows changed) {
            return new SumTime(changed);
        }

        @Override
        public Set<Trait> traits() {
            return Set.of(Trait.LINEAR);
        }

        @Override
        public String name() {
            return "sum_over_time";
        }

        @Override
        public Type infer(List<Type> inputs) {
            return Type.real(up(this, inputs.get(0)).rows(), inputs.get(0).shape());
        }

        @Override
        public void forward(List<Tensor> inputs, Tensor out, Context context) {
            Ragged steps = context.axis(axis);
            double[] x = inputs.get(0).data();
            int width = out.width();
            Arrays.fill(out.data(), 0);
            for (int p = 0; p < out.rows(); p++) {
                for (int t = 0; t < steps.length(p); t++) {
                    int at = steps.row(p, t) * width;
                    for (int i = 0; i < width; i++) {
                        out.data()[p * width + i] += x[at + i];
                    }
                }
            }
        }

        @Override
        public void vjp(Node self, Node g, Cotangents cotangents) {
            cotangents.add(0, Node.of(new Broadcast(axis), g));
        }
    }

    /** Each sequence's row at every one of its steps. */
    public record Broadcast(Rows axis) implements OverTime {
        @Override
        public OverTime along(Rows changed) {
            return new Broadcast(changed);
        }

        @Override
        public Set<Trait> traits() {
            return Set.of(Trait.LINEAR);
        }

        @Override
        public String name() {
            return "broadcast";
        }

        @Override
        public Type infer(List<Type> inputs) {
            return down(this, inputs.get(0));
        }

        @Override
        public void forward(List<Tensor> inputs, Tensor out, Context context) {
            Ragged steps = context.axis(axis);
            int width = out.width();
            for (int p = 0; p < inputs.get(0).rows(); p++) {
                for (int t = 0; t < steps.length(p); t++) {
                    System.arraycopy(inputs.get(0).data(), p * width, out.data(), steps.row(p, t) * width, width);
                }
            }
        }

        @Override
        public void vjp(Node self, Node g, Cotangents cotangents) {
            cotangents.add(0, Node.of(new SumTime(axis), g));
        }
    }

    /** The number of steps of each sequence. Not differentiable. */
    public record Length(Rows axis) implements OverTime {
        @Override
        public OverTime along(Rows changed) {
            return new Length(changed);
        }

        @Override
        public Set<Trait> traits() {
            return Set.of(Trait.VARIES);
        }

        @Override
        public Type infer(List<Type> inputs) {
            return Type.real(axis.parent(), Shape.SCALAR);
        }

        @Override
        public void forward(List<Tensor> inputs, Tensor out, Context context) {
            Arrays.setAll(out.data(), p -> context.axis(axis).length(p));
        }

        @Override
        public void vjp(Node self, Node g, Cotangents cotangents) {}
    }

    /** The largest value of each feature over a sequence's steps. */
    public record MaxTime(Rows axis) implements Summary {
        @Override
        public Signature signature() {
            return new Signature(
                    List.of("x"),
                    Takes.STEPS,
                    "the largest value of each feature over all steps",
                    "strongest: max_over_time(h)");
        }

        @Override
        public OverTime along(Rows changed) {
            return new MaxTime(changed);
        }

        @Override
        public String name() {
            return "max_over_time";
        }

        @Override
        public Type infer(List<Type> inputs) {
            return Type.real(up(this, inputs.get(0)).rows(), inputs.get(0).shape());
        }

        @Override
        public void forward(List<Tensor> inputs, Tensor out, Context context) {
            Ragged steps = context.axis(axis);
            double[] x = inputs.get(0).data();
            int width = out.width();
            Arrays.fill(out.data(), Double.NEGATIVE_INFINITY);
            for (int p = 0; p < out.rows(); p++) {
                for (int t = 0; t < steps.length(p); t++) {
                    int at = steps.row(p, t) * width;
                    for (int i = 0; i < width; i++) {
                        out.data()[p * width + i] = Math.max(out.data()[p * width + i], x[at + i]);
                    }
                }
            }
        }

        @Override
        public void vjp(Node self, Node g, Cotangents cotangents) {
            Node x = self.input(0);
            cotangents.add(0, mul(Node.of(new Broadcast(axis), g), Node.of(new MaxMask(axis), x, self)));
        }
    }

    /** 1 where a feature first reaches its maximum over time, otherwise 0. Not differentiable. */
    public record MaxMask(Rows axis) implements OverTime {
        @Override
        public OverTime along(Rows changed) {
            return new MaxMask(changed);
        }

        @Override
        public Set<Trait> traits() {
            return Set.of();
        }

        @Override
        public Type infer(List<Type> inputs) {
            Type max = up(this, inputs.get(0));
            if (inputs.get(1).rows() != max.rows()
                    || !max.shape().unite(inputs.get(1).shape())) {
                throw new IllegalArgumentException(inputs.get(1) + " is not the maximum of " + inputs.get(0));
            }
            return Type.real(axis, max.shape());
        }

        @Override
        public void forward(List<Tensor> inputs, Tensor out, Context context) {
            Ragged steps = context.axis(axis);
            double[] x = inputs.get(0).data();
            double[] max = inputs.get(1).data();
            int width = out.width();
            Arrays.fill(out.data(), 0);
            for (int p = 0; p < inputs.get(1).rows(); p++) {
                for (int i = 0; i < width; i++) {
                    int t = 0;
                    while (x[steps.row(p, t) * width + i] != max[p * width + i] && t < steps.length(p) - 1) {
                        t++;
                    }
                    out.data()[steps.row(p, t) * width + i] = 1;
                }
            }
        }

        @Override
        public void vjp(Node self, Node g, Cotangents cotangents) {}
    }
}
