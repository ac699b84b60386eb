package dev.unroll.op;

import dev.unroll.graph.Rows;

/** An op that is told which rows its result has, as it has no input with rows to tell. */
public interface OfRows extends Primitive {
    /** The rows of the result, or those that it counts. */
    Rows rows();

    /** The same op for other rows. */
    Primitive on(Rows changed);
}
