package dev.unroll.op;

import dev.unroll.api.PublicApi;
import dev.unroll.graph.Axes;
import dev.unroll.graph.Lanes;
import dev.unroll.graph.Rows;
import dev.unroll.tensor.Packing;
import dev.unroll.tensor.Ragged;
import java.util.Optional;

/**
 * The information that an op has about its batch.
 *
 * @param axes the sequences that are computed here
 * @param whole the batch they are a part of, if it is computed in several shards; otherwise the same
 * @param keys a stable number for each sequence, independent of its batch
 * @param seed the seed of the run
 * @param step the number of the training step
 * @param loop the recurrence that the op is in, if it is in one
 * @param time the time step inside a recurrence; {@link #OUTSIDE} elsewhere
 */
@PublicApi
public record Context(Axes axes, Axes whole, long[] keys, long seed, long step, Optional<Lanes> loop, int time) {
    public static final int OUTSIDE = -1;

    /** A batch in one piece, outside any recurrence. */
    public static Context of(Axes axes, long[] keys, long seed, long step) {
        return of(axes, axes, keys, seed, step);
    }

    /** The same for sequences with {@link Rows#STEPS steps} alone. */
    public static Context of(Packing steps, long[] keys, long seed, long step) {
        return of(Axes.of(steps), keys, seed, step);
    }

    /** A part of a batch, outside any recurrence. */
    public static Context of(Axes part, Axes whole, long[] keys, long seed, long step) {
        return new Context(part, whole, keys, seed, step, Optional.empty(), OUTSIDE);
    }

    /** How many rows a value with this row axis has here. */
    public int rows(Rows rows) {
        return loop.isPresent() ? loop.get().rows(rows, time) : axes.rows(rows);
    }

    /** The rows of an axis by the rows of the axis above it, as they lie here. */
    public Ragged axis(Rows axis) {
        return loop.isPresent() ? loop.get().axis(axis) : axes.packing(axis);
    }

    /** How many rows a value with this row axis has in the whole batch. */
    public int allRows(Rows rows) {
        return whole.rows(rows);
    }

    /** Step {@code t} of a recurrence. */
    public Context at(Lanes lanes, int t) {
        return new Context(axes, whole, keys, seed, step, Optional.of(lanes), t);
    }
}
