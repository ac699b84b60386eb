package dev.unroll.data;

import java.util.List;

/**
 * How the numbers of a field were scaled to mean 0 and deviation 1, by the training part: {@code (value − mean) /
 * deviation}, element by element of a row.
 *
 * @param mean one number per element of a row
 * @param deviation likewise; the population's standard deviation, 1 where all values were equal
 * @param columns the column of the file that each is of; empty if all are of one
 */
public record Standardisation(List<Double> mean, List<Double> deviation, List<String> columns) {
    /** Of numbers of a single column. */
    public Standardisation(List<Double> mean, List<Double> deviation) {
        this(mean, deviation, List.of());
    }

    public Standardisation {
        columns = List.copyOf(columns);
        mean = List.copyOf(mean);
        deviation = List.copyOf(deviation);
        if (mean.size() != deviation.size() || !columns.isEmpty() && columns.size() != mean.size()) {
            throw new IllegalArgumentException(mean.size() + " means, " + deviation.size() + " deviations");
        }
    }

    /** Of one column. */
    static Standardisation of(double[] column) {
        double mean = 0;
        for (double value : column) {
            mean += value / column.length;
        }
        double variance = 0;
        for (double value : column) {
            variance += (value - mean) * (value - mean) / column.length;
        }
        double deviation = Math.sqrt(variance);
        // A column that is constant up to rounding must not become noise of deviation 1.
        boolean constant = deviation <= 1e-12 * Math.max(1, Math.abs(mean));
        return new Standardisation(List.of(mean), List.of(constant ? 1.0 : deviation));
    }

    /** The column of element {@code i}; an empty text if there is only one. */
    public String column(int i) {
        return columns.isEmpty() ? "" : columns.get(i);
    }

    /** A raw value of element {@code i} as the model sees it. */
    public float scale(int i, double value) {
        return (float) ((value - mean.get(i)) / deviation.get(i));
    }

    /** The model's value of element {@code i} in the unit of the data. */
    public double unscale(int i, double value) {
        return value * deviation.get(i) + mean.get(i);
    }
}
