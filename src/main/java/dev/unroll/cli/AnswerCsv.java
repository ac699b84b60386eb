package dev.unroll.cli;

import de.siegmar.fastcsv.writer.CsvWriter;
import de.siegmar.fastcsv.writer.LineDelimiter;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Predictions as CSV for programs: the input's own columns, then the answers; a row an input, a token, or a step of time. */
final class AnswerCsv {
    private AnswerCsv() {}

    static String of(List<Map<String, Object>> predictions) {
        List<Map<String, String>> rows = new ArrayList<>();
        for (int i = 0; i < predictions.size(); i++) {
            rows.addAll(rows(predictions.get(i), i + 1));
        }
        Set<String> columns = new LinkedHashSet<>();
        rows.forEach(row -> columns.addAll(row.keySet()));
        StringWriter text = new StringWriter();
        try (CsvWriter writer =
                CsvWriter.builder().lineDelimiter(LineDelimiter.LF).build(text)) {
            writer.writeRecord(columns);
            for (Map<String, String> row : rows) {
                writer.writeRecord(
                        columns.stream().map(c -> row.getOrDefault(c, "")).toList());
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return text.toString();
    }

    private static List<Map<String, String>> rows(Map<String, Object> prediction, int number) {
        List<Map<String, String>> rows = new ArrayList<>();
        for (AnswerLines lines : AnswerLines.of(prediction)) {
            for (int i = 0; i < lines.tokens().size(); i++) {
                int token = i;
                Map<String, String> row = new LinkedHashMap<>();
                row.put("input", Integer.toString(number));
                row.put("token", lines.tokens().get(i).toString());
                lines.answers().forEach((name, values) -> add(row, name, values.get(token)));
                rows.add(row);
            }
        }
        Map<String, String> line = new LinkedHashMap<>();
        prediction.forEach((name, value) -> {
            if (Answers.isTable(value)) {
                for (Object step : (List<?>) value) {
                    Map<String, String> row = new LinkedHashMap<>();
                    ((Map<?, ?>) step).forEach((column, cell) -> add(row, column.toString(), cell));
                    rows.add(row);
                }
            } else if (!Set.of("input", "tokens", "unknown").contains(name)
                    && !AnswerLines.isPerToken(prediction, name)) {
                add(line, name, value);
            }
        });
        if (!line.isEmpty()) {
            Map<String, String> row = new LinkedHashMap<>();
            if (prediction.get("input") instanceof Map<?, ?> own) {
                own.forEach((column, value) -> add(row, column.toString(), value));
            } else {
                row.put("input", prediction.get("input").toString());
            }
            // An answer with the name of an input column gets its own column.
            line.forEach((name, value) -> row.put(row.containsKey(name) ? "predicted_" + name : name, value));
            rows.add(row);
        }
        return rows;
    }

    private static void add(Map<String, String> row, String name, Object value) {
        if (value instanceof List<?> list && !list.isEmpty() && list.get(0) instanceof Map<?, ?>) {
            for (int k = 0; k < list.size(); k++) {
                String at = name + "_" + (k + 1);
                ((Map<?, ?>) list.get(k))
                        .forEach((key, cell) -> add(row, key.equals("label") ? at : at + "_" + key, cell));
            }
        } else if (value instanceof Map<?, ?> map) {
            map.forEach((key, cell) -> add(row, name + "_" + key, cell));
        } else if (value instanceof List<?> list) {
            row.put(name, Answers.input(Map.of(name, list)));
        } else {
            row.put(name, value instanceof Double number ? Answers.number(number) : String.valueOf(value));
        }
    }
}
