import static dev.unroll.op.Ops.*;

import dev.unroll.graph.Node;
import dev.unroll.op.ScalarOp;

/** x * sigmoid(slope * x) (Ramachandran et al. 2017). */
public record Swish(double slope) implements ScalarOp {
    public Swish() {
        this(1);
    }

    public double f(double x) {
        return x / (1 + Math.exp(-slope * x));
    }

    public Node derivative(Node x, Node y) {
        Node gate = sigmoid(mul(constant(slope), x));
        return add(gate, mul(mul(constant(slope), y), sub(constant(1), gate)));
    }
}
