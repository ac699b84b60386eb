package dev.unroll.run;

import dev.unroll.graph.Axes;
import dev.unroll.tensor.Packing;
import java.util.Map;

/**
 * The input of a program: the fields of several sequences, packed. Holds its arrays by reference; nobody writes to
 * them after it is made.
 *
 * @param axes where the rows of each axis lie
 * @param values per field, row by row: as many rows as {@code axes} has for the field's, in its order; a row has as many
 *     numbers as the field's shape, an index is one number
 * @param keys one stable number per sequence, which seeds the randomness of that sequence (dropout masks)
 * @param seed the seed of the run
 * @param step how many batches the run saw before this one
 */
public record Batch(Axes axes, Map<String, float[]> values, long[] keys, long seed, long step) {
    public Batch {
        if (keys.length != axes.batch()) {
            throw new IllegalArgumentException(keys.length + " keys for " + axes.batch() + " sequences");
        }
        values = Map.copyOf(values);
    }

    /** Sequences with {@link dev.unroll.graph.Rows#STEPS steps} alone. */
    public Batch(Packing steps, Map<String, float[]> values, long[] keys, long seed, long step) {
        this(Axes.of(steps), values, keys, seed, step);
    }

    /** The same sequences with other values. */
    public Batch with(Map<String, float[]> changed) {
        return new Batch(axes, changed, keys, seed, step);
    }

    /** The same sequences at another seed and step. */
    public Batch at(long seed, long step) {
        return new Batch(axes, values, keys, seed, step);
    }
}
