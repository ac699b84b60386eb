package dev.unroll.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.unroll.data.Dataset;
import dev.unroll.data.Example;
import dev.unroll.data.Field;
import dev.unroll.data.Split;
import dev.unroll.diagnostic.InvalidInput;
import dev.unroll.graph.Rows;
import dev.unroll.run.Weights;
import dev.unroll.run.Weights.Weight;
import dev.unroll.store.Checkpoint;
import dev.unroll.store.Disk;
import dev.unroll.store.Figures;
import dev.unroll.store.Needs;
import dev.unroll.store.RunFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Random;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TrainerTest {
    private static final String SPEC = "model: fake\ntrain: {epochs: 4}\n";
    private static final String SETTINGS = """
        optimizer: adam(rate=0.01)
        schedule: halve_on_plateau(patience=1)
        warmup: 3
        clip: 0.5
        decay: 0.01
        batch: 4
        seed: 5
        stop: {watch: accuracy}
        """;

    @TempDir
    Path folder;

    static Dataset data(boolean windows) {
        Random random = new Random(3);
        Map<Split, List<Example>> splits = new EnumMap<>(Split.class);
        for (Split split : Split.values()) {
            List<Example> examples = new ArrayList<>();
            for (int i = 0; i < (windows ? 1 : 11); i++) {
                int length = windows ? 70 : 1 + random.nextInt(5);
                float[] text = new float[length];
                float[] next = new float[length];
                for (int t = 0; t < length; t++) {
                    text[t] = random.nextInt(3);
                    next[t] = (text[t] + 1) % 3;
                }
                examples.add(new Example(length, Map.of("text", text, "next", next), Example.key(split, i)));
            }
            splits.put(split, examples);
        }
        Dataset plain = Dataset.of(
                List.of(
                        Field.index("text", Rows.STEPS, FakeNetwork.LETTERS),
                        Field.index("next", Rows.STEPS, FakeNetwork.LETTERS)),
                splits);
        return windows ? new Dataset(plain.fields(), plain.splits(), OptionalInt.of(5), Map.of()) : plain;
    }

    private Trainer trainer(String name, Dataset data, String settings, BooleanSupplier interrupted) {
        RunFolder.Beginning beginning =
                new RunFolder.Beginning(SPEC, data.state(), new Needs(List.of()), Map.of(), Map.of());
        RunFolder run = Files.exists(folder.resolve(name))
                ? RunFolder.resume(folder.resolve(name), beginning, Disk.LOCAL)
                : RunFolder.create(folder.resolve(name), beginning, Disk.LOCAL);
        run.close();
        return new Trainer(
                new FakeNetwork(),
                data,
                TrainSettingsTest.settings(settings),
                run,
                Optional.empty(),
                TrainingListener.SILENT,
                interrupted);
    }

    private Checkpoint checkpoint(String name) {
        return Checkpoint.read(folder.resolve(name).resolve("checkpoint").resolve("last.safetensors"));
    }

    private void assertSame(String a, String b) throws IOException {
        assertThat(folder.resolve(a).resolve("model.safetensors"))
                .hasSameBinaryContentAs(folder.resolve(b).resolve("model.safetensors"));
        Checkpoint one = checkpoint(a);
        Checkpoint other = checkpoint(b);
        assertThat(one.counters().scores()).isEqualTo(other.counters().scores());
        assertThat(one.counters().bestEpoch()).isEqualTo(other.counters().bestEpoch());
        assertEqual(one.weights(), other.weights());
        assertEqual(one.optimizer(), other.optimizer());
        List<Figures> figures = RunFolder.open(folder.resolve(a)).figures();
        List<Figures> others = RunFolder.open(folder.resolve(b)).figures();
        assertThat(figures).hasSameSizeAs(others);
        for (int i = 0; i < figures.size(); i++) {
            assertThat(figures.get(i).valid()).isEqualTo(others.get(i).valid());
            assertThat(figures.get(i).loss()).isEqualTo(others.get(i).loss());
            assertThat(figures.get(i).rate()).isEqualTo(others.get(i).rate());
        }
    }

    private static void assertEqual(Weights a, Weights b) {
        for (Weight weight : a.all()) {
            assertThat(b.get(weight.name()).values()).as(weight.name()).containsExactly(weight.values());
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void twoAndTwoEpochsAreFour(boolean windows) throws IOException {
        Dataset data = data(windows);
        trainer("whole", data, SETTINGS + "epochs: 4", () -> false).start(FakeNetwork.weights());
        Outcome two =
                trainer("parts", data, SETTINGS + "epochs: 2", () -> false).start(FakeNetwork.weights());
        assertThat(two.epochs()).isEqualTo(2);
        Outcome four =
                trainer("parts", data, SETTINGS + "epochs: 4", () -> false).resume();
        assertThat(four.epochs()).isEqualTo(4);
        assertThat(four.ending()).isEqualTo(Outcome.Ending.EPOCHS);
        assertThat(four.test()).containsOnlyKeys("loss", "accuracy");
        assertThat(four.valid()).containsOnlyKeys("loss", "accuracy");
        assertSame("whole", "parts");
    }

    /** Interrupted before every step and evaluation batch there is. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void interruptionsChangeNothing(boolean windows) throws IOException {
        Dataset data = data(windows);
        String settings = SETTINGS + "epochs: 3";
        trainer("whole", data, settings, () -> false).start(FakeNetwork.weights());
        for (int at = 1; at < 24; at += 2) {
            String name = "at" + at;
            int when = at;
            int[] asked = {0};
            Outcome first =
                    trainer(name, data, settings, () -> ++asked[0] >= when).start(FakeNetwork.weights());
            if (first.ending() == Outcome.Ending.INTERRUPTED) {
                assertThat(first.test()).isEmpty();
                assertThat(folder.resolve(name).resolve("model.safetensors")).exists();
                asked[0] = 0;
                trainer(name, data, settings, () -> ++asked[0] >= 7).resume();
                trainer(name, data, settings, () -> false).resume();
            }
            assertSame("whole", name);
        }
    }

    @Test
    void bestWeightsAreKept() {
        Dataset data = data(false);
        Outcome outcome =
                trainer("run", data, SETTINGS + "epochs: 6", () -> false).start(FakeNetwork.weights());
        RunFolder run = RunFolder.open(folder.resolve("run"));
        List<Figures> figures = run.figures();
        assertThat(figures).hasSize(6);
        double best = figures.stream()
                .mapToDouble(f -> f.valid().get("accuracy"))
                .max()
                .orElseThrow();
        assertThat(outcome.valid().get("accuracy")).isEqualTo(best);
        assertThat(figures.get(outcome.bestEpoch() - 1).valid()).isEqualTo(outcome.valid());
        assertThat(figures.get(outcome.bestEpoch() - 1).best()).isTrue();
        Weights weights = run.best(new FakeNetwork().parameters());
        Map<String, Double> again =
                Evaluation.of(new FakeNetwork(), weights, new dev.unroll.data.Batches(data, Split.VALID, 4));
        assertThat(again).isEqualTo(outcome.valid());
    }

    @Test
    void trainingEndsWhenPatienceDoes() {
        // Nothing is learned at rate 0, so nothing improves after the first epoch.
        String settings = "optimizer: sgd(0)\nepochs: 50\nstop: {watch: loss, patience: 3}";
        Outcome outcome = trainer("run", data(false), settings, () -> false).start(FakeNetwork.weights());
        assertThat(outcome.ending()).isEqualTo(Outcome.Ending.PATIENCE);
        assertThat(outcome.epochs()).isEqualTo(4);
        assertThat(outcome.bestEpoch()).isEqualTo(1);
    }

    @Test
    void stepsCanEndTraining() {
        Outcome outcome = trainer("run", data(false), SETTINGS + "steps: 4\nepochs: 9", () -> false)
                .start(FakeNetwork.weights());
        assertThat(outcome.ending()).isEqualTo(Outcome.Ending.STEPS);
        assertThat(outcome.steps()).isEqualTo(4);
        assertThat(outcome.valid()).containsKey("loss");
    }

    @Test
    void withoutValidationTheLastWeightsAreKept() {
        Dataset data = data(false);
        Dataset train =
                Dataset.of(List.copyOf(data.fields().values()), Map.of(Split.TRAIN, data.examples(Split.TRAIN)));
        Outcome outcome =
                trainer("run", train, SETTINGS + "epochs: 3", () -> false).start(FakeNetwork.weights());
        assertThat(outcome.bestEpoch()).isEqualTo(3);
        assertThat(outcome.valid()).isEmpty();
        assertThat(outcome.test()).isEmpty();
    }

    @Test
    void lossFallsAndProgressIsHeard() {
        List<TrainingListener.Progress> heard = new ArrayList<>();
        TrainingListener listener = new TrainingListener() {
            @Override
            public void stepped(Progress progress) {
                heard.add(progress);
            }
        };
        Dataset data = data(false);
        RunFolder run = created(folder.resolve("run"), data.state());
        TrainSettings settings = TrainSettingsTest.settings("optimizer: adam(0.05)\nbatch: 4\nepochs: 5");
        new Trainer(new FakeNetwork(), data, settings, run, Optional.empty(), listener, () -> false)
                .start(FakeNetwork.weights());
        assertThat(heard).hasSize(15);
        assertThat(heard.get(14).loss()).isLessThan(heard.get(0).loss());
        assertThat(heard.get(14).epoch()).isEqualTo(5);
        assertThat(heard.get(14).tokensPerSecond()).isPositive();
        assertThat(heard.get(14).secondsLeft()).isLessThan(1);
    }

    @Test
    void nanStopsAtItsEquation() {
        FakeNetwork network = new FakeNetwork();
        network.brokenFrom = 4;
        Dataset data = data(false);
        RunFolder run = created(folder.resolve("run"), data.state());
        TrainSettings settings = TrainSettingsTest.settings("batch: 4\nepochs: 5");
        Trainer trainer =
                new Trainer(network, data, settings, run, Optional.empty(), TrainingListener.SILENT, () -> false);
        assertThatThrownBy(() -> trainer.start(FakeNetwork.weights())).isInstanceOfSatisfying(InvalidInput.class, e -> {
            assertThat(e.diagnostics().get(0).message())
                    .isEqualTo("'scores' became NaN in epoch 2 at step 5: the first value that is not finite");
            assertThat(e.diagnostics().get(0).span().orElseThrow().line()).isEqualTo(2);
            assertThat(e.diagnostics().get(0).hint().orElseThrow()).contains("lower the rate", "clip");
        });
        assertThat(run.figures()).as("what was reached before stays").hasSize(1);
    }

    @Test
    void aCheckpointOfAnotherModelIsRefused() {
        Dataset data = data(false);
        trainer("run", data, SETTINGS + "epochs: 1", () -> false).start(FakeNetwork.weights());
        assertThatThrownBy(() -> trainer("run", data, "optimizer: sgd(0.1)\nepochs: 2", () -> false)
                        .resume())
                .isInstanceOf(InvalidInput.class)
                .hasMessageContaining("table/mean");
    }

    private static RunFolder created(Path path, Map<String, Object> data) {
        RunFolder run = RunFolder.create(
                path, new RunFolder.Beginning(SPEC, data, new Needs(List.of()), Map.of(), Map.of()), Disk.LOCAL);
        run.close();
        return run;
    }
}
