package dev.unroll.data;

import dev.unroll.graph.Rows;
import java.util.HashMap;
import java.util.Map;

/**
 * How rows become examples.
 *
 * @param window how many are read
 * @param horizon how many are forecast
 * @param axis whether these are rows of the axis {@link #HORIZON}, not one long row
 * @param stride how many lie between two starts
 */
record SeriesWindows(int window, int horizon, boolean axis, int stride) {
    /** The axis of the rows to forecast. */
    static final Rows HORIZON = Rows.axis("horizon");

    /** The rows of what is forecast. */
    Rows ahead() {
        return axis ? HORIZON : Rows.BATCH;
    }

    /** How many rows of the file make a row of what is forecast. */
    int together() {
        return axis ? 1 : horizon;
    }

    /** How many rows of each axis an example has. */
    Map<Rows, int[]> lengths() {
        Map<Rows, int[]> lengths = new HashMap<>(Map.of(Rows.STEPS, new int[] {window}));
        if (axis) {
            lengths.put(HORIZON, new int[] {horizon});
        }
        return lengths;
    }

    /** The first row to forecast: the training part begins with its own first window, the others may look back. */
    int first(Split split, int from) {
        return split == Split.TRAIN ? from + window : Math.max(from, window);
    }
}
