package dev.unroll.tensor;

import java.util.Arrays;

/**
 * The geometry of an axis whose rows lie one parent after the other: first all steps of the parent's first row, then all
 * of its second. The rows of the first k parents are therefore the first rows.
 */
public final class Segments implements Ragged {
    private final int[] starts;
    private final int[] origins;
    private final int[] owners;

    private Segments(int[] starts, int[] origins) {
        this.starts = starts;
        this.origins = origins;
        owners = new int[origins.length];
        for (int p = 0; p < starts.length - 1; p++) {
            Arrays.fill(owners, starts[p], starts[p + 1], p);
        }
    }

    /**
     * The rows of an axis in the order of some of the parent's rows.
     *
     * @param parents which rows of the parent, in their new order
     * @param axis where the axis' rows lay before
     */
    public static Segments of(int[] parents, Ragged axis) {
        int[] starts = new int[parents.length + 1];
        for (int p = 0; p < parents.length; p++) {
            starts[p + 1] = starts[p] + axis.length(parents[p]);
        }
        int[] origins = new int[starts[parents.length]];
        for (int p = 0; p < parents.length; p++) {
            for (int t = 0; t < axis.length(parents[p]); t++) {
                origins[starts[p] + t] = axis.row(parents[p], t);
            }
        }
        return new Segments(starts, origins);
    }

    @Override
    public int parents() {
        return starts.length - 1;
    }

    @Override
    public int total() {
        return origins.length;
    }

    @Override
    public int length(int parent) {
        return starts[parent + 1] - starts[parent];
    }

    @Override
    public int row(int parent, int t) {
        return starts[parent] + t;
    }

    @Override
    public int[] owners() {
        return owners;
    }

    @Override
    public int time(int row) {
        return row - starts[parent(row)];
    }

    /** Where the rows of a parent begin; for the number of parents, how many rows there are. */
    public int start(int parent) {
        return starts[parent];
    }

    /** Where each row lay before: not to be written to. */
    public int[] origins() {
        return origins;
    }
}
