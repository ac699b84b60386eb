package dev.unroll.tensor;

import dev.unroll.api.PublicApi;
import java.util.Arrays;

/**
 * The geometry of an axis whose rows are stored without padding, ready for a recurrence along it: step 0 of all rows of the
 * parent, then step 1 of those that are long enough, and so on. The parent's rows are sorted into lanes, longest first,
 * so that the ones alive at a step are always the first lanes.
 */
@PublicApi
public final class Packing implements Ragged {
    private final int[] lengths;
    private final int[] offsets;
    /** The parent's row of each lane. */
    private final int[] parents;
    /** The lane of each of the parent's rows. */
    private final int[] lanes;

    private final int[] owners;

    private Packing(int[] lengths) {
        this.lengths = lengths;
        int most = 0;
        for (int length : lengths) {
            most = Math.max(most, length);
        }
        offsets = new int[most + 1];
        for (int length : lengths) {
            offsets[length]++; // for now, how many end here
        }
        int[] firstOfLength = new int[most + 1];
        int before = 0;
        for (int length = most; length > 0; length--) {
            firstOfLength[length] = before;
            before += offsets[length];
        }
        parents = new int[lengths.length];
        lanes = new int[lengths.length];
        for (int p = 0; p < lengths.length; p++) {
            lanes[p] = firstOfLength[lengths[p]]++;
            parents[lanes[p]] = p;
        }
        int alive = lengths.length;
        int ending = 0;
        for (int t = 0; t < most; t++) {
            alive -= ending;
            ending = offsets[t + 1];
            offsets[t + 1] = offsets[t] + alive;
        }
        owners = new int[offsets[most]];
        for (int t = 0; t < most; t++) {
            System.arraycopy(parents, 0, owners, offsets[t], offsets[t + 1] - offsets[t]);
        }
    }

    /**
     * @param lengths the number of steps of each of the parent's rows, in any order, each at least 1
     * @throws IllegalArgumentException if there is none, or one has no step
     */
    public static Packing of(int... lengths) {
        if (lengths.length == 0) {
            throw new IllegalArgumentException("a batch needs at least one sequence");
        }
        for (int length : lengths) {
            if (length < 1) {
                throw new IllegalArgumentException("lengths must be at least 1: " + Arrays.toString(lengths));
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

    @Override
    public int parents() {
        return lengths.length;
    }

    /** T: the length of the longest sequence. */
    public int steps() {
        return offsets.length - 1;
    }

    /** N: the number of real steps of all sequences. */
    @Override
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

    /** The parent's row that runs in a lane. */
    public int ofLane(int lane) {
        return parents[lane];
    }

    @Override
    public int length(int parent) {
        return lengths[parent];
    }

    @Override
    public int row(int parent, int t) {
        return offsets[t] + lanes[parent];
    }

    @Override
    public int[] owners() {
        return owners;
    }

    @Override
    public int time(int row) {
        int low = 0;
        int high = steps() - 1;
        while (low < high) {
            int middle = (low + high + 1) / 2;
            if (offsets[middle] <= row) {
                low = middle;
            } else {
                high = middle - 1;
            }
        }
        return low;
    }
}
