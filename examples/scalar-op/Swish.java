import static dev.unroll.op.Ops.*;

import dev.unroll.graph.Node;
import dev.unroll.op.ScalarOp;

/** x * sigmoid(slope * x) (Ramachandran et al. 2017). */
public record Swish(double slope) implements ScalarOp {
    public Swish() {
        this(1);
    }

    public Node value(Node x) {
        return mul(x, sigmoid(mul(constant(slope), x)));
    }
}
