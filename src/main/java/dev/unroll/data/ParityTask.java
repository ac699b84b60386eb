package dev.unroll.data;

import dev.unroll.graph.Rows;
import dev.unroll.spec.key.Key;
import dev.unroll.spec.key.Settings;
import java.util.List;
import java.util.Map;

/**
 * The parity of a string of bits. Fields: {@code bit}; {@code target}, 1 if the number of ones is odd;
 * {@code running}, the same for the string up to each step.
 */
record ParityTask(int shortest, int longest) implements Task {
    private static final Key<Integer> LENGTH =
            Key.integer("length", "maximum number of bits", 1, 1_000_000).defaultValue(40);
    private static final Key<Integer> MIN_LENGTH =
            Key.integer("min_length", "minimum number of bits", 1, 1_000_000).defaultValue(1);
    static final List<Key<?>> KEYS = List.of(LENGTH, MIN_LENGTH);

    static Task of(Settings settings) {
        int longest = settings.get(LENGTH);
        return new ParityTask(shortest(settings, MIN_LENGTH, settings.get(MIN_LENGTH), longest), longest);
    }

    /** The minimum length, at most the maximum. */
    static int shortest(Settings settings, Key<Integer> key, int shortest, int longest) {
        if (shortest > longest) {
            settings.error(key, "'%s' is above 'length', which is %d".formatted(key, longest));
        }
        return Math.min(shortest, longest);
    }

    @Override
    public List<Field> fields() {
        Vocabulary bits = Vocabulary.of("0", "1");
        Vocabulary parity = Vocabulary.of("even", "odd");
        return List.of(
                Field.index("bit", Rows.STEPS, bits),
                Field.index("target", Rows.BATCH, parity),
                Field.index("running", Rows.STEPS, parity));
    }

    @Override
    public Example make(Draws draws, long key) {
        int steps = draws.between(shortest, longest);
        float[] bits = new float[steps];
        float[] running = new float[steps];
        int odd = 0;
        for (int t = 0; t < steps; t++) {
            int bit = draws.below(2);
            odd ^= bit;
            bits[t] = bit;
            running[t] = odd;
        }
        return new Example(steps, Map.of("bit", bits, "target", new float[] {odd}, "running", running), key);
    }
}
