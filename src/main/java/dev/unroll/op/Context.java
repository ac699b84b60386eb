package dev.unroll.op;

import dev.unroll.graph.Rows;
import dev.unroll.tensor.Packing;

/**
 * What an op may know of the batch it works on.
 *
 * @param keys a stable number for each sequence, whatever batch it is in
 * @param seed the seed of the run
 * @param step the number of the training step
 * @param time the time step inside a recurrence; {@link #OUTSIDE} elsewhere
 */
public record Context(Packing packing, long[] keys, long seed, long step, int time) {
    public static final int OUTSIDE = -1;

    /** How many rows a value with this row axis has here. */
    public int rows(Rows rows) {
        return switch (rows) {
            case NONE -> 1;
            case BATCH -> time == OUTSIDE ? packing.batch() : packing.alive(time);
            case STEPS -> packing.total();
        };
    }

    public Context at(int t) {
        return new Context(packing, keys, seed, step, t);
    }
}
