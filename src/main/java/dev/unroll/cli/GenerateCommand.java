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
        description = "Write text with a trained language model.",
        footer = {"", "Example: ./unroll generate runs/char-lm-... --prompt \"ROMEO:\" --length 400 --temperature 0.8"})
final class GenerateCommand extends RunVerb {
    @Option(names = "--prompt", paramLabel = "P", description = "How the text begins.")
    private String prompt = "";

    @Option(names = "--length", paramLabel = "N", description = "Steps to write (default: ${DEFAULT-VALUE}).")
    private int length = 200;

    @Option(
            names = "--temperature",
            paramLabel = "T",
            description = "0: the likeliest; above 1: wilder (default: ${DEFAULT-VALUE}).")
    private double temperature = 1;

    @Option(names = "--seed", paramLabel = "S", description = "Of the random choices (default: ${DEFAULT-VALUE}).")
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
