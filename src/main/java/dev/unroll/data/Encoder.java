package dev.unroll.data;

import dev.unroll.diagnostic.Codes;
import dev.unroll.diagnostic.Diagnostic;
import dev.unroll.diagnostic.InvalidInput;
import dev.unroll.diagnostic.Suggest;
import dev.unroll.graph.Rows;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Makes examples of new inputs, from the types of the fields alone: a row's values under a field's name become that field's
 * numbers, for the fields of any reader.
 *
 * @param recipe how texts of a field are cut, and what files call the field
 * @param fields the fields of the data, in the order of the spec
 * @param needed the fields that the answer needs; others are not looked at
 */
public record Encoder(Recipe recipe, Map<String, Field> fields, Set<String> needed) {
    /**
     * An example, and its words that training never saw.
     *
     * @param unknown per field, how many of its words or characters are unknown to it
     */
    public record Encoded(Example example, Map<String, Integer> unknown) {}

    /** @throws InvalidInput if the input lacks a needed field, or has an invalid value */
    public Encoded encode(Input input) {
        Example example = input instanceof Input.Row row ? row(row.values()) : text(((Input.Text) input).text());
        return new Encoded(example, unknown(example));
    }

    private Example text(String text) {
        Example example = recipe.encode(text, fields);
        Set<String> missing = new LinkedHashSet<>(needed);
        missing.removeAll(example.values().keySet());
        if (!missing.isEmpty()) {
            throw wrong(
                    "a text is not enough: the model reads " + names(missing) + " as well",
                    "write a JSON object such as " + sample());
        }
        return example;
    }

    private Example row(Map<String, Object> given) {
        Map<String, Object> row = recipe.derived(given, fields, needed);
        Map<String, float[]> values = new HashMap<>();
        Map<Rows, int[]> lengths = new HashMap<>();
        Map<Rows, String> first = new HashMap<>();
        List<String> sorted = needed.stream()
                .sorted(Comparator.comparing(
                        name -> fields.get(name).type().rows().depth()))
                .toList();
        for (String name : sorted) {
            Field field = fields.get(name);
            String column = recipe.column(name);
            Object value = row.get(column);
            if (value == null) {
                throw wrong(
                        "the input has no '" + column + "'",
                        Suggest.nearest(column, row.keySet())
                                .map(near -> "did you mean '" + near + "'?")
                                .orElse("write a JSON object such as " + sample()));
            }
            Rows rows = field.type().rows();
            if (rows.depth() <= Rows.STEPS.depth()) {
                float[] numbers = numbers(field, column, value);
                values.put(name, numbers);
                measure(rows, new int[] {numbers.length / field.width()}, column, lengths, first);
            } else {
                List<List<String>> each = parts(column, value);
                measure(rows.parent(), new int[] {each.size()}, column, lengths, first);
                measure(rows, each.stream().mapToInt(List::size).toArray(), column, lengths, first);
                values.put(
                        name, Words.indices(each.stream().flatMap(List::stream).toList(), field));
            }
        }
        return new Example(lengths, values, 0);
    }

    /** The characters of each word, whether they are listed or not. */
    private static List<List<String>> parts(String column, Object value) {
        List<?> words = value instanceof List<?> list ? list : Unit.WORD.split(text(column, value));
        List<List<String>> parts = words.stream()
                .map(word -> word instanceof List<?> list
                        ? list.stream().map(item -> text(column, item)).toList()
                        : Unit.CHAR.split(text(column, word)))
                .toList();
        if (parts.isEmpty() || parts.stream().anyMatch(List::isEmpty)) {
            throw wrong("'" + column + "' is empty: a sequence needs a step");
        }
        return parts;
    }

    /** Notes the steps of an axis, which must be those of other fields on it. */
    private static void measure(
            Rows axis, int[] steps, String column, Map<Rows, int[]> lengths, Map<Rows, String> first) {
        if (!axis.isAxis()) {
            return;
        }
        int[] known = lengths.putIfAbsent(axis, steps);
        if (known != null && !Arrays.equals(known, steps)) {
            throw wrong("'%s' has %d steps, '%s' has %d"
                    .formatted(
                            first.get(axis),
                            Arrays.stream(known).sum(),
                            column,
                            Arrays.stream(steps).sum()));
        }
        first.putIfAbsent(axis, column);
    }

    private float[] numbers(Field field, String column, Object value) {
        boolean stepwise = field.type().rows().isAxis();
        if (field.vocabulary().isPresent()) {
            List<String> words = stepwise
                    ? words(field, column, value)
                    : List.of(text(column, value).strip());
            if (words.isEmpty()) {
                throw wrong("'" + column + "' is empty: a sequence needs a step");
            }
            if (stepwise) {
                checkSteps(field, column, words.size());
            }
            return Words.indices(words, field);
        }
        List<?> rows = stepwise ? list(column, value) : List.of(several(field, value));
        if (rows.isEmpty()) {
            throw wrong("'" + column + "' is empty: a sequence needs a step");
        }
        float[] numbers = new float[rows.size() * field.width()];
        for (int r = 0; r < rows.size(); r++) {
            List<?> row = rows.get(r) instanceof List<?> several ? several : Collections.singletonList(rows.get(r));
            if (row.size() != field.width()) {
                throw wrong("row %d of '%s' has %d numbers, %d are needed"
                        .formatted(r + 1, column, row.size(), field.width()));
            }
            for (int c = 0; c < row.size(); c++) {
                numbers[r * field.width() + c] = number(field, column, c, row.get(c));
            }
        }
        checkSteps(field, column, rows.size());
        return numbers;
    }

    private void checkSteps(Field field, String column, int found) {
        int steps = recipe.steps(field.name()).orElse(found);
        if (found != steps) {
            throw wrong("'%s' has %d rows, and the model reads %d".formatted(column, found, steps));
        }
    }

    private static float number(Field field, String column, int c, Object value) {
        Optional<Double> number = value instanceof Number n && !(value instanceof Double d && !Double.isFinite(d))
                ? Optional.of(n.doubleValue())
                : value instanceof String text ? Numbers.finite(text) : Optional.empty();
        if (number.isEmpty()) {
            throw wrong("'" + column + "': " + Numbers.problem(String.valueOf(value)));
        }
        if (field.type().isIndex()) {
            double index = number.get();
            if (index != Math.rint(index) || index < 0 || index >= field.type().classes()) {
                throw wrong("'%s' must be a whole number from 0 to %d"
                        .formatted(column, field.type().classes() - 1));
            }
        }
        return field.standardisation().map(s -> s.scale(c, number.get())).orElse((float) (double) number.get());
    }

    private List<String> words(Field field, String column, Object value) {
        return value instanceof List<?> list
                ? list.stream().map(item -> text(column, item)).toList()
                : recipe.split(field.name(), text(column, value));
    }

    private static String text(String column, Object value) {
        if (value instanceof String || value instanceof Number || value instanceof Boolean) {
            return value.toString();
        }
        throw wrong("'" + column + "' must be a text");
    }

    /** A cell of a file has the numbers of a row between spaces. */
    private static Object several(Field field, Object value) {
        return field.width() > 1 && value instanceof String text ? Unit.WORD.split(text) : value;
    }

    private static List<?> list(String column, Object value) {
        if (value instanceof List<?> list) {
            return list;
        }
        if (value instanceof String text) {
            return Unit.WORD.split(text);
        }
        throw wrong("'" + column + "' must be a list with a row for each step");
    }

    /** Words that map to the unknown entry, except for words that are spelt like it. */
    private Map<String, Integer> unknown(Example example) {
        Map<String, Integer> unknown = new LinkedHashMap<>();
        for (String name : needed) {
            boolean open = fields.get(name).vocabulary().map(Vocabulary::isOpen).orElse(false);
            int count = 0;
            for (float index : open ? example.values().get(name) : new float[0]) {
                count += index == 0 ? 1 : 0;
            }
            if (count > 0) {
                unknown.put(name, count);
            }
        }
        return unknown;
    }

    /** A sample object with all needed fields. */
    public String sample() {
        return needed.stream()
                .map(name -> "\"" + recipe.column(name) + "\": " + sample(fields.get(name)))
                .collect(Collectors.joining(", ", "{", "}"));
    }

    private static String sample(Field field) {
        boolean stepwise = field.type().rows().isAxis();
        if (field.vocabulary().isPresent()) {
            List<String> entries = field.vocabulary().get().entries();
            String entry =
                    "\"" + entries.get(entries.size() - 1).replace("\\", "\\\\").replace("\"", "\\\"") + "\"";
            return stepwise ? "[" + entry + ", ...]" : entry;
        }
        String row = field.width() == 1 ? "1.5" : "[1.5, ...]";
        return stepwise ? "[" + row + ", ...]" : row;
    }

    private static String names(Set<String> names) {
        return names.stream().map(name -> "'" + name + "'").collect(Collectors.joining(" and "));
    }

    private static InvalidInput wrong(String message) {
        return new InvalidInput(Diagnostic.error(Codes.INPUT, message));
    }

    private static InvalidInput wrong(String message, String hint) {
        return new InvalidInput(Diagnostic.error(Codes.INPUT, message).hint(hint));
    }
}
