package dev.unroll.cli;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Predictions in columns for a person. */
final class Answers {
    private static final Set<String> BESIDE = Set.of("input", "tokens", "unknown");
    private static final String PROBABILITY = "_probability";
    private static final String TOP = "_top";
    private static final Pattern PROBABLE = Pattern.compile("[01]\\.[0-9]{2}");
    private static final int BEST = 3;
    private static final int DIGITS = 4;

    private Answers() {}

    /**
     * A line an input; for answers with a row per token, a line a token, for forecasts a line a step of time, and a blank line
     * between inputs.
     */
    static String text(List<Map<String, Object>> predictions) {
        List<List<String>> rows = new ArrayList<>();
        for (Map<String, Object> prediction : predictions) {
            List<AnswerLines> lines = AnswerLines.of(prediction);
            List<List<String>> block = new ArrayList<>();
            List<String> line = new ArrayList<>(List.of(input(prediction.get("input"))));
            lines.forEach(some -> block.addAll(tokens(prediction, some)));
            prediction.forEach((name, value) -> {
                if (isTable(value)) {
                    block.addAll(table((List<?>) value));
                } else if (!BESIDE.contains(name)
                        && !AnswerLines.isPerToken(prediction, name)
                        && isShown(prediction, name)) {
                    line.add(cell(name, value));
                }
            });
            if (line.size() > 1) {
                block.add(line);
            }
            if (!rows.isEmpty() && (block.size() > 1 || !lines.isEmpty())) {
                rows.add(List.of());
            }
            rows.addAll(block);
        }
        return Terminal.table(rows);
    }

    /** A line a token; neighbouring characters with the same answers share one, with the least of their probabilities. */
    private static List<List<String>> tokens(Map<String, Object> prediction, AnswerLines lines) {
        List<?> tokens = lines.tokens();
        boolean characters = tokens.stream()
                .allMatch(token ->
                        token.toString().codePointCount(0, token.toString().length()) == 1);
        List<List<String>> rows = new ArrayList<>();
        for (int i = 0; i < tokens.size(); i++) {
            List<String> row = token(prediction, lines, i);
            List<String> before = rows.isEmpty() ? List.of() : rows.get(rows.size() - 1);
            if (characters && i > 0 && labels(before).equals(labels(row))) {
                rows.set(rows.size() - 1, joined(before, row));
            } else {
                rows.add(row);
            }
        }
        return rows;
    }

    /** The answers without probabilities. */
    private static List<String> labels(List<String> row) {
        return row.stream()
                .skip(1)
                .filter(cell -> !PROBABLE.matcher(cell).matches())
                .toList();
    }

    private static List<String> joined(List<String> before, List<String> row) {
        List<String> joined = new ArrayList<>(List.of(before.get(0) + row.get(0)));
        for (int k = 1; k < row.size(); k++) {
            boolean probability = PROBABLE.matcher(row.get(k)).matches();
            joined.add(probability && row.get(k).compareTo(before.get(k)) > 0 ? before.get(k) : row.get(k));
        }
        return joined;
    }

    private static List<String> token(Map<String, Object> prediction, AnswerLines lines, int i) {
        List<String> row = new ArrayList<>(List.of(lines.tokens().get(i).toString()));
        lines.answers().forEach((name, values) -> {
            if (isShown(prediction, name)) {
                row.add(cell(name, values.get(i)));
            }
        });
        return row;
    }

    /** The best labels have the label and its probability among them. */
    private static boolean isShown(Map<String, Object> prediction, String name) {
        return !prediction.containsKey(name + TOP)
                && !(name.endsWith(PROBABILITY)
                        && prediction.containsKey(name.substring(0, name.length() - PROBABILITY.length()) + TOP));
    }

    /** A text as it is; of a row, its values. */
    static String input(Object input) {
        return input instanceof Map<?, ?> row
                ? row.values().stream().map(Answers::joined).collect(Collectors.joining("  "))
                : String.valueOf(input);
    }

    private static String joined(Object value) {
        if (value instanceof List<?> rows && !rows.isEmpty() && rows.get(0) instanceof List<?>) {
            return rows.size() + " rows";
        }
        return value instanceof List<?> list
                ? list.stream().map(String::valueOf).collect(Collectors.joining(" "))
                : String.valueOf(value);
    }

    static boolean isTable(Object value) {
        return value instanceof List<?> list
                && !list.isEmpty()
                && list.get(0) instanceof Map<?, ?> row
                && row.containsKey("time");
    }

    private static List<List<String>> table(List<?> steps) {
        List<List<String>> rows = new ArrayList<>();
        rows.add(((Map<?, ?>) steps.get(0))
                .keySet().stream().map(String::valueOf).toList());
        for (Object step : steps) {
            rows.add(((Map<?, ?>) step).values().stream().map(v -> cell("", v)).toList());
        }
        return rows;
    }

    static String cell(String name, Object value) {
        if (value instanceof Double number) {
            return name.endsWith(PROBABILITY) ? String.format(Locale.ROOT, "%.2f", number) : number(number);
        }
        if (value instanceof List<?> list) {
            return list.stream()
                    .map(item -> cell(name, item))
                    .collect(Collectors.joining(name.endsWith(TOP) ? ", " : " "));
        }
        if (value instanceof Map<?, ?> best && best.containsKey("label")) {
            return best.get("label") + " " + cell(PROBABILITY, best.get("probability"));
        }
        if (value instanceof Map<?, ?> scores) {
            return scores.entrySet().stream()
                    .filter(e -> e.getValue() instanceof Double)
                    .sorted(Comparator.comparing(e -> -(Double) e.getValue()))
                    .limit(BEST)
                    .map(e -> e.getKey() + " " + cell(PROBABILITY, e.getValue()))
                    .collect(Collectors.joining(", "));
        }
        return String.valueOf(value);
    }

    /** Four digits that count: {@code 6.123}, {@code 12340}, {@code 6.000e-06}. */
    static String number(double value) {
        double size = Math.abs(value);
        if (value == 0 || !Double.isFinite(value)) {
            return Double.isFinite(value) ? "0" : Double.toString(value);
        }
        if (size < 1e-4 || size >= 1e9) {
            return String.format(Locale.ROOT, "%." + (DIGITS - 1) + "e", value);
        }
        int decimals = Math.max(0, DIGITS - 1 - (int) Math.floor(Math.log10(size)));
        return String.format(Locale.ROOT, "%." + decimals + "f", value);
    }
}
