package dev.unroll.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.unroll.Unroll;
import dev.unroll.data.Split;
import dev.unroll.diagnostic.Codes;
import dev.unroll.diagnostic.InvalidInput;
import dev.unroll.store.Figures;
import dev.unroll.train.Experiment;
import dev.unroll.train.Outcome;
import dev.unroll.train.Run;
import dev.unroll.train.TrainingListener;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What trainings write into their folders. */
class RecordsTest {
    private static final String SPEC = """
            model: two
            data:
              reader: random
              length: 6
              train: 40
              valid: 11
              test: 9
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
            metrics: {right: "accuracy(a, tags)"}
            predict: {answer: argmax(a)}
            train: {epochs: 3, batch: 4, schedule: cosine(), log: tensorboard}
            """;

    /** Stops after a step. */
    private record Stopping(long last, List<Long> steps) implements TrainingListener {
        @Override
        public void stepped(Progress progress) {
            steps.add(progress.step());
        }

        @Override
        public boolean stops() {
            return steps.contains(last);
        }
    }

    @TempDir
    Path folder;

    @AfterEach
    void calm() {
        Thread.interrupted();
    }

    private static Unroll model() {
        return Unroll.of(SPEC);
    }

    private static Outcome resume(Experiment experiment, Path run) {
        try (Records records = Records.of(experiment, run, TrainingListener.SILENT)) {
            return experiment.resume(run, records.listener(), () -> false);
        }
    }

    private static void hasAllFigures(Path run) throws IOException {
        List<Figures> epochs = Run.open(run).folder().figures();
        assertThat(epochs).hasSize(3);
        for (Figures epoch : epochs) {
            epoch.train().forEach((name, value) -> isShown(run, name + "/train", epoch.step(), value));
            epoch.valid().forEach((name, value) -> isShown(run, name + "/valid", epoch.step(), value));
            isShown(run, "rate", epoch.step(), epoch.rate());
            isShown(run, "gradient_norm", epoch.step(), epoch.gradientNorm());
            isShown(run, "tokens_per_second", epoch.step(), epoch.tokensPerSecond());
        }
        for (String tag : List.of("loss/train", "right/valid", "gradient_norm")) {
            assertThat(WrittenEvent.shown(run, tag).keySet()).containsExactly(10L, 20L, 30L);
        }
    }

    private static void isShown(Path run, String tag, long step, double value) {
        try {
            assertThat(WrittenEvent.shown(run, tag).get(step))
                    .as("%s at step %s", tag, step)
                    .isCloseTo((float) value, within((float) Math.max(1e-3, value * 1e-6)));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void tensorBoardGetsTheFiguresOfTheRun() throws IOException {
        Path path = folder.resolve("run");
        List<TrainingListener.Progress> steps = new ArrayList<>();
        Run run = model().train(path, new TrainingListener() {
            @Override
            public void stepped(Progress progress) {
                steps.add(progress);
            }
        });
        hasAllFigures(path);
        Map<String, Double> test = run.evaluate(Split.TEST);
        assertThat(test).containsKeys("loss", "loss.tags", "right");
        test.forEach((name, value) -> isShown(path, name + "/test", 30, value));
        assertThat(steps).hasSize(30);
        for (TrainingListener.Progress step : steps) {
            step.losses().forEach((name, value) -> isShown(path, name + "/step", step.step(), value));
            isShown(path, "rate", step.step(), step.rate());
        }
        Set<String> tags = WrittenEvent.all(path).stream()
                .flatMap(event -> event.scalars().keySet().stream())
                .collect(Collectors.toCollection(TreeSet::new));
        assertThat(tags)
                .containsExactlyInAnyOrder(
                        "loss/step",
                        "loss.tags/step",
                        "loss.target/step",
                        "loss/train",
                        "loss.tags/train",
                        "loss.target/train",
                        "loss/valid",
                        "loss.tags/valid",
                        "loss.target/valid",
                        "right/valid",
                        "loss/test",
                        "loss.tags/test",
                        "loss.target/test",
                        "right/test",
                        "rate",
                        "gradient_norm",
                        "tokens_per_second");
    }

    @Test
    void noneWritesNothingAndChangesNothing() throws IOException {
        Path logged = folder.resolve("logged");
        Path plain = folder.resolve("plain");
        model().train(logged);
        model().set("train.log", "none").train(plain);
        assertThat(plain.resolve("model.safetensors")).hasSameBinaryContentAs(logged.resolve("model.safetensors"));
        try (Stream<Path> files = Files.list(logged)) {
            List<String> names = files.map(file -> file.getFileName().toString())
                    .filter(name -> !name.equals("events"))
                    .toList();
            assertThat(plain)
                    .isDirectoryNotContaining(
                            file -> !names.contains(file.getFileName().toString()));
        }
        assertThat(logged.resolve("events")).isDirectory();
    }

    @Test
    void aResumedRunAddsAFile() throws IOException {
        Path path = folder.resolve("run");
        model().train(path, new Stopping(13, new ArrayList<>()));
        assertThat(WrittenEvent.files(path)).hasSize(1);
        assertThat(WrittenEvent.shown(path, "loss/step")).hasSize(13);
        assertThat(resume(model().check(), path).ending()).isEqualTo(Outcome.Ending.EPOCHS);
        List<Path> files = WrittenEvent.files(path);
        assertThat(files).hasSize(2);
        List<WrittenEvent> second = WrittenEvent.read(files.get(1));
        assertThat(second.get(0).version()).isEqualTo("brain.Event:2");
        assertThat(second.get(1).start()).isTrue();
        assertThat(second.get(1).step()).isEqualTo(14);
        hasAllFigures(path);
        assertThat(WrittenEvent.shown(path, "loss/step")).hasSize(30);
        assertThat(WrittenEvent.shown(path, "loss/test")).containsOnlyKeys(30L);
    }

    @Test
    void theLogMayBeTurnedOnAndOff() throws IOException {
        Path path = folder.resolve("run");
        model().set("train.log", "none").train(path, new Stopping(3, new ArrayList<>()));
        assertThat(path.resolve("events")).doesNotExist();
        Stopping later = new Stopping(15, new ArrayList<>());
        Experiment on = model().check();
        try (Records records = Records.of(on, path, later)) {
            on.resume(path, records.listener(), () -> false);
        }
        assertThat(later.steps()).first().isEqualTo(4L);
        resume(model().set("train.log", "none").check(), path);
        assertThat(WrittenEvent.files(path)).hasSize(1);
        assertThat(WrittenEvent.shown(path, "loss/train")).containsOnlyKeys(10L);
        model().train(folder.resolve("whole"));
        assertThat(path.resolve("model.safetensors")).hasSameBinaryContentAs(folder.resolve("whole/model.safetensors"));
    }

    /** Otherwise the folder of an interrupted start would not be taken as new. */
    @Test
    void nothingIsWrittenBeforeThereIsACheckpoint() {
        Path path = folder.resolve("run");
        List<Boolean> seen = new ArrayList<>();
        TrainingListener looking = new TrainingListener() {
            @Override
            public void preparing(long done, long all) {
                seen.add(Files.exists(path.resolve("events")));
            }

            @Override
            public void started() {
                seen.add(Files.exists(path.resolve("events")));
                assertThat(path.resolve("checkpoint/last.safetensors")).exists();
                throw new IllegalStateException("the end");
            }
        };
        assertThatThrownBy(() -> model().train(path, looking)).hasMessage("the end");
        assertThat(seen).hasSizeGreaterThan(1).doesNotContain(true);
        assertThat(resume(model().check(), path).epochs()).isEqualTo(3);
    }

    @Test
    void anInterruptedThreadEndsSaved() throws IOException {
        Path path = folder.resolve("run");
        model().train(path, new TrainingListener() {
            @Override
            public void stepped(Progress progress) {
                if (progress.step() == 5) {
                    Thread.currentThread().interrupt();
                }
            }
        });
        assertThat(Thread.interrupted()).isTrue();
        assertThat(WrittenEvent.shown(path, "loss/step")).hasSize(5);
    }

    @Test
    void aRunWhoseEventsCannotBeWrittenGoesOnLater() throws IOException {
        Path path = folder.resolve("run");
        model().train(path, new Stopping(13, new ArrayList<>()));
        Path aside = Files.move(path.resolve("events"), folder.resolve("aside"));
        Files.writeString(path.resolve("events"), "in the way");
        assertThatThrownBy(() -> resume(model().check(), path))
                .isInstanceOfSatisfying(
                        InvalidInput.class,
                        e -> assertThat(e.diagnostics().get(0).code()).isEqualTo(Codes.WRITE));
        Files.delete(path.resolve("events"));
        Files.move(aside, path.resolve("events"));
        resume(model().check(), path);
        hasAllFigures(path);
    }

    @Test
    void closingClosesTheFile() throws IOException {
        Path path = folder.resolve("run");
        EventFile file;
        try (Records records = Records.of(model().check(), path, TrainingListener.SILENT)) {
            file = records.files().get(0);
            file.started();
        }
        assertThatThrownBy(
                        () -> file.stepped(new TrainingListener.Progress(1, 1, 1, 1, 1, Map.of("loss", 1.0), 1, 1, 1)))
                .isInstanceOf(IllegalStateException.class);
        assertThat(WrittenEvent.all(path)).hasSize(1);
    }
}
