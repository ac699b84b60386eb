package dev.unroll.cli;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** Predictions in columns for a person. */
final class Answers {
    private static final String PROBABILITY = "_probability";
    private static final int BEST = 3;

    private Answers() {}

    /** A line an input; for answers with a row per token, a line a token and a blank line between inputs. */
    static String text(List<Map<String, Object>> predictions) {
        List<List<String>> rows = new ArrayList<>();
        for (Map<String, Object> prediction : predictions) {
            List<?> tokens = prediction.get("tokens") instanceof List<?> list ? list : List.of();
            if (!rows.isEmpty() && !tokens.isEmpty()) {
                rows.add(List.of());
            }
            for (int i = 0; i < tokens.size(); i++) {
                List<String> row = new ArrayList<>(List.of(tokens.get(i).toString()));
                for (Map.Entry<String, Object> entry : prediction.entrySet()) {
                    if (isPerToken(entry, tokens)) {
                        row.add(cell(entry.getKey(), ((List<?>) entry.getValue()).get(i)));
                    }
                }
                rows.add(row);
            }
            List<String> row = new ArrayList<>(List.of(prediction.get("input").toString()));
            prediction.forEach((name, value) -> {
                if (!name.equals("input") && !name.equals("tokens") && !isPerToken(Map.entry(name, value), tokens)) {
                    row.add(cell(name, value));
                }
            });
            if (row.size() > 1) {
                rows.add(row);
            }
        }
        return Terminal.table(rows);
    }

    private static boolean isPerToken(Map.Entry<String, Object> entry, List<?> tokens) {
        return !tokens.isEmpty()
                && !entry.getKey().equals("tokens")
                && entry.getValue() instanceof List<?> values
                && values.size() == tokens.size();
    }

    private static String cell(String name, Object value) {
        if (value instanceof Double number) {
            return String.format(Locale.ROOT, name.endsWith(PROBABILITY) ? "%.2f" : "%.4f", number);
        }
        if (value instanceof List<?> list) {
            return list.stream().map(item -> cell(name, item)).collect(Collectors.joining(" "));
        }
        if (value instanceof Map<?, ?> scores) {
            return scores.entrySet().stream()
                    .filter(e -> e.getValue() instanceof Double)
                    .sorted(Comparator.comparing(e -> -(Double) e.getValue()))
                    .limit(BEST)
                    .map(e -> e.getKey() + " " + cell(name + PROBABILITY, e.getValue()))
                    .collect(Collectors.joining(", "));
        }
        return String.valueOf(value);
    }
}
