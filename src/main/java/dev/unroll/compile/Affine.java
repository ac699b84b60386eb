package dev.unroll.compile;

import dev.unroll.graph.Rows;
import dev.unroll.graph.Type;
import dev.unroll.op.Context;
import dev.unroll.op.Products.MatMul;
import dev.unroll.tensor.Shape;
import dev.unroll.tensor.Tensor;
import java.util.List;

/** {@code x @ W + b}, or {@code x @ Wᵀ + b}: accumulators are initialised with the bias. */
record Affine(boolean transposed) implements AfterGradients {
    @Override
    public String name() {
        return transposed ? "affine_t" : "affine";
    }

    @Override
    public Type infer(List<Type> inputs) {
        Type product = new MatMul(transposed).infer(inputs);
        if (!inputs.get(2).equals(Type.real(Rows.NONE, Shape.of(product.shape().dim(-1))))) {
            throw new IllegalArgumentException("affine needs a bias as wide as its result, not " + inputs.get(2));
        }
        return product;
    }

    @Override
    public void forward(List<Tensor> inputs, Tensor out, Context context) {
        new MatMul(transposed).forward(inputs, out, context);
        double[] bias = inputs.get(2).data();
        for (int i = 0; i < out.data().length; i++) {
            out.data()[i] += bias[i % bias.length];
        }
    }
}
