package dev.unroll.cli;

import dev.unroll.cli.Inputs.Input;
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
        description = "Answer for a text, the lines of a file, or standard input.",
        footer = {"", "Example: ./unroll predict runs/language-id-... \"Vereinigte Staaten\""})
final class PredictCommand extends RunVerb {
    @Parameters(index = "1..*", arity = "0..*", paramLabel = "TEXT", description = "What to answer for.")
    private List<String> texts = new ArrayList<>();

    @Option(names = "--input", paramLabel = "FILE", description = "A file with an input a line.")
    private Optional<Path> input = Optional.empty();

    @Override
    int run() {
        if (!texts.isEmpty() && input.isPresent()) {
            throw misused("give either TEXT or --input FILE, not both");
        }
        Run run = Run.open(folder(), List.of(), plugins().load());
        List<Input> inputs = inputs();
        Inputs.check(inputs, text -> run.recipe().encode(text, run.data().fields()));
        List<Map<String, Object>> predictions =
                run.prediction().of(inputs.stream().map(Input::text).toList());
        if (isJson()) {
            Map<String, Object> document = new LinkedHashMap<>();
            document.put("ok", true);
            document.put("predictions", predictions);
            terminal().json(document);
        } else {
            terminal().out().print(Answers.text(predictions));
        }
        return DONE;
    }

    private List<Input> inputs() {
        if (!texts.isEmpty()) {
            return List.of(new Input(String.join(" ", texts), Optional.empty()));
        }
        if (input.isEmpty() && terminal().isInteractive() && nothingWaits()) {
            terminal().err().println("one input a line, then Ctrl-D:");
        }
        return Inputs.lines(input);
    }

    /** Whether a person would wait for a program that waits for the person. */
    private static boolean nothingWaits() {
        try {
            return System.in.available() == 0;
        } catch (IOException e) {
            return false;
        }
    }
}
