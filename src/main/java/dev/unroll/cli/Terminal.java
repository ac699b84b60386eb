package dev.unroll.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import dev.unroll.spec.Diagnostic;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;

/** Where a command writes: answers to one stream, diagnostics and progress to the other. */
final class Terminal {
    private static final Pattern NUMBER = Pattern.compile("[0-9,.]*[0-9]");

    private final PrintStream out;
    private final PrintStream err;

    Terminal(PrintStream out, PrintStream err) {
        this.out = out;
        this.err = err;
    }

    PrintStream out() {
        return out;
    }

    PrintStream err() {
        return err;
    }

    /** Whether progress may be drawn over itself. */
    boolean isInteractive() {
        return Boolean.getBoolean("unroll.stderr.tty");
    }

    private static boolean colours() {
        return Boolean.getBoolean("unroll.stderr.tty") && isEmpty(System.getenv("NO_COLOR"));
    }

    /** NO_COLOR counts whatever it holds, but for nothing (no-color.org). */
    private static boolean isEmpty(String value) {
        return value == null || value.isEmpty();
    }

    void show(List<Diagnostic> diagnostics) {
        for (Diagnostic diagnostic : diagnostics) {
            err.println(diagnostic.render(colours()));
        }
    }

    /** One document, the only thing on standard output. */
    void json(Map<String, Object> document) {
        try {
            ObjectMapper mapper = new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);
            out.println(mapper.writeValueAsString(document));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    /** What {@code --json} says of a failure. */
    void jsonFailure(List<Diagnostic> diagnostics) {
        List<Map<String, Object>> list = new ArrayList<>();
        for (Diagnostic diagnostic : diagnostics) {
            Map<String, Object> entry = new LinkedHashMap<>();
            entry.put("severity", diagnostic.isError() ? "error" : "warning");
            entry.put("code", diagnostic.code());
            entry.put("message", diagnostic.message());
            diagnostic.span().ifPresent(span -> {
                entry.put("file", span.source().name());
                entry.put("line", span.line());
                entry.put("column", span.column());
            });
            diagnostic.hint().ifPresent(hint -> entry.put("hint", hint));
            list.add(entry);
        }
        Map<String, Object> document = new LinkedHashMap<>();
        document.put("ok", false);
        document.put("diagnostics", list);
        json(document);
    }

    /** Four digits behind the point or, for what would hardly show there, three that count. */
    static String metric(double value) {
        return String.format(Locale.ROOT, value == 0 || Math.abs(value) >= 0.001 ? "%.4f" : "%.2e", value);
    }

    /** Rows of text in columns; numbers to the right. */
    static String table(List<List<String>> rows) {
        int columns = rows.stream().mapToInt(List::size).max().orElse(0);
        int[] widths = new int[columns];
        for (List<String> row : rows) {
            for (int i = 0; i < row.size(); i++) {
                widths[i] = Math.max(
                        widths[i], row.get(i).codePointCount(0, row.get(i).length()));
            }
        }
        StringBuilder text = new StringBuilder();
        for (List<String> row : rows) {
            StringBuilder line = new StringBuilder();
            for (int i = 0; i < row.size(); i++) {
                String cell = row.get(i);
                String blank = " ".repeat(widths[i] - cell.codePointCount(0, cell.length()));
                line.append("  ").append(NUMBER.matcher(cell).matches() ? blank + cell : cell + blank);
            }
            text.append(line.toString().stripTrailing()).append('\n');
        }
        return text.toString();
    }
}
