package dev.unroll.tensor;

import dev.unroll.api.PublicApi;

/** Where the rows of an axis lie: each row of the axis above it, its parent, has one or more of them, in an order. */
@PublicApi
public sealed interface Ragged permits Packing, Segments {
    /** How many rows the parent has. */
    int parents();

    /** How many rows there are. */
    int total();

    /** How many rows a row of the parent has: its number of steps. */
    int length(int parent);

    /** The row of step {@code t} of a row of the parent. */
    int row(int parent, int t);

    /** The parent's row that a row belongs to. */
    default int parent(int row) {
        return owners()[row];
    }

    /** For each row, the parent's row that it belongs to; not to be written to. */
    int[] owners();

    /** Which step of its parent's row a row is. */
    int time(int row);
}
