package dev.unroll.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.unroll.Unroll;
import dev.unroll.data.Split;
import dev.unroll.diagnostic.Codes;
import dev.unroll.diagnostic.Diagnostics;
import dev.unroll.diagnostic.InvalidInput;
import dev.unroll.plugin.Plugins;
import dev.unroll.store.Figures;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mockito.InOrder;
import org.mockito.Mockito;

/** A training that a Java program stops ends as one that is stopped by Ctrl-C: saved, and with a clear result. */
class StoppingTest {
    private static final String SPEC = """
            model: stopped
            data: {reader: random, length: 5, train: 40, valid: 8, fields: {x: {features: 2}, y: {features: 2}}}
            equations: {h: 'rnn(lstm(4), x)', z: 'affine(h, to=y)'}
            loss: squared_error(z, y)
            train: {epochs: 3, batch: 4, checkpoint: 1s}
            """;

    @TempDir
    Path folder;

    private Path spec;

    @BeforeEach
    void spec() throws IOException {
        spec = Files.writeString(folder.resolve("stopped.yaml"), SPEC);
    }

    @AfterEach
    void calm() {
        Thread.interrupted();
    }

    private Experiment experiment() {
        return Experiment.load(spec, List.of(), Plugins.installed(), new Diagnostics());
    }

    @Test
    void anInterruptedThreadSavesAndStaysInterrupted() throws IOException {
        experiment().train(folder.resolve("whole"), TrainingListener.SILENT, () -> false);
        Path stopped = folder.resolve("stopped");
        TrainingListener interrupting = new TrainingListener() {
            @Override
            public void stepped(Progress progress) {
                if (progress.step() == 13) {
                    Thread.currentThread().interrupt();
                }
            }
        };
        Run run = Unroll.load(spec).train(stopped, interrupting);
        assertThat(Thread.interrupted())
                .as("the caller's interrupt is still there")
                .isTrue();
        assertThat(run.evaluate(Split.VALID)).containsKey("loss");
        Outcome outcome = experiment().resume(stopped, TrainingListener.SILENT, () -> false);
        assertThat(outcome.ending()).isEqualTo(Outcome.Ending.EPOCHS);
        assertThat(stopped.resolve("model.safetensors"))
                .hasSameBinaryContentAs(folder.resolve("whole/model.safetensors"));
    }

    /** Whoever calls with a question of its own that never says yes is interrupted all the same. */
    @Test
    void anInterruptStopsWithAClearResult() {
        AtomicReference<Outcome> heard = new AtomicReference<>();
        TrainingListener interrupting = new TrainingListener() {
            @Override
            public void stepped(Progress progress) {
                if (progress.step() == 5) {
                    Thread.currentThread().interrupt();
                }
            }

            @Override
            public void ended(Outcome outcome) {
                heard.set(outcome);
            }
        };
        Outcome outcome = experiment().train(folder.resolve("run"), interrupting, () -> false);
        assertThat(outcome.ending()).isEqualTo(Outcome.Ending.INTERRUPTED);
        assertThat(outcome.steps()).isEqualTo(5);
        assertThat(heard.get()).isEqualTo(outcome);
    }

    @Test
    void anInterruptBeforeTheFirstStepWritesNothing() {
        Thread.currentThread().interrupt();
        assertThatThrownBy(() -> experiment().train(folder.resolve("run"), TrainingListener.SILENT, () -> false))
                .isInstanceOfSatisfying(
                        InvalidInput.class,
                        e -> assertThat(e.diagnostics().get(0).code()).isEqualTo(Codes.INTERRUPTED));
        assertThat(Thread.interrupted()).isTrue();
        assertThat(folder.resolve("run")).doesNotExist();
    }

    /** All epochs are done then, and going on only measures again. */
    @Test
    void anInterruptWhileTheTestPartIsMeasured() {
        Experiment experiment = Experiment.load(
                spec, List.of("data.test=20", "train.epochs=1"), Plugins.installed(), new Diagnostics());
        TrainingListener interrupting = new TrainingListener() {
            @Override
            public void epochEnded(Figures figures) {
                Thread.currentThread().interrupt();
            }
        };
        Path run = folder.resolve("run");
        Outcome outcome = experiment.train(run, interrupting, () -> false);
        assertThat(outcome.ending()).isEqualTo(Outcome.Ending.INTERRUPTED);
        assertThat(outcome.test()).isEmpty();
        Thread.interrupted();
        assertThat(experiment.resume(run, TrainingListener.SILENT, () -> false).test())
                .containsKey("loss");
    }

    @Test
    void aListenerCanStop() {
        AtomicLong steps = new AtomicLong();
        Outcome outcome = experiment()
                .train(
                        folder.resolve("run"),
                        new TrainingListener() {
                            @Override
                            public void stepped(Progress progress) {
                                steps.set(progress.step());
                            }

                            @Override
                            public boolean stops() {
                                return steps.get() >= 7;
                            }
                        },
                        () -> false);
        assertThat(outcome.ending()).isEqualTo(Outcome.Ending.INTERRUPTED);
        assertThat(outcome.steps()).isEqualTo(7);
    }

    @Test
    void aListenerIsCalledInOrder() {
        TrainingListener listener = Mockito.mock(TrainingListener.class);
        experiment().train(folder.resolve("run"), listener, () -> false);
        InOrder order = Mockito.inOrder(listener);
        order.verify(listener, Mockito.atLeastOnce()).preparing(Mockito.anyLong(), Mockito.anyLong());
        order.verify(listener).started();
        for (int epoch = 1; epoch <= 3; epoch++) {
            order.verify(listener, Mockito.calls(10)).stepped(Mockito.any());
            order.verify(listener).evaluating(epoch);
            order.verify(listener).epochEnded(Mockito.any());
        }
        order.verify(listener).ended(Mockito.any());
        Mockito.verify(listener, Mockito.times(30)).stepped(Mockito.any());
        Mockito.verify(listener, Mockito.never()).noted(Mockito.any());
    }
}
