package dev.unroll.op;

import dev.unroll.graph.Rows;

/** An op that reads or writes all steps that an axis has below each row of the axis above it. */
public interface OverTime extends Primitive {
    /** The axis. */
    Rows axis();

    /** The same op along another axis. */
    OverTime along(Rows changed);
}
