package dev.unroll.train.metric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.unroll.data.Batches;
import dev.unroll.data.Split;
import dev.unroll.data.Vocabulary;
import dev.unroll.diagnostic.Diagnostics;
import dev.unroll.diagnostic.InvalidInput;
import dev.unroll.diagnostic.Source;
import dev.unroll.graph.Axes;
import dev.unroll.graph.Rows;
import dev.unroll.graph.Type;
import dev.unroll.plugin.Plugins;
import dev.unroll.tensor.Packing;
import dev.unroll.tensor.Shape;
import dev.unroll.train.Evaluation;
import dev.unroll.train.Experiment;
import dev.unroll.train.Outcome;
import dev.unroll.train.Run;
import dev.unroll.train.TrainingListener;
import dev.unroll.train.metric.Metric.Argument;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Metrics of which some rows count, by {@code where=} and {@code weights=}. */
class WeighedMetricsTest {
    /** Sequences of three steps and of one; packed: step 0 of both, then steps 1 and 2 of the first. */
    private static final Packing PACKING = Packing.of(3, 1);

    private static double value(String name, Argument predicted, Argument wanted, float[] weights, float[]... values) {
        Metric metric = Metrics.builtIn().find(name).orElseThrow();
        assertThat(metric.weighs()).isTrue();
        List<Argument> arguments = metric.arguments() == 1 ? List.of(predicted) : List.of(predicted, wanted);
        Metric.Tally tally = metric.tally(arguments);
        List<float[]> given = List.of(values).subList(0, metric.arguments());
        tally.add(Axes.of(PACKING), given, RowWeights.of(weights, 4, "it"));
        tally.add(Axes.of(PACKING), given, RowWeights.of(new float[4], 4, "it")); // a batch of which nothing counts
        return tally.value();
    }

    @ParameterizedTest
    @CsvSource({
        // Right: steps 0 and 2 of the first sequence.
        "accuracy, 1 1 1 1, 0.5",
        "accuracy, 1 0 0 1, 1",
        "accuracy, 2 1 4 3, 0.5", // (2 + 3) / 10
        "whole, 1 1 1 1, 0",
        "whole, 1 0 0 1, 1", // the second sequence does not count, the first is right in all that does
        "whole, 4 1 0 2, 0.75", // the first weighs 3, the second 1
        // Class 0: 2 chosen, 2 wanted, 1 right: 0.5; class 1: the same.
        "macro_f1, 1 1 1 1, 0.5",
        // Rows (0 -> 0), (1 -> 1) and a third (0 -> 1) of weight 2: class 0: 2 * 1 / (3 + 1), class 1: 2 * 1 / (1 + 3).
        "macro_f1, 1 0 2 1, 0.5",
        "macro_f1, 1 0 0 1, 1",
    })
    void labels(String metric, String weights, double expected) {
        Argument index = new Argument("y", Type.index(Rows.STEPS, 2), Optional.empty());
        float[] chosen = {0, 1, 0, 1};
        float[] wanted = {0, 0, 1, 1};
        assertThat(value(metric, index, index, numbers(weights), chosen, wanted))
                .isCloseTo(expected, within(1e-12));
    }

    @ParameterizedTest
    @CsvSource({
        "mean_absolute_error, 1 1 1 1, 1.5", // distances 1, 3, 0, 2
        "mean_absolute_error, 1 0 1 1, 1",
        "mean_absolute_error, 1 3 0 2, 2.3333333333333335", // (1 + 9 + 4) / 6
        "mean_squared_error, 1 0 1 1, 1.6666666666666667",
        "mean, 1 1 1 1, 2.5",
        "mean, 1 0 1 0, 2", // (1 + 3) / 2
        "perplexity, 1 0 1 0, 7.38905609893065",
        "bits, 1 0 1 0, 2.8853900817779268",
    })
    void numbers(String metric, String weights, double expected) {
        Argument number = new Argument("y", Type.real(Rows.STEPS, Shape.SCALAR), Optional.empty());
        float[] predicted = {1, 2, 3, 4};
        float[] wanted = {2, -1, 3, 6};
        assertThat(value(metric, number, number, numbers(weights), predicted, wanted))
                .isCloseTo(expected, within(1e-12));
    }

    @ParameterizedTest
    @CsvSource({
        // Wanted: A over all three steps of the first, B in the second; found: A at 0, A at 2 and B.
        "1 1 1 1, 0.4", // 2 * 1 / (3 + 2)
        "1 1 0 1, 1", // without the step between, A is right
        "1 2 1 1, 0.5714285714285714", // B weighs 2: 2 * 2 / (4 + 3)
    })
    void spans(String weights, double expected) {
        Vocabulary names = Vocabulary.of("O", "B-A", "I-A", "B-B", "I-B");
        Argument labels = new Argument("y", Type.index(Rows.STEPS, 5), Optional.of(names));
        float[] wanted = {1, 3, 2, 2};
        float[] found = {1, 3, 0, 2};
        assertThat(value("span_f1", labels, labels, numbers(weights), found, wanted))
                .isCloseTo(expected, within(1e-12));
    }

    private static float[] numbers(String text) {
        String[] words = text.split(" ");
        float[] numbers = new float[words.length];
        for (int i = 0; i < words.length; i++) {
            numbers[i] = Float.parseFloat(words[i]);
        }
        return numbers;
    }

    private static final String SPEC = """
            model: masked
            data:
              reader: random
              length: 6
              min_length: 2
              train: 20
              valid: 90
              fields: {tags: {classes: 3}, x: {features: 3}, kind: {classes: 2, per: sequence}}
            equations:
              h: rnn(gru(4), x)
              a: affine(h, to=tags)
              mask: tags == '0'
              double: kind == '0'
              l: cross_entropy(a, tags, where=mask)
            loss: {some: l, all: 'cross_entropy(a, tags, weights=1 + double)'}
            metrics:
              some: mean(l)
              weighed: mean(cross_entropy(a, tags), weights=1 + double)
              absent: mean(cross_entropy(a, tags), where=1 - mask)
              plain: mean(cross_entropy(a, tags))
              share: mean(mask)
            train: {epochs: 1, batch: 7}
            """;

    private static Experiment load(String spec) {
        return Experiment.load(new Source("masked.yaml", spec), List.of(), Plugins.installed(), new Diagnostics());
    }

    private static Map<String, Double> evaluate(Experiment experiment, int batch) {
        return Evaluation.of(
                experiment.network(), experiment.initialWeights(), new Batches(experiment.data(), Split.VALID, batch));
    }

    /** In one batch, in shards and in many small ones, some of which count nothing. */
    @Test
    void meansAreOverAllThatCountsHoweverItIsBatched() {
        Experiment experiment = load(SPEC);
        Map<String, Double> alone = evaluate(experiment, 1);
        for (int batch : new int[] {2, 15, 70, 90}) {
            Map<String, Double> together = evaluate(experiment, batch);
            alone.forEach(
                    (name, value) -> assertThat(together.get(name)).as(name).isCloseTo(value, within(1e-6)));
        }
        assertThat(alone.get("some")).isCloseTo(alone.get("loss.some"), within(1e-9));
        assertThat(alone.get("weighed")).isCloseTo(alone.get("loss.all"), within(1e-9));
        double share = alone.get("share");
        assertThat(share * alone.get("some") + (1 - share) * alone.get("absent"))
                .isCloseTo(alone.get("plain"), within(1e-6));
    }

    @Test
    void trainingShowsTheMeanOfWhatCounts(@TempDir Path folder) {
        Outcome outcome = load(SPEC).train(folder.resolve("run"), TrainingListener.SILENT, () -> false);
        assertThat(outcome.valid().get("loss.some")).isFinite().isPositive();
        assertThat(Run.open(folder.resolve("run")).evaluate(Split.VALID)).isEqualTo(outcome.valid());
    }

    @Test
    void aPartOfWhichNothingCountsHasNoMean() {
        Experiment experiment = load(SPEC.replace("where=1 - mask", "where=mask > 1"));
        assertThatThrownBy(() -> evaluate(experiment, 9))
                .isInstanceOf(InvalidInput.class)
                .hasMessageContaining("no row of this part counts for 'absent'");
    }

    @Test
    void negativeWeightsAreRefused() {
        Experiment experiment = load(SPEC.replace("weights=1 + double", "weights=1 - 3 * double"));
        assertThatThrownBy(() -> evaluate(experiment, 9))
                .isInstanceOf(InvalidInput.class)
                .hasMessageContaining("the weight -2.0");
    }

    @Test
    void aMetricDoesNotTakeTheNameOfTheLoss() {
        assertThatThrownBy(() -> load(SPEC.replace("plain: mean", "loss: mean")))
                .hasMessageContaining("'loss' is always measured");
    }

    @Test
    void whatAMetricCannotWeighIsRefused() {
        assertThatThrownBy(() -> load(SPEC.replace("mean(mask)", "mean(mask, where=h)")))
                .hasMessageContaining("where= needs one number per row, but 'h' has units=4 features per step");
        assertThatThrownBy(() -> load(SPEC.replace("mean(mask)", "mean(l, where=1 - mask)")))
                .hasMessageContaining("'l' already has where= or weights=");
        assertThatThrownBy(() -> load(SPEC.replace("mean(mask)", "mean(mask, were=mask)")))
                .hasMessageContaining("'mean' takes no argument called 'were'");
    }
}
