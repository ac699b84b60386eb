package dev.unroll.cli;

import dev.unroll.cli.Inputs.Placed;
import dev.unroll.data.Input;
import dev.unroll.diagnostic.Codes;
import dev.unroll.diagnostic.Diagnostic;
import dev.unroll.diagnostic.InvalidInput;
import dev.unroll.train.Prediction;
import dev.unroll.train.Run;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Answers of a run for new input. */
@Command(
        name = "predict",
        description =
                "Predict for texts or JSON objects, a file in the format of the training data, or standard input.",
        footer = {
            "",
            "Examples:",
            "  ./unroll predict runs/dates-... \"Samstag, 28. November 2026\" --top 2",
            "  ./unroll predict runs/tagger-... --input test.conllu --format csv"
        })
final class PredictCommand extends RunVerb {
    /** What answers are written as. */
    enum Format {
        text,
        json,
        csv
    }

    @Parameters(
            index = "1..*",
            arity = "0..*",
            paramLabel = "TEXT",
            description = "Inputs; each TEXT, in quotes if it has blanks, is one input.")
    private List<String> texts = new ArrayList<>();

    @Option(
            names = "--input",
            paramLabel = "FILE",
            description = "A file of inputs: lines, or in the format of the training data.")
    private Optional<Path> input = Optional.empty();

    @Option(
            names = "--as",
            paramLabel = "FORMAT",
            description = "Format of the file: lines, jsonl, or csv, tsv, conllu if the run was trained on such"
                    + " (default: by its extension).")
    private Optional<String> as = Optional.empty();

    @Option(
            names = "--top",
            paramLabel = "N",
            description = "Number of labels to print, most likely first (default: 1).")
    private int top = 1;

    @Option(names = "--format", paramLabel = "FORMAT", description = "text, json or csv (default: text).")
    private Format format = Format.text;

    @Override
    int run() {
        if (!texts.isEmpty() && (input.isPresent() || as.isPresent())) {
            throw misused("give either TEXT or --input FILE, not both");
        }
        if (top < 1) {
            throw misused("--top must be at least 1");
        }
        Run run = Run.open(folder(), List.of(), plugins().load());
        if (run.network().answers().isEmpty()) {
            throw new InvalidInput(Diagnostic.error(
                            Codes.INPUT, "the model '" + run.model().name() + "' has no predictions")
                    .hint("add the key 'predict' to its spec, such as {kind: argmax(scores)}, and train again"));
        }
        Prediction prediction = run.prediction();
        Inputs reading = new Inputs(run.recipe(), prediction.encoder().needed());
        List<Placed> inputs = inputs(reading);
        Inputs.check(inputs, prediction.encoder()::encode);
        List<Input> asked = inputs.stream().map(Placed::input).toList();
        List<Map<String, Object>> predictions = prediction.answers(asked, top);
        if (isJson() || format == Format.json) {
            Map<String, Object> document = new LinkedHashMap<>();
            document.put("ok", true);
            document.put("predictions", predictions);
            terminal().json(document);
        } else {
            terminal().out().print(format == Format.csv ? AnswerCsv.of(predictions) : Answers.text(predictions));
            unknown(predictions);
        }
        return DONE;
    }

    private List<Placed> inputs(Inputs reading) {
        if (!texts.isEmpty()) {
            return texts.stream()
                    .map(text -> new Placed(Input.parse(text), Optional.empty()))
                    .toList();
        }
        if (input.isEmpty() && terminal().isInteractive() && nothingWaits()) {
            terminal().err().println("one input per line, then Ctrl-D:");
        }
        return reading.read(input, as);
    }

    /** What training never saw is answered for as the unknown. */
    private void unknown(List<Map<String, Object>> predictions) {
        Map<String, Integer> counts = new LinkedHashMap<>();
        int inputs = 0;
        for (Map<String, Object> prediction : predictions) {
            if (prediction.get("unknown") instanceof Map<?, ?> unknown) {
                inputs++;
                unknown.forEach((field, count) -> counts.merge((String) field, (Integer) count, Integer::sum));
            }
        }
        int where = inputs;
        counts.forEach((field, count) -> terminal()
                .note("note: %d of '%s' %s never seen in training, in %d of %d inputs"
                        .formatted(count, field, count == 1 ? "was" : "were", where, predictions.size())));
    }

    /** Whether standard input has nothing yet, so that a user should be prompted. */
    private static boolean nothingWaits() {
        try {
            return System.in.available() == 0;
        } catch (IOException e) {
            return false;
        }
    }
}
