package dev.unroll.train;

import dev.unroll.data.Example;
import dev.unroll.data.Field;
import dev.unroll.data.Input;
import dev.unroll.data.Recipe;
import dev.unroll.graph.Rows;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

/** The inputs of the steps of an example, as text. */
public final class Steps {
    private Steps() {}

    /** The words or characters of a text, where there are as many of them as steps; else as below. */
    public static List<String> of(String text, Example example, Map<String, Field> fields) {
        return tokens(text, example.length()).orElseGet(() -> of(example, fields));
    }

    /** The labels of the first field of classes on an axis, else the numbers of the first field of numbers. */
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
        return of(example, shown);
    }

    /** The labels of a field of classes, or its numbers. */
    static List<String> of(Example example, Field shown) {
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

    /**
     * What the rows of an axis stand for in an input: the words or characters of a text, or of the first field on the axis that
     * the row has; a list per row above them where they lie within those of another axis. Nothing if it cannot be told.
     *
     * @param lengths of the input, per axis
     */
    static Optional<List<Object>> of(
            Input input, Rows axis, Map<Rows, int[]> lengths, Map<String, Field> fields, Recipe recipe) {
        int[] each = lengths.getOrDefault(axis, new int[0]);
        boolean within = axis.parent() != Rows.BATCH;
        Optional<List<Object>> given;
        if (input instanceof Input.Row row) {
            given = fields.values().stream()
                    .filter(f -> f.type().rows() == axis && row.values().containsKey(recipe.column(f.name())))
                    .findFirst()
                    .map(f -> row.values().get(recipe.column(f.name())))
                    .flatMap(value -> value instanceof List<?> list
                            ? Optional.of(texts(list, within))
                            : tokens(String.valueOf(value), each.length == 1 ? each[0] : -1)
                                    .map(List::copyOf));
        } else {
            given = each.length == 1 && !within
                    ? tokens(((Input.Text) input).text(), each[0]).map(List::copyOf)
                    : Optional.empty();
        }
        if (!within || given.isPresent() && fits(given.get(), each)) {
            return given;
        }
        return of(input, axis.parent(), lengths, fields, recipe)
                .map(above -> texts(above, true))
                .filter(parts -> fits(parts, each));
    }

    /** @param within whether each is a list, or a text of which each character is meant */
    private static List<Object> texts(List<?> list, boolean within) {
        return list.stream()
                .<Object>map(item -> !within
                        ? String.valueOf(item)
                        : item instanceof List<?> parts
                                ? parts.stream().map(String::valueOf).toList()
                                : characters(String.valueOf(item)))
                .toList();
    }

    private static boolean fits(List<Object> parts, int[] each) {
        return parts.size() == each.length
                && IntStream.range(0, each.length)
                        .allMatch(i -> parts.get(i) instanceof List<?> part && part.size() == each[i]);
    }

    private static List<String> characters(String text) {
        return text.codePoints().mapToObj(Character::toString).toList();
    }

    /** Words or characters, if there are as many of them as steps. */
    static Optional<List<String>> tokens(String input, int steps) {
        List<String> words = List.of(input.strip().split("\\s+"));
        return words.size() == steps
                ? Optional.of(words)
                : Optional.of(characters(input)).filter(c -> c.size() == steps);
    }
}
