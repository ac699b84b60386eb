package dev.unroll.op;

import dev.unroll.graph.Node;
import dev.unroll.graph.Type;
import dev.unroll.tensor.Shape;
import dev.unroll.tensor.Tensor;
import dev.unroll.tensor.Width;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** Ops on the features of each row: sums, broadcasts, slices and the like. */
public final class Features {
    private Features() {}

    /** Those that are functions of the equation language. */
    static Stream<FunctionOp> functions() {
        return Stream.of(new Sum(-1), new ArgMax());
    }

    static Type vector(String op, Type type) {
        if (type.shape().rank() < 1) {
            throw new IllegalArgumentException(op + " needs features, not one number");
        }
        return type;
    }

    private static Type number(Type type) {
        if (type.isIndex()) {
            throw new IllegalArgumentException("an index is not a number: embed it");
        }
        return type;
    }

    /** The sum over one axis, counted from the end (-1 is the last), which disappears. */
    public record Sum(int axis) implements Builtin {
        @Override
        public Signature signature() {
            return new Signature(List.of("x"), Takes.FEATURES, "the sum of the features", "attention: sum(a * b)");
        }

        @Override
        public Set<Trait> traits() {
            return Set.of(Trait.ROW_WISE, Trait.LINEAR);
        }

        @Override
        public Type infer(List<Type> inputs) {
            Type x = vector("sum", inputs.get(0));
            if (axis >= 0 || -axis > x.shape().rank()) {
                throw new IllegalArgumentException(x + " has no axis " + axis);
            }
            return Type.real(x.rows(), x.shape().without(axis));
        }

        @Override
        public void forward(List<Tensor> inputs, Tensor out, Context context) {
            Tensor x = inputs.get(0);
            int n = x.shape().dim(axis);
            int inner = innerSize(x.shape(), axis);
            Arrays.fill(out.data(), 0);
            for (int i = 0; i < x.data().length; i++) {
                out.data()[i / (n * inner) * inner + i % inner] += x.data()[i];
            }
        }

        @Override
        public void vjp(Node self, Node g, Cotangents cotangents) {
            cotangents.add(
                    0, Node.of(new Repeat(axis, self.input(0).type().shape().dim(axis)), g));
        }
    }

    /** A new axis, counted from the end of the result, along which the value is repeated. */
    public record Repeat(int axis, int count) implements Primitive {
        @Override
        public Set<Trait> traits() {
            return Set.of(Trait.ROW_WISE, Trait.LINEAR);
        }

        @Override
        public String name() {
            return "repeat " + count;
        }

        @Override
        public Type infer(List<Type> inputs) {
            Type x = number(inputs.get(0));
            if (axis >= 0 || -axis > x.shape().rank() + 1) {
                throw new IllegalArgumentException(x + " cannot be given an axis " + axis);
            }
            return Type.real(x.rows(), x.shape().insert(axis, Width.of(count)));
        }

        @Override
        public void forward(List<Tensor> inputs, Tensor out, Context context) {
            int inner = innerSize(out.shape(), axis);
            for (int i = 0; i < out.data().length; i++) {
                out.data()[i] = inputs.get(0).data()[i / (count * inner) * inner + i % inner];
            }
        }

        @Override
        public void vjp(Node self, Node g, Cotangents cotangents) {
            cotangents.add(0, Node.of(new Sum(axis), g));
        }
    }

    private static int innerSize(Shape shape, int axis) {
        int size = 1;
        for (int i = axis + 1; i < 0; i++) {
            size *= shape.dim(i);
        }
        return size;
    }

    /** The same elements of each row in another shape. */
    public record Reshape(Shape shape) implements Primitive {
        @Override
        public Set<Trait> traits() {
            return Set.of(Trait.ROW_WISE, Trait.LINEAR);
        }

        @Override
        public Type infer(List<Type> inputs) {
            if (inputs.get(0).shape().size() != shape.size()) {
                throw new IllegalArgumentException("cannot give " + inputs.get(0) + " the shape " + shape);
            }
            return inputs.get(0).withShape(shape);
        }

        @Override
        public void forward(List<Tensor> inputs, Tensor out, Context context) {
            System.arraycopy(inputs.get(0).data(), 0, out.data(), 0, out.data().length);
        }

        @Override
        public void vjp(Node self, Node g, Cotangents cotangents) {
            cotangents.add(0, Node.of(new Reshape(self.input(0).type().shape()), g));
        }
    }

    /** Elements {@code from} (inclusive) to {@code to} (exclusive) of the last axis. */
    public record Slice(int from, int to) implements Primitive {
        @Override
        public Set<Trait> traits() {
            return Set.of(Trait.ROW_WISE, Trait.LINEAR, Trait.CHEAP);
        }

        @Override
        public String name() {
            return "slice " + from + ":" + to;
        }

        @Override
        public Type infer(List<Type> inputs) {
            Type x = vector("a slice", inputs.get(0));
            if (from < 0 || to <= from || to > x.shape().dim(-1)) {
                throw new IllegalArgumentException(
                        "a slice " + from + ":" + to + " of " + x.shape().dim(-1) + " features is empty or too wide");
            }
            return Type.real(x.rows(), x.shape().with(-1, to - from));
        }

        @Override
        public void forward(List<Tensor> inputs, Tensor out, Context context) {
            int n = inputs.get(0).shape().dim(-1);
            int width = to - from;
            for (int row = 0; row < out.data().length / width; row++) {
                System.arraycopy(inputs.get(0).data(), row * n + from, out.data(), row * width, width);
            }
        }

        @Override
        public void vjp(Node self, Node g, Cotangents cotangents) {
            cotangents.add(0, Node.of(new Pad(from, self.input(0).type().shape().dim(-1)), g));
        }
    }

    /** A last axis of {@code total} zeros with the operand written at {@code from}. */
    public record Pad(int from, int total) implements Primitive {
        @Override
        public Set<Trait> traits() {
            return Set.of(Trait.ROW_WISE, Trait.LINEAR);
        }

        @Override
        public String name() {
            return "pad " + from + " of " + total;
        }

        @Override
        public Type infer(List<Type> inputs) {
            Type x = vector("pad", inputs.get(0));
            if (from < 0 || from + x.shape().dim(-1) > total) {
                throw new IllegalArgumentException("cannot pad " + x + " at " + from + " to " + total);
            }
            return Type.real(x.rows(), x.shape().with(-1, total));
        }

        @Override
        public void forward(List<Tensor> inputs, Tensor out, Context context) {
            int width = inputs.get(0).shape().dim(-1);
            Arrays.fill(out.data(), 0);
            for (int row = 0; row < out.data().length / total; row++) {
                System.arraycopy(inputs.get(0).data(), row * width, out.data(), row * total + from, width);
            }
        }

        @Override
        public void vjp(Node self, Node g, Cotangents cotangents) {
            cotangents.add(
                    0,
                    Node.of(new Slice(from, from + self.input(0).type().shape().dim(-1)), g));
        }
    }

    /** The operands concatenated along the last axis. */
    public record Concat() implements Primitive {
        @Override
        public Set<Trait> traits() {
            return Set.of(Trait.ROW_WISE, Trait.LINEAR);
        }

        @Override
        public Type infer(List<Type> inputs) {
            Type first = vector("concat", inputs.get(0));
            int width = 0;
            for (Type input : inputs) {
                vector("concat", input);
                if (input.rows() != first.rows()
                        || !input.shape().withoutLast().unite(first.shape().withoutLast())) {
                    throw new IllegalArgumentException("cannot concatenate " + first + " and " + input);
                }
                width += input.shape().dim(-1);
            }
            return Type.real(first.rows(), first.shape().with(-1, width));
        }

        @Override
        public void forward(List<Tensor> inputs, Tensor out, Context context) {
            int total = out.shape().dim(-1);
            int at = 0;
            for (Tensor input : inputs) {
                int width = input.shape().dim(-1);
                for (int row = 0; row < out.data().length / total; row++) {
                    System.arraycopy(input.data(), row * width, out.data(), row * total + at, width);
                }
                at += width;
            }
        }

        @Override
        public void vjp(Node self, Node g, Cotangents cotangents) {
            int at = 0;
            for (int i = 0; i < self.inputs().size(); i++) {
                int width = self.input(i).type().shape().dim(-1);
                cotangents.add(i, Node.of(new Slice(at, at + width), g));
                at += width;
            }
        }
    }

    /** The index of the largest element of the last axis; the first one in a tie. Not differentiable. */
    public record ArgMax() implements Builtin {
        @Override
        public Signature signature() {
            return new Signature(
                    List.of("x"),
                    Takes.FEATURES,
                    "the index of the largest feature",
                    "best: argmax(affine(h, to=tags))");
        }

        @Override
        public String name() {
            return "argmax";
        }

        @Override
        public Type infer(List<Type> inputs) {
            Type x = vector("argmax", inputs.get(0));
            return Type.index(x.rows(), x.shape().axis(-1));
        }

        @Override
        public void forward(List<Tensor> inputs, Tensor out, Context context) {
            int n = inputs.get(0).width();
            for (int row = 0; row < out.rows(); row++) {
                int best = 0;
                for (int i = 1; i < n; i++) {
                    if (inputs.get(0).data()[row * n + i] > inputs.get(0).data()[row * n + best]) {
                        best = i;
                    }
                }
                out.data()[row] = best;
            }
        }

        @Override
        public void vjp(Node self, Node g, Cotangents cotangents) {}
    }
}
