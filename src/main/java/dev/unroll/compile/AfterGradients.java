package dev.unroll.compile;

import dev.unroll.graph.Node;
import dev.unroll.op.Primitive;

/** An op that passes create from others after differentiation; it is not differentiable. */
interface AfterGradients extends Primitive {
    @Override
    default void vjp(Node self, Node g, Cotangents cotangents) {
        throw new UnsupportedOperationException("made after differentiation");
    }
}
