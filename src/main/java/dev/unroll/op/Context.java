package dev.unroll.op;

import dev.unroll.api.PublicApi;
import dev.unroll.graph.Rows;
import dev.unroll.tensor.Packing;

/**
 * The information that an op has about its batch.
 *
 * @param packing the sequences that are computed here
 * @param whole the batch they are a part of, if it is computed in several shards; otherwise the same
 * @param keys a stable number for each sequence, independent of its batch
 * @param seed the seed of the run
 * @param step the number of the training step
 * @param time the time step inside a recurrence; {@link #OUTSIDE} elsewhere
 */
@PublicApi
public record Context(Packing packing, Packing whole, long[] keys, long seed, long step, int time) {
    public static final int OUTSIDE = -1;

    /** A batch in one piece, outside any recurrence. */
    public static Context of(Packing packing, long[] keys, long seed, long step) {
        return new Context(packing, packing, keys, seed, step, OUTSIDE);
    }

    /** How many rows a value with this row axis has here. */
    public int rows(Rows rows) {
        return switch (rows) {
            case NONE -> 1;
            case BATCH -> time == OUTSIDE ? packing.batch() : packing.alive(time);
            case STEPS -> packing.total();
        };
    }

    /** How many rows a value with this row axis has in the whole batch. */
    public int allRows(Rows rows) {
        return rows == Rows.NONE ? 1 : rows == Rows.BATCH ? whole.batch() : whole.total();
    }

    public Context at(int t) {
        return new Context(packing, whole, keys, seed, step, t);
    }
}
