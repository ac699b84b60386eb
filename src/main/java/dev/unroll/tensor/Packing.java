package dev.unroll.tensor;

import dev.unroll.api.PublicApi;
import java.util.Arrays;

/**
 * The geometry of a batch of uneven sequences that are stored without padding: step 0 of all sequences, then step 1 of
 * those that are long enough, and so on. Sequences are sorted longest first, so the ones alive at a step are always the first.
 */
@PublicApi
public final class Packing {
    private final int[] lengths;
    private final int[] offsets;

    private Packing(int[] lengths) {
        this.lengths = lengths;
        int steps = lengths[0];
        offsets = new int[steps + 1];
        int alive = lengths.length;
        for (int t = 0; t < steps; t++) {
            while (lengths[alive - 1] <= t) {
                alive--;
            }
            offsets[t + 1] = offsets[t] + alive;
        }
    }

    /**
     * @param lengths the number of steps of each sequence, longest first, each at least 1
     * @throws IllegalArgumentException if there is no sequence, one has no step, or they are not sorted
     */
    public static Packing of(int... lengths) {
        if (lengths.length == 0) {
            throw new IllegalArgumentException("a batch needs at least one sequence");
        }
        for (int b = 0; b < lengths.length; b++) {
            if (lengths[b] < 1 || b > 0 && lengths[b] > lengths[b - 1]) {
                throw new IllegalArgumentException(
                        "lengths must be at least 1 and longest first: " + Arrays.toString(lengths));
            }
        }
        return new Packing(lengths.clone());
    }

    /** {@code batch} sequences of the same length. */
    public static Packing uniform(int batch, int steps) {
        int[] lengths = new int[batch];
        Arrays.fill(lengths, steps);
        return of(lengths);
    }

    /** B: the number of sequences. */
    public int batch() {
        return lengths.length;
    }

    /** T: the length of the longest sequence. */
    public int steps() {
        return offsets.length - 1;
    }

    /** N: the number of real steps of all sequences. */
    public int total() {
        return offsets[offsets.length - 1];
    }

    /** B_t: how many sequences have a step {@code t}. */
    public int alive(int t) {
        return offsets[t + 1] - offsets[t];
    }

    /** The packed row at which step {@code t} begins. */
    public int offset(int t) {
        return offsets[t];
    }

    public int length(int b) {
        return lengths[b];
    }

    /** The packed row of step {@code t} of sequence {@code b}. */
    public int row(int b, int t) {
        return offsets[t] + b;
    }
}
