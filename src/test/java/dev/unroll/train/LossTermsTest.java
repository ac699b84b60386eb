package dev.unroll.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.unroll.data.Batches;
import dev.unroll.data.Split;
import dev.unroll.diagnostic.Diagnostics;
import dev.unroll.diagnostic.InvalidInput;
import dev.unroll.diagnostic.Source;
import dev.unroll.plugin.Plugins;
import dev.unroll.store.Figures;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What training and evaluation say of a loss of several terms. */
class LossTermsTest {
    private static final String SPEC = """
            model: two
            data:
              reader: random
              length: 6
              train: 20
              valid: 11
              fields:
                tags: {classes: 5}
                x: {features: 3}
                target: {features: 2, per: sequence}
            equations:
              h: rnn(gru(4), x)
              a: affine(h, to=tags)
              b: affine(last(h), to=target)
            loss:
              tags: cross_entropy(a, tags)
              target: 0.5 * squared_error(b, target)
            metrics: {nats: "mean(cross_entropy(a, tags))", square: "mean_squared_error(b, target)"}
            predict: {answer: argmax(a)}
            train: {epochs: 2, batch: 4, stop: {watch: loss.target, patience: 2}}
            """;

    private static Experiment load(String spec) {
        return Experiment.load(new Source("two.yaml", spec), List.of(), Plugins.installed(), new Diagnostics());
    }

    @Test
    void eachTermIsShownByName(@TempDir Path folder) throws Exception {
        List<TrainingListener.Progress> steps = new ArrayList<>();
        List<Figures> epochs = new ArrayList<>();
        TrainingListener listener = new TrainingListener() {
            @Override
            public void stepped(Progress progress) {
                steps.add(progress);
            }

            @Override
            public void epochEnded(Figures figures) {
                epochs.add(figures);
            }
        };
        Path run = folder.resolve("run");
        load(SPEC).train(run, listener, () -> false);
        for (TrainingListener.Progress step : steps) {
            assertThat(step.losses()).containsOnlyKeys("loss", "loss.tags", "loss.target");
            assertThat(step.loss())
                    .isEqualTo(step.losses().get("loss.tags") + step.losses().get("loss.target"));
        }
        for (Figures figures : epochs) {
            Map<String, Double> valid = figures.valid();
            assertThat(valid.keySet()).containsExactly("loss", "loss.tags", "loss.target", "nats", "square");
            assertThat(valid.get("loss.tags")).isCloseTo(valid.get("nats"), within(1e-7));
            assertThat(valid.get("loss.target")).isCloseTo(0.5 * valid.get("square"), within(1e-7));
            assertThat(Figures.of(figures.line()))
                    .isEqualTo(Figures.of(Figures.of(figures.line()).line()));
        }
        assertThat(Files.readAllLines(run.resolve("metrics.jsonl")))
                .hasSize(2)
                .allSatisfy(line ->
                        assertThat(line).contains("\"train\":{\"loss\":", "\"loss.tags\":", "\"loss.target\":"));
        Run opened = Run.open(run);
        assertThat(opened.evaluate(Split.VALID))
                .isEqualTo(epochs.get(epochs.get(1).best() ? 1 : 0).valid());
    }

    @Test
    void anEvaluationsMeansAreOverAllBatches() {
        Experiment experiment = load(SPEC);
        Map<String, Double> once = evaluate(experiment, 11);
        Map<String, Double> often = evaluate(experiment, 2);
        assertThat(once).hasSize(5);
        once.forEach((name, value) -> assertThat(often.get(name)).isCloseTo(value, within(1e-6)));
    }

    private static Map<String, Double> evaluate(Experiment experiment, int batch) {
        return Evaluation.of(
                experiment.network(), experiment.initialWeights(), new Batches(experiment.data(), Split.VALID, batch));
    }

    @Test
    void aTermThatIsNoneIsNotWatched() {
        assertThatThrownBy(() -> load(SPEC.replace("loss.target,", "loss.b,")))
                .isInstanceOf(InvalidInput.class)
                .hasMessageContaining("no metric 'loss.b' to watch");
    }
}
