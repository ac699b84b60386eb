package dev.unroll.graph;

import dev.unroll.api.PublicApi;

/** The row axis of a value. */
@PublicApi
public enum Rows {
    /** No rows: a parameter or constant. */
    NONE,
    /** One row per sequence; within a recurrence, one per sequence that is alive at the step. */
    BATCH,
    /** One row per real time step of every sequence, packed. */
    STEPS;

    /** The rows of a row-wise result; BATCH and STEPS do not mix without an explicit spread. */
    public static Rows join(Rows a, Rows b) {
        if (a == NONE || a == b) {
            return b;
        }
        if (b == NONE) {
            return a;
        }
        throw new IllegalArgumentException("one has a row per step, the other a row per sequence");
    }
}
