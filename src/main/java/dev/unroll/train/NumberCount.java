package dev.unroll.train;

import dev.unroll.data.Field;
import dev.unroll.train.metric.RowWeights;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Measures predicted numbers against the true ones, in the unit of the data file. */
final class NumberCount {
    /** How many pairs of truth and answer are kept to be shown. */
    static final int PAIRS = 400;

    private final String answer;
    private final Field field;
    private final double[] errors;
    private final List<List<Double>> pairs = new ArrayList<>();
    private double count;

    NumberCount(String answer, Field field) {
        this.answer = answer;
        this.field = field;
        errors = new double[field.width()];
    }

    void add(float[] answered, float[] truth, int rows, RowWeights weights) {
        int width = errors.length;
        for (int row = 0; row < rows; row++) {
            double weight = weights.of(row);
            if (!(weight > 0)) {
                continue;
            }
            count += weight;
            for (int i = 0; i < width; i++) {
                double right = unscaled(field, i, truth[row * width + i]);
                double said = unscaled(field, i, answered[row * width + i]);
                errors[i] += weight * Math.abs(right - said);
                if (width == 1 && pairs.size() < PAIRS) {
                    pairs.add(List.of(right, said));
                }
            }
        }
    }

    /** A number of a field in the unit of the file. */
    static double unscaled(Field field, int i, double value) {
        return field.standardisation().map(s -> s.unscale(i, value)).orElse(value);
    }

    /** Which numbers of a row of a field belong to which column. */
    static Map<String, List<Integer>> columns(Field field) {
        Map<String, List<Integer>> columns = new LinkedHashMap<>();
        for (int i = 0; i < field.width(); i++) {
            int element = i;
            String name = field.standardisation().map(s -> s.column(element)).orElse("");
            columns.computeIfAbsent(name, column -> new ArrayList<>()).add(i);
        }
        return columns;
    }

    Findings.Numbers found() {
        List<Findings.Column> columns = new ArrayList<>();
        columns(field)
                .forEach((name, elements) -> columns.add(new Findings.Column(
                        name,
                        elements.stream()
                                .map(i -> errors[i] / Math.max(count, Double.MIN_NORMAL))
                                .toList())));
        return new Findings.Numbers(answer, columns, pairs);
    }
}
