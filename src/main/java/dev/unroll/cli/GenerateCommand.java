package dev.unroll.cli;

import dev.unroll.train.Run;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Text from a language model, one step after the other. */
@Command(
        name = "generate",
        description = "Generate text with a trained language model.",
        footer = {"", "Example: ./unroll generate runs/char-lm-... --prompt \"ROMEO:\" --length 400 --temperature 0.8"})
final class GenerateCommand extends RunVerb {
    @Option(names = "--prompt", paramLabel = "P", description = "The start of the text.")
    private String prompt = "";

    @Option(names = "--length", paramLabel = "N", description = "Number of steps (default: ${DEFAULT-VALUE}).")
    private int length = 200;

    @Option(
            names = "--temperature",
            paramLabel = "T",
            description = "Randomness; 0 always takes the most likely (default: ${DEFAULT-VALUE}).")
    private double temperature = 1;

    @Option(names = "--seed", paramLabel = "S", description = "Seed of the random choices (default: ${DEFAULT-VALUE}).")
    private long seed = 1;

    @Override
    int run() {
        if (length < 1) {
            throw misused("--length must be at least 1");
        }
        if (!(temperature >= 0 && temperature < Double.POSITIVE_INFINITY)) {
            throw misused("--temperature must be a number from 0 on");
        }
        String text =
                Run.open(folder(), List.of(), plugins().load()).generation().text(prompt, length, temperature, seed);
        if (isJson()) {
            Map<String, Object> document = new LinkedHashMap<>();
            document.put("ok", true);
            document.put("prompt", prompt);
            document.put("text", text);
            terminal().json(document);
        } else {
            terminal().out().println(prompt + text);
        }
        return DONE;
    }
}
