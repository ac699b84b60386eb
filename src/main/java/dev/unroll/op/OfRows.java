package dev.unroll.op;

import dev.unroll.graph.Rows;

/** An op whose row axis is an attribute, because it has no input with rows. */
public interface OfRows extends Primitive {
    /** The rows of the result, or those that it counts. */
    Rows rows();

    /** The same op for other rows. */
    Primitive on(Rows changed);
}
