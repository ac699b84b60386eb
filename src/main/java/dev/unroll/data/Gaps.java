package dev.unroll.data;

import java.util.List;
import java.util.Locale;

/**
 * How the gaps of a series are read: a value that stands in, a mask, and the time since the last observation (Che et al. 2018,
 * GRU-D). A window is read by itself, so that training and prediction see the same.
 *
 * @param missing what stands in for a missing input
 * @param maskTargets whether a missing target is masked rather than an error
 * @param unit seconds in the unit of the time since the last observation
 */
record Gaps(Missing missing, boolean maskTargets, double unit) {
    /** What stands in for a missing value. */
    enum Missing {
        ERROR,
        ZERO,
        LAST;

        static final List<String> KEYS = List.of("error", "zero", "last");

        static Missing of(String key) {
            return valueOf(key.toUpperCase(Locale.ROOT));
        }
    }

    /**
     * @param values without gaps, row by row
     * @param mask 1 where there was a value, 0 where there was none
     * @param since the time since the last observation of the column before this row; 0 in the first row
     */
    record Filled(double[][] values, double[][] mask, double[][] since) {}

    boolean areInputs() {
        return missing != Missing.ERROR;
    }

    /** Whether a cell says that there is no value. */
    static boolean isGap(String cell) {
        String stripped = cell.strip();
        return stripped.isEmpty() || stripped.equalsIgnoreCase("NaN") || stripped.equals("NA");
    }

    /**
     * @param rows the rows of a window, NaN where there is a gap
     * @param clock the time of each row
     * @param zero per column the value that is 0 to the model
     */
    Filled fill(double[][] rows, double[] clock, double[] zero) {
        int width = zero.length;
        double[][] values = new double[rows.length][width];
        double[][] mask = new double[rows.length][width];
        double[][] since = new double[rows.length][width];
        for (int c = 0; c < width; c++) {
            double last = zero[c];
            for (int r = 0; r < rows.length; r++) {
                boolean seen = !Double.isNaN(rows[r][c]);
                last = seen ? rows[r][c] : missing == Missing.LAST ? last : zero[c];
                values[r][c] = last;
                mask[r][c] = seen ? 1 : 0;
                double elapsed = r == 0 ? 0 : clock[r] - clock[r - 1];
                since[r][c] = elapsed + (r == 0 || mask[r - 1][c] == 1 ? 0 : since[r - 1][c]);
            }
        }
        return new Filled(values, mask, since);
    }

    static float[] packed(double[][] rows) {
        int width = rows[0].length;
        float[] packed = new float[rows.length * width];
        for (int r = 0; r < rows.length; r++) {
            for (int c = 0; c < width; c++) {
                packed[r * width + c] = (float) rows[r][c];
            }
        }
        return packed;
    }
}
