package dev.unroll.op;

import dev.unroll.graph.Node;
import dev.unroll.graph.Rows;
import dev.unroll.graph.Type;
import dev.unroll.tensor.Shape;
import dev.unroll.tensor.Tensor;
import java.util.Arrays;
import java.util.List;

/** Values that depend on nothing but their size. */
public final class Fixed {
    private Fixed() {}

    /** The vector 0, 1, ..., count - 1, without rows. */
    public record Range(int count) implements Primitive {
        @Override
        public String name() {
            return "range " + count;
        }

        @Override
        public Type infer(List<Type> inputs) {
            if (!inputs.isEmpty()) {
                throw new IllegalArgumentException("a range has no operands");
            }
            return Type.real(Rows.NONE, Shape.of(count));
        }

        @Override
        public void forward(List<Tensor> inputs, Tensor out, Context context) {
            Arrays.setAll(out.data(), i -> i);
        }

        @Override
        public void vjp(Node self, Node g, Cotangents cotangents) {}
    }
}
