package dev.unroll.train;

import static org.assertj.core.api.Assertions.assertThat;

import dev.unroll.data.Split;
import dev.unroll.diagnostic.Diagnostics;
import dev.unroll.plugin.Plugins;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The figures of a model depend on its weights and the data, not on the batches it was trained in. */
class MeasuringTest {
    private static final String TEXT = """
            model: letters
            data: {reader: text, unit: char, window: 20, carry: true, train: train.txt, valid: valid.txt}
            equations:
              h: rnn(gru(8), embed(text, 6))
              scores: affine(h, to=next)
            loss: cross_entropy(scores, next)
            metrics: {right: "accuracy(scores, next)", perplexity: "perplexity(cross_entropy(scores, next))"}
            train: {steps: 3, seed: 4}
            """;

    private static final String SEQUENCES = """
            model: sequences
            data:
              reader: random
              length: 9
              min_length: 1
              train: 70
              valid: 200
              fields: {tags: {classes: 5}, x: {features: 3}}
            equations:
              h: birnn(gru(8), x)
              scores: affine(h, to=tags)
            loss: cross_entropy(scores, tags)
            metrics: {right: "accuracy(scores, tags)", distance: "mean(h[0:1])"}
            train: {steps: 3, seed: 4}
            """;

    @TempDir
    private Path folder;

    @Test
    void aTextIsMeasuredAlikeWhateverTheTrainingBatch() throws Exception {
        Files.writeString(folder.resolve("train.txt"), letters(3000, 1));
        Files.writeString(folder.resolve("valid.txt"), letters(20_000, 2));
        alike(TEXT);
    }

    @Test
    void sequencesAreMeasuredAlikeWhateverTheTrainingBatch() throws Exception {
        alike(SEQUENCES);
    }

    private void alike(String text) throws Exception {
        Path spec = Files.writeString(folder.resolve("spec.yaml"), text);
        Path run = folder.resolve("run");
        Outcome outcome = Experiment.load(spec, List.of("train.batch=4"), new Diagnostics())
                .train(run, TrainingListener.SILENT, () -> false);
        List<Map<String, Double>> measured = new ArrayList<>();
        for (int batch : new int[] {1, 4, 32}) {
            measured.add(Run.open(run, List.of("train.batch=" + batch), Plugins.installed())
                    .evaluate(Split.VALID));
        }
        assertThat(measured).allMatch(outcome.valid()::equals);
        assertThat(outcome.valid().get("loss")).isBetween(0.1, 5.0);
    }

    private static String letters(int count, long seed) {
        Random random = new Random(seed);
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < count; i++) {
            text.append((char) ('a' + random.nextInt(6)));
        }
        return text.toString();
    }
}
