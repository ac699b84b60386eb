package dev.unroll.compile;

import dev.unroll.graph.Type;
import dev.unroll.op.Context;
import dev.unroll.op.ElementWise;
import dev.unroll.tensor.Tensor;
import java.util.List;

/** A value materialised in a larger type, for the rare broadcasts that a fused kernel cannot read in place. */
record Expand(Type to) implements AfterGradients {
    @Override
    public Type infer(List<Type> inputs) {
        return to;
    }

    @Override
    public void forward(List<Tensor> inputs, Tensor out, Context context) {
        Tensor from = inputs.get(0);
        int[] index = ElementWise.broadcast(from.shape(), out.shape());
        for (int i = 0; i < out.data().length; i++) {
            int row = from.rows() == 1 ? 0 : i / out.width();
            out.data()[i] = from.data()[row * from.width() + index[i % out.width()]];
        }
    }
}
