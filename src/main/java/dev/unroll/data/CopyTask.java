package dev.unroll.data;

import dev.unroll.graph.Rows;
import dev.unroll.spec.key.Key;
import dev.unroll.spec.key.Settings;
import dev.unroll.tensor.Shape;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/**
 * The copy problem (Hochreiter & Schmidhuber 1997) in the form of Arjovsky, Shah & Bengio 2016: {@code length} symbols,
 * a delay of blanks that ends with a marker, then blanks, during which the symbols are to be repeated; before that, the
 * target is blank. Without memory the loss is {@code length · ln(symbols) / (delay + 2 · length)} nats per step. The
 * field {@code recall} is 1 at the steps that count and 0 elsewhere.
 */
record CopyTask(int length, int symbols, int delay) implements Task {
    private static final String LETTERS = "abcdefghijklmnopqrstuvwxyz";

    private static final Key<Integer> LENGTH =
            Key.integer("length", "number of symbols to repeat", 1, 100_000).defaultValue(10);
    private static final Key<Integer> SYMBOLS = Key.integer(
                    "symbols", "number of different symbols", 2, LETTERS.length())
            .defaultValue(8);
    private static final Key<Integer> DELAY = Key.integer(
                    "delay", "number of steps between reading and repeating", 1, 1_000_000)
            .defaultValue(100);
    static final List<Key<?>> KEYS = List.of(LENGTH, SYMBOLS, DELAY);

    static Task of(Settings settings) {
        return new CopyTask(settings.get(LENGTH), settings.get(SYMBOLS), settings.get(DELAY));
    }

    private Vocabulary alphabet(String... more) {
        List<String> entries = new ArrayList<>(Unit.CHAR.split(LETTERS.substring(0, symbols)));
        entries.addAll(List.of(more));
        return Vocabulary.of(entries.toArray(String[]::new));
    }

    @Override
    public List<Field> fields() {
        return List.of(
                Field.index("symbol", Rows.STEPS, alphabet("_", ">")),
                Field.index("target", Rows.STEPS, alphabet("_")),
                Field.real("recall", Rows.STEPS, Shape.SCALAR));
    }

    @Override
    public Example make(Draws draws, long key) {
        int steps = delay + 2 * length;
        int blank = symbols;
        float[] symbol = new float[steps];
        float[] target = new float[steps];
        float[] recall = new float[steps];
        Arrays.fill(symbol, blank);
        Arrays.fill(target, blank);
        symbol[length + delay - 1] = blank + 1;
        for (int i = 0; i < length; i++) {
            symbol[i] = draws.below(symbols);
            target[length + delay + i] = symbol[i];
            recall[length + delay + i] = 1;
        }
        return new Example(steps, Map.of("symbol", symbol, "target", target, "recall", recall), key);
    }
}
