package dev.unroll.cli;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.ser.std.StdSerializer;
import dev.unroll.diagnostic.Codes;
import dev.unroll.diagnostic.Diagnostic;
import dev.unroll.diagnostic.Span;
import java.io.IOException;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Where a command writes: answers to one stream, diagnostics and progress to the other. */
final class Terminal {
    private static final int MOST_CODES = 5;
    private static final Pattern NUMBER = Pattern.compile("[0-9,.]*[0-9]");

    private static final String CLEAR = "\u001b[H\u001b[2J";

    private final PrintStream out;
    private final PrintStream err;
    /** Where the terminal's own commands go: a bar that is drawn over itself, a screen that is cleared. */
    private final PrintStream drawing;

    private final PrintStream answers;
    private final Screen screen;

    Terminal(PrintStream out, PrintStream err, Screen screen) {
        this.out = screen.outIsTerminal() ? Calm.of(out) : out;
        this.err = screen.errIsTerminal() ? Calm.of(err) : err;
        this.drawing = err;
        this.answers = out;
        this.screen = screen;
    }

    /** For a bar that is drawn over itself. */
    PrintStream drawing() {
        return drawing;
    }

    /** Empties a terminal; files and pipes stay as they are. */
    void clear() {
        if (screen.outIsTerminal()) {
            answers.print(CLEAR);
            answers.flush();
        }
    }

    PrintStream out() {
        return out;
    }

    PrintStream err() {
        return err;
    }

    Screen screen() {
        return screen;
    }

    /** Whether progress may be drawn over itself. */
    boolean isInteractive() {
        return screen.errIsTerminal();
    }

    /** On a terminal, a last line names the codes to explain; files get only the diagnostics. */
    void show(List<Diagnostic> diagnostics) {
        err.print(diagnostics.stream()
                .map(diagnostic -> diagnostic.render(screen.coloursErr()) + System.lineSeparator())
                .collect(Collectors.joining(System.lineSeparator())));
        String codes = diagnostics.stream()
                .map(Diagnostic::code)
                .filter(code -> code.compareTo(Codes.USAGE) < 0)
                .distinct()
                .limit(MOST_CODES)
                .collect(Collectors.joining(" "));
        if (isInteractive() && !codes.isEmpty()) {
            note("more: ./unroll explain " + codes);
        }
    }

    /** A line beside the answer, for a person. */
    void note(String line) {
        err.println(screen.coloursErr() ? "\u001b[2m" + line + "\u001b[0m" : line);
    }

    /** A word of the answer that the eye should find first. */
    String strong(String word) {
        return screen.coloursOut() ? "\u001b[1m" + word + "\u001b[0m" : word;
    }

    /** JSON has no infinity, which a perplexity can reach, and no NaN. */
    private static final class FiniteOrNull extends StdSerializer<Double> {
        private static final long serialVersionUID = 1;

        FiniteOrNull() {
            super(Double.class);
        }

        @Override
        public void serialize(Double value, JsonGenerator out, SerializerProvider provider) throws IOException {
            if (Double.isFinite(value)) {
                out.writeNumber(value);
            } else {
                out.writeNull();
            }
        }
    }

    /** One document, the only thing on standard output. */
    void json(Map<String, Object> document) {
        try {
            ObjectMapper mapper = new ObjectMapper()
                    .enable(SerializationFeature.INDENT_OUTPUT)
                    .registerModule(new SimpleModule().addSerializer(Double.class, new FiniteOrNull()));
            out.println(mapper.writeValueAsString(document));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The document of an answer that is one thing. */
    void json(String name, Object answer) {
        Map<String, Object> document = new LinkedHashMap<>();
        document.put("ok", true);
        document.put(name, answer);
        json(document);
    }

    /** The document of a failure with {@code --json}. */
    void jsonFailure(List<Diagnostic> diagnostics) {
        Map<String, Object> document = new LinkedHashMap<>();
        document.put("ok", false);
        document.put("diagnostics", documents(diagnostics));
        json(document);
    }

    /** Diagnostics for programs: each has all keys, and unknown ones are null. */
    static List<Map<String, Object>> documents(List<Diagnostic> diagnostics) {
        List<Map<String, Object>> list = new ArrayList<>();
        for (Diagnostic diagnostic : diagnostics) {
            Map<String, Object> entry = new LinkedHashMap<>();
            entry.put("severity", diagnostic.isError() ? "error" : "warning");
            entry.put("code", diagnostic.code());
            entry.put("message", diagnostic.message());
            Optional<Span> span = diagnostic.span();
            entry.put("file", span.map(s -> s.source().name()).orElse(null));
            entry.put("line", span.map(Span::line).orElse(null));
            entry.put("column", span.map(Span::column).orElse(null));
            entry.put("hint", diagnostic.hint().orElse(null));
            list.add(entry);
        }
        return list;
    }

    /** Four decimals or, for small numbers, three significant digits. */
    static String metric(double value) {
        return String.format(Locale.ROOT, value == 0 || Math.abs(value) >= 0.001 ? "%.4f" : "%.2e", value);
    }

    /** A whole number with its thousands set apart. */
    static String number(long number) {
        return String.format(Locale.ROOT, "%,d", number);
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
