package dev.unroll.cli;

import dev.unroll.spec.Codes;
import dev.unroll.spec.Diagnostic;
import dev.unroll.spec.InvalidInput;
import dev.unroll.train.Run;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Answers of a run for new input. */
@Command(
        name = "predict",
        description = "Answer for a text, the lines of a file, or standard input.",
        footer = {"", "Example: ./unroll predict runs/language-id-... \"Vereinigte Staaten\""})
final class PredictCommand extends RunVerb {
    @Parameters(index = "1..*", arity = "0..*", paramLabel = "TEXT", description = "What to answer for.")
    private List<String> texts = new ArrayList<>();

    @Option(names = "--input", paramLabel = "FILE", description = "A file with an input a line.")
    private Optional<Path> input = Optional.empty();

    @Override
    int run() {
        Run run = Run.open(folder());
        List<Map<String, Object>> predictions = run.prediction().of(inputs());
        if (isJson()) {
            Map<String, Object> document = new LinkedHashMap<>();
            document.put("ok", true);
            document.put("predictions", predictions);
            terminal().json(document);
        } else {
            terminal().out().print(text(predictions));
        }
        return DONE;
    }

    private List<String> inputs() {
        if (!texts.isEmpty()) {
            return List.of(String.join(" ", texts));
        }
        try {
            List<String> lines = input.isPresent()
                    ? Files.readAllLines(input.get())
                    : new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))
                            .lines()
                            .toList();
            List<String> filled = lines.stream().filter(line -> !line.isBlank()).toList();
            if (filled.isEmpty()) {
                throw new InvalidInput(Diagnostic.error(Codes.EMPTY_DATA, "there is nothing to answer for")
                        .hint("give a text: ./unroll predict " + folder() + " \"some text\""));
            }
            return filled;
        } catch (CharacterCodingException e) {
            throw new InvalidInput(Diagnostic.error(
                    Codes.ENCODING, "'" + input.map(Path::toString).orElse("the input") + "' is not UTF-8 text"));
        } catch (IOException | UncheckedIOException e) {
            throw new InvalidInput(Diagnostic.error(
                    Codes.FILE, "'" + input.map(Path::toString).orElse("the input") + "' cannot be read"));
        }
    }

    /** One line an input; for answers with a row per token, one line a token. */
    static String text(List<Map<String, Object>> predictions) {
        List<List<String>> rows = new ArrayList<>();
        for (Map<String, Object> prediction : predictions) {
            Object tokens = prediction.get("tokens");
            if (tokens instanceof List<?> list) {
                for (int i = 0; i < list.size(); i++) {
                    List<String> row = new ArrayList<>(List.of(String.valueOf(list.get(i))));
                    for (Map.Entry<String, Object> entry : prediction.entrySet()) {
                        if (entry.getValue() instanceof List<?> values
                                && !entry.getKey().equals("tokens")
                                && values.size() == list.size()) {
                            row.add(cell(values.get(i)));
                        }
                    }
                    rows.add(row);
                }
            }
            List<String> row = new ArrayList<>(List.of(String.valueOf(prediction.get("input"))));
            prediction.forEach((name, value) -> {
                boolean perToken = tokens instanceof List<?> list
                        && value instanceof List<?> values
                        && values.size() == list.size();
                if (!name.equals("input") && !name.equals("tokens") && !perToken) {
                    row.add(cell(value));
                }
            });
            if (row.size() > 1) {
                rows.add(row);
            }
        }
        return Terminal.table(rows);
    }

    private static String cell(Object value) {
        return value instanceof Double || value instanceof Float
                ? String.format(Locale.ROOT, "%.4f", value)
                : String.valueOf(value);
    }
}
