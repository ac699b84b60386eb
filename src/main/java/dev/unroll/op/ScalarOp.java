package dev.unroll.op;

import dev.unroll.graph.Node;
import java.util.List;

/** A function of one number that specs call by name: {@code y = f(x)}, with its derivative as a graph. */
public interface ScalarOp extends CustomOp, ElementWise {
    /** The function itself. */
    double f(double x);

    /** The derivative dy/dx, made of ops (see {@link Ops}) on x and on the result y. */
    Node derivative(Node x, Node y);

    @Override
    default List<String> operands() {
        return List.of("x");
    }

    @Override
    default int arity() {
        return 1;
    }

    @Override
    default double apply(double... x) {
        return f(x[0]);
    }

    @Override
    default void vjp(Node self, Node g, Shares shares) {
        shares.add(0, Ops.mul(g, derivative(self.input(0), self)));
    }
}
