package dev.unroll.data;

import dev.unroll.diagnostic.Codes;
import dev.unroll.diagnostic.Diagnostic;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;

/**
 * Cuts examples out of series.
 *
 * @param series how they are read
 * @param rows the rows of the file
 * @param fields the fields, by name
 */
record SeriesExamples(Series series, SeriesRows rows, Map<String, Field> fields) {
    /**
     * The examples of a part; a part without any is an error.
     *
     * @param tooShort gets the ids of the series that are too short for an example of this part
     */
    List<Example> of(Split split, Collection<String> tooShort, Faults faults) {
        SeriesNames names = series.names();
        SeriesWindows windows = series.windows();
        boolean single = series.columns().id().isEmpty();
        List<Example> examples = new ArrayList<>();
        SeriesParts.Border last = new SeriesParts.Border(0, 0);
        List<String> left = new ArrayList<>();
        for (Map.Entry<String, int[]> one : rows.series().entrySet()) {
            int[] all = one.getValue();
            SeriesParts.Border border = series.parts().border(split, all.length);
            last = border;
            if (single && border.to() > all.length) {
                faults.add(Diagnostic.error(
                        Codes.WRONG_VALUE,
                        "the file has only " + all.length + " rows",
                        series.parts().parts().get(split).span()));
                return examples;
            }
            int before = examples.size();
            int end = Math.min(border.to(), all.length);
            for (int at = windows.first(split, border.from()); at + windows.horizon() <= end; at += windows.stride()) {
                Map<String, float[]> values = values(all, at, faults);
                if (!single) {
                    Vocabulary ids = fields.get(names.id()).vocabulary().orElseThrow();
                    values.put(names.id(), new float[] {ids.index(one.getKey()).orElseThrow()});
                }
                examples.add(new Example(windows.lengths(), values, Example.key(split, examples.size())));
            }
            if (examples.size() == before) {
                left.add(one.getKey());
            }
        }
        if (examples.isEmpty()) {
            faults.add(series.parts().empty(split, last, windows.window(), windows.horizon()));
        } else {
            tooShort.addAll(left);
        }
        return examples;
    }

    private Map<String, float[]> values(int[] all, int at, Faults faults) {
        SeriesWindows windows = series.windows();
        SeriesNames names = series.names();
        SeriesColumns columns = series.columns();
        int[] seen = Arrays.copyOfRange(all, at - windows.window(), at);
        Clock clock = rows.clock().at(seen);
        Map<String, float[]> values = new HashMap<>();
        double[][] inputs = rows.numbers(all, at - windows.window(), at, columns.places(columns.inputs()));
        if (series.gaps().areInputs()) {
            // Without times, rows of a series that other rows lie between are still one apart.
            double[] times = columns.time().isPresent()
                    ? clock.times()
                    : Clock.ofRows(seen.length).times();
            Gaps.Filled filled = series.gaps().fill(inputs, times, zero(fields.get(names.inputs())));
            inputs = filled.values();
            values.put(names.mask(), Gaps.packed(filled.mask()));
            values.put(names.since(), Gaps.packed(filled.since()));
        }
        values.put(names.inputs(), scaled(inputs, fields.get(names.inputs())));
        double[][] targets = rows.numbers(all, at, at + windows.horizon(), columns.places(columns.targets()));
        float[] target = scaled(targets, fields.get(names.target()));
        if (series.gaps().maskTargets()) {
            float[] mask = new float[target.length];
            for (int i = 0; i < mask.length; i++) {
                mask[i] = Float.isNaN(target[i]) ? 0 : 1;
                target[i] = Float.isNaN(target[i]) ? 0 : target[i];
            }
            values.put(names.targetMask(), mask);
        }
        values.put(names.target(), target);
        if (!columns.future().isEmpty()) {
            double[][] future = rows.numbers(all, at, at + windows.horizon(), columns.places(columns.future()));
            values.put(names.future(), scaled(future, fields.get(names.future())));
        }
        series.calendar().forEach(part -> values.put(part.name(), part.values(clock.dates())));
        for (int l = 0; l < columns.labels().size(); l++) {
            values.put(columns.labels().get(l).name(), labels(l, seen, faults));
        }
        return values;
    }

    private float[] labels(int l, int[] seen, Faults faults) {
        SeriesColumns.Label label = series.columns().labels().get(l);
        Vocabulary vocabulary = fields.get(label.name()).vocabulary().orElseThrow();
        float[] indices = new float[seen.length];
        for (int t = 0; t < seen.length; t++) {
            String word = rows.labels().get(l).get(seen[t]);
            OptionalInt index = vocabulary.index(word);
            if (index.isEmpty()) {
                int place = series.columns().numbers().size() + l;
                faults.add(
                        Words.unseen(label.name(), word, vocabulary, rows.grid().span(seen[t], place)));
            }
            indices[t] = index.orElse(0);
        }
        return indices;
    }

    /** Per element of a row the value in the unit of the file that is 0 to the model. */
    static double[] zero(Field field) {
        double[] zero = new double[field.width()];
        Arrays.setAll(
                zero, c -> field.standardisation().map(s -> s.unscale(c, 0)).orElse(0.0));
        return zero;
    }

    private static float[] scaled(double[][] values, Field field) {
        int width = values[0].length;
        float[] scaled = new float[values.length * width];
        for (int i = 0; i < scaled.length; i++) {
            double value = values[i / width][i % width];
            int element = i % field.width();
            scaled[i] =
                    field.standardisation().map(s -> s.scale(element, value)).orElse((float) value);
        }
        return scaled;
    }
}
