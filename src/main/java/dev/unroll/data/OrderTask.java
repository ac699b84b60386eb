package dev.unroll.data;

import dev.unroll.graph.Rows;
import dev.unroll.spec.key.Key;
import dev.unroll.spec.key.Settings;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * The temporal order problem (Hochreiter & Schmidhuber 1997, experiment 6): a string begins with E, ends with B and is
 * random a, b, c, d in between, except for two (6a) or three (6b) symbols X or Y, whose order is the class. At the
 * default length of 100 (strings are up to a tenth longer) they lie where the paper has them: at 10–20 and 50–60, or at
 * 10–20, 33–43 and 66–76. Fields: {@code symbol}, {@code order}.
 */
record OrderTask(int length, int marks) implements Task {
    private static final String SYMBOLS = "EBabcdXY";

    private static final Key<Integer> LENGTH = TaskReader.length(100, 20);
    private static final Key<Integer> MARKS =
            Key.integer("marks", "number of symbols to put in order", 2, 3).defaultValue(2);
    static final List<Key<?>> KEYS = List.of(LENGTH, MARKS);

    static Task of(Settings settings) {
        return new OrderTask(settings.get(LENGTH), settings.get(MARKS));
    }

    @Override
    public List<Field> fields() {
        List<String> orders = new ArrayList<>();
        for (int order = 0; order < 1 << marks; order++) {
            StringBuilder name = new StringBuilder();
            for (int mark = marks - 1; mark >= 0; mark--) {
                name.append((order >> mark & 1) == 0 ? 'X' : 'Y');
            }
            orders.add(name.toString());
        }
        return List.of(
                Field.index("symbol", Rows.STEPS, Vocabulary.of(SYMBOLS.split(""))),
                Field.index("order", Rows.BATCH, Vocabulary.of(orders.toArray(String[]::new))));
    }

    @Override
    public Example make(Draws draws, long key) {
        int steps = draws.between(length, length + length / 10);
        float[] symbols = new float[steps];
        for (int t = 1; t < steps - 1; t++) {
            symbols[t] = SYMBOLS.indexOf('a') + draws.below(4);
        }
        symbols[steps - 1] = SYMBOLS.indexOf('B');
        double[] starts = marks == 2 ? new double[] {0.1, 0.5} : new double[] {0.1, 0.33, 0.66};
        int order = 0;
        for (double start : starts) {
            int from = (int) Math.round(start * length);
            int y = draws.below(2);
            symbols[draws.between(from, from + length / 10)] = SYMBOLS.indexOf('X') + y;
            order = order << 1 | y;
        }
        return new Example(steps, Map.of("symbol", symbols, "order", new float[] {order}), key);
    }
}
