package dev.unroll.op;

import dev.unroll.graph.Node;
import dev.unroll.graph.Rows;
import dev.unroll.graph.Type;
import dev.unroll.tensor.Shape;
import dev.unroll.tensor.Tensor;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** Ops that choose by an index: rows of a table, and one-hot vectors. */
public final class Indexed {
    private Indexed() {}

    /** Those that are functions of the equation language. */
    static Stream<FunctionOp> functions() {
        return Stream.of(new OneHot());
    }

    private static Type index(String op, Type type) {
        if (!type.isIndex()) {
            throw new IllegalArgumentException(op + " needs an index, not " + type);
        }
        return type;
    }

    /** The table's row of each index: table {@code [classes, width]}, ids an index; result {@code [width]}. */
    public record Embed() implements Primitive {
        @Override
        public Type infer(List<Type> inputs) {
            Shape table = inputs.get(0).shape();
            Type ids = index("embed", inputs.get(1));
            if (table.rank() != 2
                    || inputs.get(0).rows() != Rows.NONE
                    || !table.axis(0).unite(ids.choices().orElseThrow())) {
                throw new IllegalArgumentException(
                        "embed needs a table of " + ids.classes() + " rows, not " + inputs.get(0));
            }
            return Type.real(ids.rows(), table.without(0));
        }

        @Override
        public void forward(List<Tensor> inputs, Tensor out, Context context) {
            int width = out.width();
            for (int row = 0; row < out.rows(); row++) {
                int id = (int) inputs.get(1).data()[row];
                System.arraycopy(inputs.get(0).data(), id * width, out.data(), row * width, width);
            }
        }

        @Override
        public void vjp(Node self, Node g, Cotangents cotangents) {
            cotangents.add(0, Node.of(new EmbedGradient(), g, self.input(1)));
        }
    }

    /** Adds each row into the row of a table of zeros that its index names: the gradient of {@link Embed}. */
    public record EmbedGradient() implements Primitive {
        @Override
        public Set<Trait> traits() {
            return Set.of(Trait.SUMS_ROWS);
        }

        @Override
        public Type infer(List<Type> inputs) {
            Type ids = index("embed_gradient", inputs.get(1));
            if (inputs.get(0).rows() != ids.rows() || inputs.get(0).shape().rank() != 1) {
                throw new IllegalArgumentException("each index needs a vector, not " + inputs.get(0) + " for " + ids);
            }
            return Type.real(
                    Rows.NONE, Shape.of(ids.classes(), inputs.get(0).shape().size()));
        }

        @Override
        public void forward(List<Tensor> inputs, Tensor out, Context context) {
            Tensor g = inputs.get(0);
            int width = g.width();
            Arrays.fill(out.data(), 0);
            for (int row = 0; row < g.rows(); row++) {
                int at = (int) inputs.get(1).data()[row] * width;
                for (int i = 0; i < width; i++) {
                    out.data()[at + i] += g.data()[row * width + i];
                }
            }
        }

        @Override
        public void vjp(Node self, Node g, Cotangents cotangents) {
            cotangents.add(0, Node.of(new Embed(), g, self.input(1)));
        }
    }

    /** A one-hot vector: 1 at the index, 0 elsewhere. Not differentiable. */
    public record OneHot() implements Builtin {
        @Override
        public Signature signature() {
            return new Signature(List.of("ids"), Takes.INDEX, "1 at the index, 0 elsewhere", "letters: one_hot(words)");
        }

        @Override
        public Type infer(List<Type> inputs) {
            Type ids = index("one_hot", inputs.get(0));
            return Type.real(ids.rows(), Shape.of(List.of(ids.choices().orElseThrow())));
        }

        @Override
        public void forward(List<Tensor> inputs, Tensor out, Context context) {
            Arrays.fill(out.data(), 0);
            for (int row = 0; row < out.rows(); row++) {
                out.data()[row * out.width() + (int) inputs.get(0).data()[row]] = 1;
            }
        }

        @Override
        public void vjp(Node self, Node g, Cotangents cotangents) {}
    }
}
