package dev.unroll.op;

import static dev.unroll.op.Ops.constant;
import static dev.unroll.op.Ops.where;

import dev.unroll.graph.Node;
import java.util.List;

/** {@code where(c, a, b)}: a where c is not 0, otherwise b. */
public record Where() implements ElementWise, Builtin {
    @Override
    public Signature signature() {
        return new Signature(
                List.of("condition", "a", "b"),
                Takes.VALUE,
                "a where the condition is not 0, otherwise b",
                "positive: where(x > 0, x, 0.1 * x)");
    }

    @Override
    public int arity() {
        return 3;
    }

    @Override
    public double apply(double... x) {
        return x[0] != 0 ? x[1] : x[2];
    }

    @Override
    public void vjp(Node self, Node g, Cotangents cotangents) {
        Node c = self.input(0);
        cotangents.add(1, where(c, g, constant(0)));
        cotangents.add(2, where(c, constant(0), g));
    }
}
