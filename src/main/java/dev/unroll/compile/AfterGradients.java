package dev.unroll.compile;

import dev.unroll.graph.Node;
import dev.unroll.op.Primitive;

/** An op that passes make of others, when gradients have been taken; it has none itself. */
interface AfterGradients extends Primitive {
    @Override
    default void vjp(Node self, Node g, Cotangents cotangents) {
        throw new UnsupportedOperationException("made after differentiation");
    }
}
