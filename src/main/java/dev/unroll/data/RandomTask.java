package dev.unroll.data;

import dev.unroll.graph.Rows;
import dev.unroll.spec.Settings;
import dev.unroll.tensor.Shape;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Random fields of any sizes, in which there is nothing to learn: for measuring how fast a model runs. Indices are uniform,
 * real values uniform in [0, 1]; lengths are uniform between two bounds.
 */
record RandomTask(List<Field> fields, int shortest, int longest) implements Task {
    static Task of(Settings settings) {
        int longest = settings.integer("length", 50, 1, 1_000_000);
        int shortest = settings.integer("min_length", longest, 1, longest);
        List<Field> fields = new ArrayList<>();
        settings.require("fields").settings("fields").ifPresent(each -> {
            for (Settings.Entry entry : each.entries()) {
                each.settings(entry.key()).ifPresent(keys -> fields.add(field(entry.key(), keys)));
            }
        });
        return new RandomTask(List.copyOf(fields), shortest, longest);
    }

    private static Field field(String name, Settings keys) {
        int classes = keys.integer("classes", 0, 0, 10_000_000);
        int features = keys.integer("features", 1, 1, 1_000_000);
        if (classes > 0 && keys.has("features")) {
            keys.error("features", "a field has either classes or features");
        }
        Rows rows = keys.choice("per", "step", List.of("step", "sequence")).equals("step") ? Rows.STEPS : Rows.BATCH;
        if (classes == 0) {
            return Field.real(name, rows, Shape.of(features));
        }
        String[] names = new String[classes];
        for (int i = 0; i < classes; i++) {
            names[i] = Integer.toString(i);
        }
        return Field.index(name, rows, Vocabulary.of(names));
    }

    @Override
    public Example make(Draws draws, long key) {
        int length = draws.between(shortest, longest);
        Map<String, float[]> values = new LinkedHashMap<>();
        for (Field field : fields) {
            float[] numbers = new float[field.width() * (field.type().rows() == Rows.STEPS ? length : 1)];
            for (int i = 0; i < numbers.length; i++) {
                numbers[i] = field.type().isIndex() ? draws.below(field.type().classes()) : (float) draws.uniform();
            }
            values.put(field.name(), numbers);
        }
        return new Example(length, values, key);
    }
}
