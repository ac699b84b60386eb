package dev.unroll.data;

import dev.unroll.graph.Rows;
import dev.unroll.spec.key.Key;
import dev.unroll.spec.key.Settings;
import dev.unroll.tensor.Shape;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Strings of Reber's grammar (Reber 1967), or of the embedded one (Hochreiter & Schmidhuber 1997, experiment 1), where
 * the second symbol, T or P, must be remembered across a whole inner string because it comes again before the end.
 *
 * <p>Fields: {@code symbol}, the string without its last symbol; {@code next}, the symbol that follows; {@code
 * possible}, for each of the seven symbols 1 if the grammar allows it next, else 0. A string counts as correct if at every
 * step exactly the possible symbols are predicted.
 */
record ReberTask(boolean embedded) implements Task {
    private static final String SYMBOLS = "BTSXPVE";

    /** Per state of the plain grammar, after its B: the two symbols that may follow, and the states they lead to. */
    private static final String[] ARCS = {"TP", "SX", "TV", "XS", "PV", "E"};

    private static final int[][] TARGETS = {{1, 2}, {1, 3}, {2, 4}, {2, 5}, {3, 5}, {6}};
    private static final int DONE = 6;

    private static final Key<Boolean> EMBEDDED = Key.flag(
                    "embedded", "require the second symbol again as the last but one")
            .defaultValue(true);
    static final List<Key<?>> KEYS = List.of(EMBEDDED);

    static Task of(Settings settings) {
        return new ReberTask(settings.get(EMBEDDED));
    }

    @Override
    public List<Field> fields() {
        Vocabulary symbols = Vocabulary.of(SYMBOLS.split(""));
        return List.of(
                Field.index("symbol", Rows.STEPS, symbols),
                Field.index("next", Rows.STEPS, symbols),
                Field.real("possible", Rows.STEPS, Shape.of(SYMBOLS.length())));
    }

    @Override
    public Example make(Draws draws, long key) {
        StringBuilder text = new StringBuilder("B");
        // For each symbol, the alternatives that the grammar allowed.
        List<String> allowed = new ArrayList<>(List.of("B"));
        String choice = draws.below(2) == 0 ? "T" : "P";
        if (embedded) {
            text.append(choice).append('B');
            allowed.addAll(List.of("TP", "B"));
        }
        for (int state = 0; state != DONE; ) {
            int arc = draws.below(ARCS[state].length());
            text.append(ARCS[state].charAt(arc));
            allowed.add(ARCS[state]);
            state = TARGETS[state][arc];
        }
        if (embedded) {
            text.append(choice).append('E');
            allowed.addAll(List.of(choice, "E"));
        }
        int steps = text.length() - 1;
        float[] symbol = new float[steps];
        float[] next = new float[steps];
        float[] possible = new float[steps * SYMBOLS.length()];
        for (int t = 0; t < steps; t++) {
            symbol[t] = SYMBOLS.indexOf(text.charAt(t));
            next[t] = SYMBOLS.indexOf(text.charAt(t + 1));
            for (char c : allowed.get(t + 1).toCharArray()) {
                possible[t * SYMBOLS.length() + SYMBOLS.indexOf(c)] = 1;
            }
        }
        return new Example(steps, Map.of("symbol", symbol, "next", next, "possible", possible), key);
    }
}
