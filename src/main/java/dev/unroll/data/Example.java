package dev.unroll.data;

import dev.unroll.api.PublicApi;
import dev.unroll.tensor.SplitMix64;
import java.util.Map;

/**
 * One sequence with its values. Holds its arrays by reference; nobody writes to them.
 *
 * @param length the number of steps, at least 1
 * @param values per field: {@code length} rows one after the other if the field has a row per step, else one row
 * @param key a number that stays the same from epoch to epoch and run to run; what is random about the sequence
 *     (dropout masks) is drawn from it
 */
@PublicApi
public record Example(int length, Map<String, float[]> values, long key) {
    public Example {
        if (length < 1) {
            throw new IllegalArgumentException("an example needs at least one step");
        }
        values = Map.copyOf(values);
    }

    /** The key of example {@code index} of a split. */
    public static long key(Split split, int index) {
        return SplitMix64.mix(((long) split.ordinal() << 32) + index);
    }
}
