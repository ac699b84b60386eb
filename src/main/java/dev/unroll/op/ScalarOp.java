package dev.unroll.op;

import dev.unroll.api.PublicApi;
import dev.unroll.graph.Node;
import java.util.List;

/**
 * A function of one number that specs call by name: {@code y = f(x)}. It is defined once, as a graph of ops by {@link
 * #value}, from which values, derivative, fusion and kernels follow; or, if no ops express it, as {@link #f} and {@link
 * #derivative}.
 */
@PublicApi
public interface ScalarOp extends CustomOp, ElementWise {
    /** The function of x, made of element-wise ops (see {@link Ops}). */
    default Node value(Node x) {
        return Node.of(this, x);
    }

    /** The function of a number. */
    default double f(double x) {
        return ScalarGraph.of(this).number(x);
    }

    /** The derivative dy/dx, made of ops on x and on the result y. */
    default Node derivative(Node x, Node y) {
        return ScalarGraph.derivative(this, x);
    }

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
    default void vjp(Node self, Node g, Cotangents cotangents) {
        cotangents.add(0, Ops.mul(g, derivative(self.input(0), self)));
    }
}
