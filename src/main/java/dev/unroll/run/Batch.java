package dev.unroll.run;

import dev.unroll.tensor.Packing;
import java.util.Map;

/**
 * The input of a program: the fields of several sequences, packed. Holds its arrays by reference; nobody writes to
 * them after it is made.
 *
 * @param packing the lengths of the sequences, longest first
 * @param values per field, row by row: a field with a row per step has {@code packing.total()} rows in packed order,
 *     one with a row per sequence has {@code packing.batch()} rows; a row has as many numbers as the field's shape, an
 *     index is one number
 * @param keys one stable number per sequence, which seeds the randomness of that sequence (dropout masks)
 * @param seed the seed of the run
 * @param step how many batches the run saw before this one
 */
public record Batch(Packing packing, Map<String, float[]> values, long[] keys, long seed, long step) {
    public Batch {
        if (keys.length != packing.batch()) {
            throw new IllegalArgumentException(keys.length + " keys for " + packing.batch() + " sequences");
        }
        values = Map.copyOf(values);
    }

    /** The same sequences at another seed and step. */
    public Batch at(long seed, long step) {
        return new Batch(packing, values, keys, seed, step);
    }
}
