import dev.unroll.graph.Node;
import dev.unroll.graph.Type;
import dev.unroll.op.Context;
import dev.unroll.op.CustomOp;
import dev.unroll.op.Ops;
import dev.unroll.op.Weight;
import dev.unroll.tensor.Shape;
import dev.unroll.tensor.Tensor;
import java.util.List;

/** One number a row, {@code scale * a' W b}: the similarity of two vectors through a trained matrix W. */
public record Bilinear(double scale) implements CustomOp {
    public Bilinear() {
        this(1);
    }

    @Override
    public List<String> operands() {
        return List.of("a", "b");
    }

    @Override
    public List<Weight> weights(List<Type> operands) {
        Type a = operands.get(0);
        Type b = operands.get(1);
        if (a.shape().rank() != 1 || b.shape().rank() != 1 || a.rows() != b.rows()) {
            throw new IllegalArgumentException("needs two vectors with equal rows");
        }
        return List.of(new Weight("W", Shape.of(List.of(a.shape().axis(0), b.shape().axis(0))), "glorot"));
    }

    @Override
    public String about() {
        return "the similarity of a and b through a trained matrix";
    }

    @Override
    public Type infer(List<Type> inputs) {
        return Type.real(inputs.get(0).rows(), Shape.SCALAR);
    }

    @Override
    public void forward(List<Tensor> inputs, Tensor out, Context context) {
        int n = inputs.get(0).width();
        int m = inputs.get(1).width();
        double[] a = inputs.get(0).data();
        double[] b = inputs.get(1).data();
        double[] w = inputs.get(2).data();
        for (int row = 0; row < out.rows(); row++) {
            double sum = 0;
            for (int i = 0; i < n; i++) {
                for (int j = 0; j < m; j++) {
                    sum += a[row * n + i] * w[i * m + j] * b[row * m + j];
                }
            }
            out.data()[row] = scale * sum;
        }
    }

    @Override
    public void vjp(Node self, Node g, Cotangents cotangents) {
        Node a = self.input(0);
        Node b = self.input(1);
        Node w = self.input(2);
        Node scaled = Ops.mul(g, Ops.constant(scale));
        Node left = Ops.mul(Ops.repeat(scaled, a), a);
        cotangents.add(0, Ops.mul(Ops.repeat(scaled, a), Ops.matmulTransposed(b, w)));
        cotangents.add(1, Ops.matmul(left, w));
        cotangents.add(2, Ops.contract(left, b));
    }
}
