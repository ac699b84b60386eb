package dev.unroll.data;

import dev.unroll.graph.Rows;
import dev.unroll.spec.key.Key;
import dev.unroll.spec.key.Keys;
import dev.unroll.spec.key.Settings;
import dev.unroll.tensor.Shape;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Random fields of any sizes, for measuring the speed of a model. Indices are uniform,
 * real values uniform in [0, 1]; lengths are uniform between two bounds.
 */
record RandomTask(List<Field> fields, int shortest, int longest) implements Task {
    private static final Key<Integer> LENGTH =
            Key.integer("length", "maximum number of steps", 1, 1_000_000).defaultValue(50);
    private static final Key<Integer> MIN_LENGTH =
            Key.integer("min_length", "minimum number of steps; by default the maximum", 1, 1_000_000);
    private static final Key<Integer> CLASSES = Key.integer("classes", "number of classes of the field", 1, 10_000_000);
    private static final Key<Integer> FEATURES =
            Key.integer("features", "numbers per row of the field; by default 1, if it has no classes", 1, 1_000_000);
    private static final Key<String> PER = Key.choice(
                    "per", "rows of the field: one per step or one per sequence", List.of("step", "sequence"))
            .defaultValue("step");
    private static final Key<Settings> FIELDS = ConlluReader.fields(
                    "the fields, by the name that equations use", Keys.of(CLASSES, FEATURES, PER))
            .examples("{text: {classes: 65}, x: {features: 2, per: sequence}}");
    static final List<Key<?>> KEYS = List.of(LENGTH, MIN_LENGTH, FIELDS);

    static Task of(Settings settings) {
        int longest = settings.get(LENGTH);
        int shortest = ParityTask.shortest(settings, MIN_LENGTH, settings.get(MIN_LENGTH, longest), longest);
        List<Field> fields = new ArrayList<>();
        settings.find(FIELDS).ifPresent(each -> {
            for (Settings.Entry entry : each.entries()) {
                each.section(entry).ifPresent(keys -> fields.add(field(entry.key(), keys)));
            }
            if (each.entries().isEmpty()) {
                settings.error(FIELDS, "at least one field is needed, such as {x: {features: 2}}");
            }
        });
        return new RandomTask(List.copyOf(fields), shortest, longest);
    }

    private static Field field(String name, Settings keys) {
        int classes = keys.find(CLASSES).orElse(0);
        if (keys.has(CLASSES) && keys.has(FEATURES)) {
            keys.error(FEATURES, "a field has either classes or features");
        }
        int features = keys.has(CLASSES) ? 1 : keys.get(FEATURES, 1);
        Rows rows = keys.get(PER).equals("step") ? Rows.STEPS : Rows.BATCH;
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
