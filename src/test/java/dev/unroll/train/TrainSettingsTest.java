package dev.unroll.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.unroll.diagnostic.Diagnostic;
import dev.unroll.diagnostic.Diagnostics;
import dev.unroll.diagnostic.Source;
import dev.unroll.spec.key.Key;
import dev.unroll.spec.key.Settings;
import dev.unroll.spec.key.Value;
import dev.unroll.train.optimizer.Adam;
import dev.unroll.train.optimizer.Method;
import dev.unroll.train.optimizer.Optimizers;
import dev.unroll.train.optimizer.Schedule;
import dev.unroll.train.optimizer.Schedules;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class TrainSettingsTest {
    /** Settings without mistakes. */
    static TrainSettings settings(String yaml) {
        Diagnostics diagnostics = new Diagnostics();
        TrainSettings settings = read(yaml, diagnostics);
        diagnostics.throwIfErrors();
        return settings;
    }

    private static TrainSettings read(String yaml, Diagnostics diagnostics) {
        Settings train = Settings.parse("train", new Source("m.yaml", yaml));
        return TrainSettings.read(train, List.of("accuracy"), diagnostics);
    }

    private static List<String> mistakes(String yaml) {
        Diagnostics diagnostics = new Diagnostics();
        read(yaml, diagnostics);
        return diagnostics.list().stream().map(Diagnostic::message).toList();
    }

    private static double rate(String yaml, int epoch, double part, long step, Double... scores) {
        TrainSettings settings = settings(yaml);
        return settings.rate(new Schedule.Moment(epoch, part, settings.epochs(), List.of(scores)), step);
    }

    @Test
    void everyKeyHasADefault() {
        TrainSettings settings = settings("seed: 1");
        assertThat(settings.optimizer()).isEqualTo(new Adam(0.001, 0.9, 0.999, 1e-8, false, 0));
        assertThat(settings.batch()).isEqualTo(32);
        assertThat(settings.epochs()).isEqualTo(10);
        assertThat(settings.watch()).isEqualTo("loss");
        assertThat(settings.patience()).isEmpty();
        assertThat(settings.clip()).isEmpty();
        assertThat(settings.steps()).isEmpty();
        assertThat(settings.log()).isEqualTo(TrainSettings.Log.NONE);
    }

    @Test
    void theLogIsOneOfSomeWords() {
        assertThat(settings("log: none").log()).isEqualTo(TrainSettings.Log.NONE);
        assertThat(settings("log: tensorboard").log()).isEqualTo(TrainSettings.Log.TENSORBOARD);
        Diagnostics diagnostics = new Diagnostics();
        assertThat(read("log: tensorbord", diagnostics).log()).isEqualTo(TrainSettings.Log.NONE);
        assertThat(diagnostics.list()).singleElement().satisfies(mistake -> {
            assertThat(mistake.message()).contains("tensorbord");
            assertThat(mistake.hint().orElseThrow()).contains("tensorboard");
        });
    }

    @Test
    void everyKeyIsRead() {
        TrainSettings settings = settings("""
            optimizer: adamw(rate=0.002, beta1=0.8)
            schedule: cosine(epochs=3)
            warmup: 10
            clip: 5
            decay: 0.1
            batch: 16
            epochs: 4
            steps: 100
            seed: -3
            stop: {watch: accuracy, patience: 2}
            """);
        assertThat(settings.optimizer()).isEqualTo(new Adam(0.002, 0.8, 0.999, 1e-8, true, 0.01));
        assertThat(settings.decay()).isEqualTo(0.1);
        assertThat(settings.clip()).hasValue(5);
        assertThat(settings.steps()).hasValue(100);
        assertThat(settings.seed()).isEqualTo(-3);
        assertThat(settings.watch()).isEqualTo("accuracy");
        assertThat(settings.patience()).hasValue(2);
        assertThat(settings("optimizer: adamw(0.1)").decay()).isEqualTo(0.01);
    }

    @Test
    void allMistakesAreFoundAtOnce() {
        assertThat(mistakes("""
            optimiser: adam
            schedule: cosin
            batch: 0
            epochs: many
            stop: {watch: acuracy, patence: 2}
            """)).hasSize(6);
        assertThat(mistakes("clip: 1\nclip_value: 1")).containsExactly("'clip' and 'clip_value' cannot both be set");
        assertThat(mistakes("optimizer: adamw(decay=0.1)\ndecay: 0.1")).hasSize(1);
        assertThat(mistakes("optimizer: adam(1, 2)")).hasSize(1);
        assertThat(mistakes("optimizer: 3")).hasSize(1);
    }

    @Test
    void schedulesChangeTheRate() {
        assertThat(rate("optimizer: sgd(2)", 7, 0.5, 1)).isEqualTo(2);
        assertThat(rate("optimizer: sgd(1)\nschedule: step(every=2, factor=0.1)", 3, 0, 1))
                .isEqualTo(0.1, within(1e-12));
        assertThat(rate("optimizer: sgd(1)\nschedule: exponential(0.5)", 3, 0, 1))
                .isEqualTo(0.125);
        assertThat(rate("optimizer: sgd(1)\nschedule: cosine\nepochs: 4", 0, 0, 1))
                .isEqualTo(1);
        assertThat(rate("optimizer: sgd(1)\nschedule: cosine\nepochs: 4", 1, 0.5, 1))
                .isEqualTo((1 + Math.cos(Math.PI * 1.5 / 4)) / 2, within(1e-12));
        assertThat(rate("optimizer: sgd(1)\nschedule: cosine(epochs=2, floor=0.1)", 3, 0, 1))
                .isEqualTo(0.1, within(1e-12));
    }

    @Test
    void holdThenDivideIsThatOfZaremba() {
        String yaml = "optimizer: sgd(1)\nschedule: hold_then_divide(epochs=4, by=2)";
        assertThat(rate(yaml, 3, 0.9, 1)).isEqualTo(1);
        assertThat(rate(yaml, 4, 0, 1)).isEqualTo(0.5);
        assertThat(rate(yaml, 6, 0, 1)).isEqualTo(0.125);
    }

    @Test
    void plateausHalveTheRate() {
        String yaml = "optimizer: sgd(1)\nschedule: halve_on_plateau(patience=2)";
        assertThat(rate(yaml, 0, 0, 1)).isEqualTo(1);
        assertThat(rate(yaml, 3, 0, 1, 0.5, 0.6, 0.6)).isEqualTo(1);
        assertThat(rate(yaml, 4, 0, 1, 0.5, 0.6, 0.6, 0.1)).isEqualTo(0.5);
        assertThat(rate(yaml, 5, 0, 1, 0.5, 0.6, 0.6, 0.1, 0.1)).isEqualTo(0.5);
        assertThat(rate(yaml, 6, 0, 1, 0.5, 0.6, 0.6, 0.1, 0.1, 0.1)).isEqualTo(0.25);
        assertThat(rate(yaml, 6, 0, 1, 0.5, 0.6, 0.6, 0.1, 0.7, 0.1)).isEqualTo(0.5);
    }

    @Test
    void warmupRisesFromZero() {
        String yaml = "optimizer: sgd(1)\nwarmup: 4";
        assertThat(rate(yaml, 0, 0, 1)).isEqualTo(0.25);
        assertThat(rate(yaml, 0, 0, 4)).isEqualTo(1);
        assertThat(rate(yaml, 0, 0, 9)).isEqualTo(1);
    }

    @Test
    void everyDeclaredKeyIsRead() {
        Settings train = Settings.parse("train", new Source("m.yaml", "seed: 1"));
        TrainSettings.read(train, List.of(), new Diagnostics());
        assertThat(train.unread()).isEmpty();
        Optimizers.builtIn().all().forEach(m -> readsItsArguments("optimizer", m.name()));
        Schedules.builtIn().all().forEach(m -> readsItsArguments("schedule", m.name()));
    }

    private static void readsItsArguments(String key, String method) {
        Settings train = Settings.parse("train", new Source("m.yaml", key + ": " + method));
        Diagnostics diagnostics = new Diagnostics();
        TrainSettings.read(train, List.of(), diagnostics);
        assertThat(diagnostics.list()).isEmpty();
        assertThat(train.unread()).as(method).isEmpty();
    }

    @Test
    void everyArgumentOfAScheduleMatters() {
        for (Method<Schedule> method : Schedules.builtIn().all()) {
            for (Key<?> key : method.callee().keys()) {
                boolean share = key.value() instanceof Value.Real real && real.max() <= 1;
                String other = method.name() + "(" + key.name() + (share ? "=0.3)" : "=3)");
                assertThat(factors(other)).as(other).isNotEqualTo(factors(method.name()));
            }
        }
    }

    private static List<Double> factors(String schedule) {
        List<Double> factors = new ArrayList<>();
        List<Double> scores = new ArrayList<>();
        for (int epoch = 0; epoch < 8; epoch++) {
            factors.add(rate("schedule: " + schedule, epoch, 0.5, 1, scores.toArray(Double[]::new)));
            scores.add(1.0 / (epoch + 1));
        }
        return factors;
    }
}
