package dev.unroll.data;

import dev.unroll.diagnostic.Codes;
import dev.unroll.diagnostic.Diagnostic;
import dev.unroll.diagnostic.Suggest;
import dev.unroll.graph.Rows;
import dev.unroll.spec.key.Key;
import dev.unroll.spec.key.Keys;
import dev.unroll.spec.key.Settings;
import dev.unroll.spec.key.Value;
import dev.unroll.tensor.Shape;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * Random fields of any sizes, for measuring the speed of a model. Indices are uniform,
 * real values uniform in [0, 1]; lengths are uniform between two bounds.
 */
record RandomTask(List<Field> fields, Map<Rows, Bounds> axes) implements Task {
    /** How many steps an axis has below each row above it. */
    private record Bounds(int shortest, int longest) {}

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
    private static final Key<String> AXIS = Key.text(
                    "axis", "the axis of a field with a row per step, by its name in 'axes'; by default steps")
            .examples("source");
    private static final Key<String> WITHIN = Key.text(
                    "within", "the axis each of whose rows has such steps; by default the sequence")
            .examples("words");
    private static final Key<Settings> AXES = Key.<Settings>of(
                    "axes",
                    "further axes, by the name that fields use, such as those of two texts or the characters of words",
                    new Value.Entries(Value.Form.NAME, new Value.Section(Keys.of(LENGTH, MIN_LENGTH, WITHIN)), 1))
            .examples("{source: {min_length: 6, length: 16}, target: {length: 16}}");
    private static final Key<Settings> FIELDS = ConlluReader.fields(
                    "the fields, by the name that equations use", Keys.of(CLASSES, FEATURES, PER, AXIS))
            .examples("{text: {classes: 65}, x: {features: 2, per: sequence}}");
    static final List<Key<?>> KEYS = List.of(LENGTH, MIN_LENGTH, AXES, FIELDS);

    static Task of(Settings settings) {
        Map<String, Rows> names = new LinkedHashMap<>(Map.of(Rows.STEPS.name(), Rows.STEPS));
        Map<Rows, Bounds> axes = new LinkedHashMap<>(Map.of(Rows.STEPS, bounds(settings)));
        settings.find(AXES).ifPresent(each -> {
            for (Settings.Entry entry : each.entries()) {
                each.section(entry).ifPresent(keys -> {
                    Rows axis = axis(keys, WITHIN, names, Rows.BATCH).child(entry.key());
                    names.put(entry.key(), axis);
                    axes.put(axis, bounds(keys));
                });
            }
        });
        List<Field> fields = new ArrayList<>();
        settings.find(FIELDS).ifPresent(each -> {
            for (Settings.Entry entry : each.entries()) {
                each.section(entry).ifPresent(keys -> fields.add(field(entry.key(), keys, names)));
            }
            if (each.entries().isEmpty()) {
                settings.error(FIELDS, "at least one field is needed, such as {x: {features: 2}}");
            }
        });
        axes.keySet()
                .removeIf(axis ->
                        fields.stream().noneMatch(f -> axis.contains(f.type().rows())));
        return new RandomTask(List.copyOf(fields), Collections.unmodifiableMap(axes));
    }

    private static Bounds bounds(Settings keys) {
        int longest = keys.get(LENGTH);
        return new Bounds(ParityTask.shortest(keys, MIN_LENGTH, keys.get(MIN_LENGTH, longest), longest), longest);
    }

    private static Rows axis(Settings keys, Key<String> key, Map<String, Rows> names, Rows otherwise) {
        Optional<String> name = keys.find(key);
        if (name.isPresent() && !names.containsKey(name.get())) {
            keys.add(Diagnostic.error(Codes.WRONG_VALUE, "unknown axis '" + name.get() + "'", keys.span(key))
                    .hint(Suggest.question(name.get(), names.keySet())
                            .orElse("declare it before, such as axes: {" + name.get() + ": {length: 10}}")));
        }
        return name.map(names::get).orElse(otherwise);
    }

    private static Field field(String name, Settings keys, Map<String, Rows> known) {
        int classes = keys.find(CLASSES).orElse(0);
        if (keys.has(CLASSES) && keys.has(FEATURES)) {
            keys.error(FEATURES, "a field has either classes or features");
        }
        int features = keys.has(CLASSES) ? 1 : keys.get(FEATURES, 1);
        boolean steps = keys.get(PER).equals("step");
        if (!steps && keys.has(AXIS)) {
            keys.error(AXIS, "a field with a row per sequence has no axis");
        }
        Rows rows = steps ? axis(keys, AXIS, known, Rows.STEPS) : Rows.BATCH;
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
        Map<Rows, int[]> lengths = new LinkedHashMap<>();
        axes.forEach((axis, bounds) -> {
            int above = axis.parent() == Rows.BATCH
                    ? 1
                    : IntStream.of(lengths.get(axis.parent())).sum();
            int[] each = new int[above];
            for (int row = 0; row < above; row++) {
                each[row] = draws.between(bounds.shortest(), bounds.longest());
            }
            lengths.put(axis, each);
        });
        Map<String, float[]> values = new LinkedHashMap<>();
        for (Field field : fields) {
            Rows rows = field.type().rows();
            int count = rows.isAxis() ? IntStream.of(lengths.get(rows)).sum() : 1;
            float[] numbers = new float[field.width() * count];
            for (int i = 0; i < numbers.length; i++) {
                numbers[i] = field.type().isIndex() ? draws.below(field.type().classes()) : (float) draws.uniform();
            }
            values.put(field.name(), numbers);
        }
        return new Example(lengths, values, key);
    }
}
