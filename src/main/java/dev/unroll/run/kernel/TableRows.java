package dev.unroll.run.kernel;

import java.util.Arrays;

/** The gradient of an embedding: the rows of the table that occur, ascending, and the sum of the gradients of each. */
public final class TableRows {
    private int[] position = new int[0];
    private int[] rows = new int[0];
    private float[] values = new float[0];
    private int count;
    private int width;

    /** Adds {@code height} rows to those of a dense table, in the order of the rows. */
    public static void scatter(RowKernels.Place gradients, RowKernels.Place ids, RowKernels.Place table, int height) {
        for (int i = 0; i < height; i++) {
            int from = gradients.row(i);
            int to = table.row((int) ids.data()[ids.row(i)]);
            for (int j = 0; j < gradients.width(); j++) {
                table.data()[to + j] += gradients.data()[from + j];
            }
        }
    }

    /** Begins a sum of rows of a table of {@code classes} rows. */
    public void begin(int classes, int columns) {
        if (position.length < classes) {
            position = new int[classes];
        }
        width = columns;
        count = 0;
    }

    /** Notes which rows occur among {@code height} ids. */
    public void find(RowKernels.Place ids, int height) {
        if (rows.length < count + height) {
            rows = Arrays.copyOf(rows, count + height);
        }
        for (int i = 0; i < height; i++) {
            int id = (int) ids.data()[ids.row(i)];
            if (position[id] == 0) {
                position[id] = 1;
                rows[count++] = id;
            }
        }
    }

    /** Orders the rows that occur, once all are known. */
    public void sort() {
        Arrays.sort(rows, 0, count);
        for (int k = 0; k < count; k++) {
            position[rows[k]] = k;
        }
        if (values.length < count * width) {
            values = new float[count * width];
        }
        Arrays.fill(values, 0, count * width, 0);
    }

    /** Adds up {@code height} rows by their ids, in the order of the rows. */
    public void add(RowKernels.Place gradients, RowKernels.Place ids, int height) {
        for (int i = 0; i < height; i++) {
            int to = position[(int) ids.data()[ids.row(i)]] * width;
            int from = gradients.row(i);
            for (int j = 0; j < width; j++) {
                values[to + j] += gradients.data()[from + j];
            }
        }
    }

    /** Ends the sum: its rows can be read until the next begins. */
    public void end() {
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
