package dev.unroll.train;

import dev.unroll.data.Example;
import dev.unroll.data.Field;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** The inputs of the steps of an example, as text. */
public final class Steps {
    private Steps() {}

    /** The words or characters of a text, where there are as many of them as steps; else as below. */
    public static List<String> of(String text, Example example, Map<String, Field> fields) {
        return tokens(text, example.length()).orElseGet(() -> of(example, fields));
    }

    /** The labels of the first field of classes with a row per step, else the numbers of the first field of numbers. */
    public static List<String> of(Example example, Map<String, Field> fields) {
        List<Field> stepwise = fields.values().stream()
                .filter(f -> f.type().rows().isAxis() && example.values().containsKey(f.name()))
                .sorted(Comparator.comparing(f -> f.type().rows().depth()))
                .toList();
        Field shown = stepwise.stream()
                .filter(f -> f.type().isIndex())
                .findFirst()
                .or(() -> stepwise.stream().findFirst())
                .orElseThrow(() -> new IllegalArgumentException("no field has a row per step"));
        List<String> steps = new ArrayList<>();
        float[] values = example.values().get(shown.name());
        for (int t = 0; t < example.rows(shown.type().rows()); t++) {
            steps.add(
                    shown.type().isIndex()
                            ? shown.label(Math.round(values[t]))
                            : numbers(values, t * shown.width(), shown.width()));
        }
        return steps;
    }

    private static String numbers(float[] values, int from, int width) {
        List<String> numbers = new ArrayList<>();
        for (int i = from; i < from + Math.min(width, 2); i++) {
            numbers.add(String.format(Locale.ROOT, "%.2g", values[i]));
        }
        return String.join(" ", numbers) + (width > 2 ? " ..." : "");
    }

    /** Words or characters, if there are as many of them as steps. */
    static Optional<List<String>> tokens(String input, int steps) {
        List<String> words = List.of(input.strip().split("\\s+"));
        List<String> characters =
                input.codePoints().mapToObj(Character::toString).toList();
        return words.size() == steps
                ? Optional.of(words)
                : Optional.of(characters).filter(c -> c.size() == steps);
    }
}
