package dev.unroll.run.kernel;

import java.util.Arrays;

/** The gradient of an embedding: the rows of the table that occur, ascending, and the sum of the gradients of each. */
public final class TableRows {
    private int[] position = new int[0];
    private int[] rows = new int[0];
    private float[] values = new float[0];
    private int count;
    private int width;

    /** Adds up {@code height} rows by their ids, in the order of the rows. */
    public void gather(RowKernels.Place gradients, RowKernels.Place ids, int classes, int height) {
        if (position.length < classes) {
            position = new int[classes];
        }
        if (rows.length < height) {
            rows = new int[height];
        }
        width = gradients.width();
        count = 0;
        for (int i = 0; i < height; i++) {
            int id = (int) ids.data()[ids.row(i)];
            if (position[id] == 0) {
                position[id] = 1;
                rows[count++] = id;
            }
        }
        Arrays.sort(rows, 0, count);
        for (int k = 0; k < count; k++) {
            position[rows[k]] = k;
        }
        if (values.length < count * width) {
            values = new float[count * width];
        }
        Arrays.fill(values, 0, count * width, 0);
        for (int i = 0; i < height; i++) {
            int to = position[(int) ids.data()[ids.row(i)]] * width;
            int from = gradients.row(i);
            for (int j = 0; j < width; j++) {
                values[to + j] += gradients.data()[from + j];
            }
        }
        for (int k = 0; k < count; k++) {
            position[rows[k]] = 0;
        }
    }

    public int[] rows() {
        return Arrays.copyOf(rows, count);
    }

    public float[] values() {
        return values;
    }

    public int size() {
        return count * width;
    }
}
