package dev.unroll.op;

import dev.unroll.api.PublicApi;
import dev.unroll.graph.Rows;
import dev.unroll.graph.Type;
import dev.unroll.tensor.Shape;
import dev.unroll.tensor.Tensor;
import java.util.Arrays;
import java.util.List;

/** A function of single numbers, applied element by element; operands are broadcast over rows and features. */
@PublicApi
public interface ElementWise extends Primitive {
    int arity();

    /** The function itself, of {@link #arity()} numbers. */
    double apply(double... x);

    /** Whether the op can compare indices, which are not numbers to calculate with. */
    default boolean takesIndices() {
        return false;
    }

    @Override
    default Type infer(List<Type> inputs) {
        if (inputs.size() != arity()) {
            throw new IllegalArgumentException(name() + " takes " + arity() + " operands, not " + inputs.size());
        }
        Rows rows = Rows.NONE;
        Shape shape = Shape.SCALAR;
        for (Type input : inputs) {
            if (input.isIndex() && !takesIndices()) {
                throw new IllegalArgumentException(name() + " needs numbers, not an index");
            }
            rows = Rows.join(rows, input.rows());
            shape = Shape.broadcast(shape, input.shape());
        }
        return Type.real(rows, shape);
    }

    @Override
    default void forward(List<Tensor> inputs, Tensor out, Context context) {
        int[][] index = new int[inputs.size()][];
        for (int k = 0; k < index.length; k++) {
            index[k] = broadcast(inputs.get(k).shape(), out.shape());
        }
        double[] x = new double[index.length];
        int width = out.width();
        for (int row = 0; row < out.rows(); row++) {
            for (int i = 0; i < width; i++) {
                for (int k = 0; k < x.length; k++) {
                    Tensor input = inputs.get(k);
                    x[k] = input.data()[(input.rows() == 1 ? 0 : row * input.width()) + index[k][i]];
                }
                out.data()[row * width + i] = apply(x);
            }
        }
    }

    /** For each element of a row of {@code to}, the element of {@code from} that broadcasts to it. */
    static int[] broadcast(Shape from, Shape to) {
        int[] index = new int[to.size()];
        int stride = 1;
        int block = 1;
        for (int axis = 1; axis <= from.rank(); axis++) {
            int dim = from.dim(-axis);
            int target = to.dim(-axis);
            if (dim > 1) {
                for (int i = 0; i < index.length; i++) {
                    index[i] += i / block % target * stride;
                }
            }
            stride *= dim;
            block *= target;
        }
        return from.size() == 1 ? fill(index) : index;
    }

    private static int[] fill(int[] index) {
        Arrays.fill(index, 0);
        return index;
    }
}
