package dev.unroll.op;

import static dev.unroll.op.Ops.mul;

import dev.unroll.graph.Node;
import dev.unroll.graph.Rows;
import dev.unroll.graph.Type;
import dev.unroll.tensor.Packing;
import dev.unroll.tensor.Shape;
import dev.unroll.tensor.Tensor;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** The ops that know of time: they convert between a row per step and a row per sequence, outside recurrences. */
public final class Time {
    private Time() {}

    /** Those that are functions of the equation language. */
    static Stream<FunctionOp> functions() {
        return Stream.of(new TakeStep(false), new TakeStep(true), new SumTime(), new MaxTime());
    }

    private static Type rows(String op, Rows from, Type type, Rows to) {
        if (type.rows() != from) {
            throw new IllegalArgumentException(
                    op + " needs a row per " + (from == Rows.STEPS ? "step" : "sequence") + ", not " + type);
        }
        return type.withRows(to);
    }

    /** The row of each sequence's last step, or of its first. */
    public record TakeStep(boolean first) implements Builtin {
        @Override
        public Signature signature() {
            return first
                    ? new Signature(List.of("x"), Takes.STEPS, "each sequence's first step", "beginning: first(h)")
                    : new Signature(List.of("x"), Takes.STEPS, "each sequence's last step", "summary: last(h)");
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
            return rows(name(), Rows.STEPS, inputs.get(0), Rows.BATCH);
        }

        @Override
        public void forward(List<Tensor> inputs, Tensor out, Context context) {
            int width = out.width();
            for (int b = 0; b < out.rows(); b++) {
                System.arraycopy(
                        inputs.get(0).data(), row(context.packing(), b, first) * width, out.data(), b * width, width);
            }
        }

        /** The packed row that is taken for sequence {@code b}. */
        public static int row(Packing packing, int b, boolean first) {
            return packing.row(b, first ? 0 : packing.length(b) - 1);
        }

        @Override
        public void vjp(Node self, Node g, Cotangents cotangents) {
            cotangents.add(0, Node.of(new PutStep(first), g));
        }
    }

    /** A row per step that is 0 but at each sequence's last step, or its first: the gradient of {@link TakeStep}. */
    public record PutStep(boolean first) implements Primitive {
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
            return rows(name(), Rows.BATCH, inputs.get(0), Rows.STEPS);
        }

        @Override
        public void forward(List<Tensor> inputs, Tensor out, Context context) {
            int width = out.width();
            Arrays.fill(out.data(), 0);
            for (int b = 0; b < inputs.get(0).rows(); b++) {
                int row = TakeStep.row(context.packing(), b, first);
                System.arraycopy(inputs.get(0).data(), b * width, out.data(), row * width, width);
            }
        }

        @Override
        public void vjp(Node self, Node g, Cotangents cotangents) {
            cotangents.add(0, Node.of(new TakeStep(first), g));
        }
    }

    /** The sum of each sequence's steps. */
    public record SumTime() implements Builtin {
        @Override
        public Signature signature() {
            return new Signature(List.of("x"), Takes.STEPS, "the sum of all steps", "total: sum_over_time(x)");
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
            return Type.real(
                    rows(name(), Rows.STEPS, inputs.get(0), Rows.BATCH).rows(),
                    inputs.get(0).shape());
        }

        @Override
        public void forward(List<Tensor> inputs, Tensor out, Context context) {
            Packing packing = context.packing();
            Arrays.fill(out.data(), 0);
            for (int t = 0; t < packing.steps(); t++) {
                out.add(inputs.get(0).slice(packing.offset(t), packing.alive(t)));
            }
        }

        @Override
        public void vjp(Node self, Node g, Cotangents cotangents) {
            cotangents.add(0, Node.of(new Broadcast(), g));
        }
    }

    /** Each sequence's row at every one of its steps. */
    public record Broadcast() implements Primitive {
        @Override
        public Set<Trait> traits() {
            return Set.of(Trait.LINEAR);
        }

        @Override
        public Type infer(List<Type> inputs) {
            return rows(name(), Rows.BATCH, inputs.get(0), Rows.STEPS);
        }

        @Override
        public void forward(List<Tensor> inputs, Tensor out, Context context) {
            Packing packing = context.packing();
            for (int t = 0; t < packing.steps(); t++) {
                out.put(packing.offset(t), inputs.get(0).slice(0, packing.alive(t)));
            }
        }

        @Override
        public void vjp(Node self, Node g, Cotangents cotangents) {
            cotangents.add(0, Node.of(new SumTime(), g));
        }
    }

    /** The number of steps of each sequence. Not differentiable. */
    public record Length() implements Primitive {
        @Override
        public Set<Trait> traits() {
            return Set.of(Trait.VARIES);
        }

        @Override
        public Type infer(List<Type> inputs) {
            return Type.real(Rows.BATCH, Shape.SCALAR);
        }

        @Override
        public void forward(List<Tensor> inputs, Tensor out, Context context) {
            Arrays.setAll(out.data(), b -> context.packing().length(b));
        }

        @Override
        public void vjp(Node self, Node g, Cotangents cotangents) {}
    }

    /** The largest value of each feature over a sequence's steps. */
    public record MaxTime() implements Builtin {
        @Override
        public Signature signature() {
            return new Signature(
                    List.of("x"),
                    Takes.STEPS,
                    "the largest value of each feature over all steps",
                    "strongest: max_over_time(h)");
        }

        @Override
        public Set<Trait> traits() {
            return Set.of();
        }

        @Override
        public String name() {
            return "max_over_time";
        }

        @Override
        public Type infer(List<Type> inputs) {
            return Type.real(
                    rows(name(), Rows.STEPS, inputs.get(0), Rows.BATCH).rows(),
                    inputs.get(0).shape());
        }

        @Override
        public void forward(List<Tensor> inputs, Tensor out, Context context) {
            Packing packing = context.packing();
            double[] x = inputs.get(0).data();
            Arrays.fill(out.data(), Double.NEGATIVE_INFINITY);
            for (int t = 0; t < packing.steps(); t++) {
                int at = packing.offset(t) * out.width();
                for (int i = 0; i < packing.alive(t) * out.width(); i++) {
                    out.data()[i] = Math.max(out.data()[i], x[at + i]);
                }
            }
        }

        @Override
        public void vjp(Node self, Node g, Cotangents cotangents) {
            Node x = self.input(0);
            cotangents.add(0, mul(Node.of(new Broadcast(), g), Node.of(new MaxMask(), x, self)));
        }
    }

    /** 1 where a feature first reaches its maximum over time, otherwise 0. Not differentiable. */
    public record MaxMask() implements Primitive {
        @Override
        public Set<Trait> traits() {
            return Set.of();
        }

        @Override
        public Type infer(List<Type> inputs) {
            Type max = rows(name(), Rows.BATCH, inputs.get(1), Rows.STEPS);
            if (!rows(name(), Rows.STEPS, inputs.get(0), Rows.STEPS).shape().unite(max.shape())) {
                throw new IllegalArgumentException(max + " is not the maximum of " + inputs.get(0));
            }
            return Type.real(Rows.STEPS, max.shape());
        }

        @Override
        public void forward(List<Tensor> inputs, Tensor out, Context context) {
            Packing packing = context.packing();
            double[] x = inputs.get(0).data();
            double[] max = inputs.get(1).data();
            boolean[] met = new boolean[max.length];
            for (int t = 0; t < packing.steps(); t++) {
                int at = packing.offset(t) * out.width();
                for (int i = 0; i < packing.alive(t) * out.width(); i++) {
                    boolean here = !met[i] && x[at + i] == max[i];
                    met[i] |= here;
                    out.data()[at + i] = here ? 1 : 0;
                }
            }
        }

        @Override
        public void vjp(Node self, Node g, Cotangents cotangents) {}
    }
}
