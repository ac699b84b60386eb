package dev.unroll.data;

import dev.unroll.graph.Rows;
import dev.unroll.spec.Codes;
import dev.unroll.spec.Diagnostic;
import dev.unroll.spec.Settings;
import java.util.List;
import java.util.Map;

/**
 * Is the number of ones in a string of bits odd? Fields: {@code bit}; {@code target}, 1 if all of it has an odd number;
 * {@code running}, the same for the string up to each step.
 */
record ParityTask(int shortest, int longest) implements Task {
    static Task of(Settings settings) {
        int longest = settings.integer("length", 40, 1, 1_000_000);
        int shortest = settings.integer("min_length", 1, 1, 1_000_000);
        if (shortest > longest) {
            settings.add(Diagnostic.error(
                    Codes.WRONG_VALUE,
                    "'min_length' is above 'length', which is " + longest,
                    settings.span("min_length")));
        }
        return new ParityTask(Math.min(shortest, longest), longest);
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
