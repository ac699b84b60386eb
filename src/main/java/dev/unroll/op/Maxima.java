package dev.unroll.op;

import static dev.unroll.op.Ops.mul;

import dev.unroll.graph.Node;
import dev.unroll.graph.Type;
import dev.unroll.tensor.Tensor;
import java.util.Arrays;
import java.util.List;

/** The largest of the features, and where it is. */
public final class Maxima {
    private Maxima() {}

    /** The largest element of the last axis; the gradient goes to the first in a tie. */
    public record MaxFeature() implements Primitive {
        @Override
        public Type infer(List<Type> inputs) {
            Type x = Features.vector("max", inputs.get(0));
            return Type.real(x.rows(), x.shape().withoutLast());
        }

        @Override
        public void forward(List<Tensor> inputs, Tensor out, Context context) {
            double[] x = inputs.get(0).data();
            int n = inputs.get(0).shape().dim(-1);
            Arrays.setAll(out.data(), i -> x[largest(x, i * n, n)]);
        }

        @Override
        public void vjp(Node self, Node g, Cotangents cotangents) {
            Node x = self.input(0);
            cotangents.add(0, mul(Ops.repeat(g, x), Node.of(new MaxFeatureMask(), x)));
        }
    }

    /** 1 at the largest element of the last axis, the first in a tie, otherwise 0. Not differentiable. */
    public record MaxFeatureMask() implements Primitive {
        @Override
        public Type infer(List<Type> inputs) {
            return Features.vector(name(), inputs.get(0));
        }

        @Override
        public void forward(List<Tensor> inputs, Tensor out, Context context) {
            double[] x = inputs.get(0).data();
            int n = out.shape().dim(-1);
            Arrays.fill(out.data(), 0);
            for (int at = 0; at < x.length; at += n) {
                out.data()[largest(x, at, n)] = 1;
            }
        }

        @Override
        public void vjp(Node self, Node g, Cotangents cotangents) {}
    }

    private static int largest(double[] x, int at, int n) {
        int best = at;
        for (int i = at + 1; i < at + n; i++) {
            best = x[i] > x[best] ? i : best;
        }
        return best;
    }
}
