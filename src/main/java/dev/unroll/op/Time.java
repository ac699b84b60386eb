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

/**
 * The ops that convert between the rows of an axis and those of the axis above it, its parent. Like all ops along an axis they
 * ask where these rows lie and nothing else, and so serve outside recurrences as well as in one along another axis.
 */
public final class Time {
    private Time() {}

    /** Those that are functions of the equation language, for the time being along any axis. */
    static Stream<FunctionOp> functions() {
        return Stream.of(new TakeStep(Rows.STEPS, false), new TakeStep(Rows.STEPS, true), new SumTime(Rows.STEPS));
    }

    /** The type of what has a row per step, one level up. */
    static Type up(OverTime op, Type type) {
        return along(op, type).withRows(op.axis().parent());
    }

    /** The type of what has a row per step of the op's axis. */
    static Type along(OverTime op, Type type) {
        if (type.rows() != axis(op)) {
            throw new IllegalArgumentException(op.name() + " needs " + op.axis().each() + ", not " + type);
        }
        return type;
    }

    /** The axis of an op, which is one. */
    static Rows axis(OverTime op) {
        if (!op.axis().isAxis()) {
            throw new IllegalArgumentException(
                    op.name() + " needs an axis with steps, not " + op.axis().each());
        }
        return op.axis();
    }

    /** The type of what has a row for all steps together, one level down. */
    private static Type down(OverTime op, Type type) {
        if (type.rows() != axis(op).parent()) {
            throw new IllegalArgumentException(
                    op.name() + " needs " + op.axis().parent().each() + ", not " + type);
        }
        return type.withRows(op.axis());
    }

    /** Of a function that is not row-wise: what a row of it is depends on several steps. */
    interface Steps extends OverTime, Builtin {
        @Override
        default Set<Trait> traits() {
            return Set.of();
        }
    }

    /** Of real numbers for all steps together, one level up, of the shape that a step has. */
    interface Summary extends Steps {
        @Override
        default Type infer(List<Type> inputs) {
            return Type.real(up(this, inputs.get(0)).rows(), inputs.get(0).shape());
        }
    }

    /** The row of each sequence's last step, or of its first. */
    public record TakeStep(Rows axis, boolean first) implements Steps {
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

    /** The number of steps of each row above. Not differentiable. */
    public record Length(Rows axis) implements OverTime {
        @Override
        public OverTime along(Rows changed) {
            return new Length(changed);
        }

        @Override
        public Set<Trait> traits() {
            return Set.of();
        }

        @Override
        public Type infer(List<Type> inputs) {
            return Type.real(Time.axis(this).parent(), Shape.SCALAR);
        }

        @Override
        public void forward(List<Tensor> inputs, Tensor out, Context context) {
            Arrays.setAll(out.data(), p -> context.axis(axis).length(p));
        }

        @Override
        public void vjp(Node self, Node g, Cotangents cotangents) {}
    }
}
