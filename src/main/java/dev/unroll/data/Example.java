package dev.unroll.data;

import dev.unroll.api.PublicApi;
import dev.unroll.graph.Rows;
import dev.unroll.tensor.SplitMix64;
import java.util.Arrays;
import java.util.Map;

/**
 * One sequence with its values. Holds its arrays by reference; nobody writes to them.
 *
 * @param lengths per axis, how many rows each row of the axis above it has, each at least 1: one number for an axis directly
 *     below the sequence, one number a word for the characters of words
 * @param values per field, the rows of its axis one after the other: those of the first row above, then those of the second
 * @param key a number that stays the same from epoch to epoch and run to run; what is random about the sequence
 *     (dropout masks) is drawn from it
 */
@PublicApi
public record Example(Map<Rows, int[]> lengths, Map<String, float[]> values, long key) {
    public Example {
        lengths.forEach((axis, each) -> {
            if (Arrays.stream(each).anyMatch(length -> length < 1)) {
                throw new IllegalArgumentException("an example needs at least one step of '" + axis.path() + "'");
            }
        });
        lengths = Map.copyOf(lengths);
        values = Map.copyOf(values);
    }

    /** A sequence of {@link Rows#STEPS steps}. */
    public Example(int length, Map<String, float[]> values, long key) {
        this(Map.of(Rows.STEPS, new int[] {length}), values, key);
    }

    /** How many rows a field with such rows has; 0 if the example has no such axis. */
    public int rows(Rows rows) {
        return rows.isAxis()
                ? Arrays.stream(lengths.getOrDefault(rows, new int[0])).sum()
                : 1;
    }

    /** How many steps it has along the longest axis directly below it; 1 if there is none. */
    public int length() {
        int longest = 1;
        for (Map.Entry<Rows, int[]> axis : lengths.entrySet()) {
            if (axis.getKey().parent() == Rows.BATCH) {
                longest = Math.max(longest, axis.getValue()[0]);
            }
        }
        return longest;
    }

    /** The key of example {@code index} of a split. */
    public static long key(Split split, int index) {
        return SplitMix64.mix(((long) split.ordinal() << 32) + index);
    }
}
