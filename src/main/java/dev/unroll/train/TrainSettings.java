package dev.unroll.train;

import dev.unroll.diagnostic.Codes;
import dev.unroll.diagnostic.Diagnostic;
import dev.unroll.diagnostic.Diagnostics;
import dev.unroll.diagnostic.Suggest;
import dev.unroll.plugin.Plugins;
import dev.unroll.spec.key.Key;
import dev.unroll.spec.key.Keys;
import dev.unroll.spec.key.Settings;
import dev.unroll.spec.key.Value;
import dev.unroll.store.Figures;
import dev.unroll.train.optimizer.Methods;
import dev.unroll.train.optimizer.Optimizer;
import dev.unroll.train.optimizer.Optimizers;
import dev.unroll.train.optimizer.Schedule;
import dev.unroll.train.optimizer.Schedules;
import java.time.Duration;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;

/**
 * The training settings: the keys under {@code train}.
 *
 * @param optimizer {@code optimizer}, by default {@code adam(rate=0.001)}
 * @param schedule {@code schedule}, by default {@code constant}
 * @param warmup {@code warmup}: over how many steps the rate rises from zero, by default 0
 * @param clip {@code clip}: the largest norm of all gradients together; longer ones are scaled down
 * @param clipValue {@code clip_value}: the largest size of each number of a gradient
 * @param decay {@code decay}: weight decay coefficient, not applied to biases, by default 0 (0.01 with adamw)
 * @param batch {@code batch}: how many sequences a batch has, by default 32
 * @param epochs {@code epochs}: passes over the training data, by default 10
 * @param steps {@code steps}: after how many steps to end, if that is earlier
 * @param seed {@code seed}: decides initial weights, order and dropout, by default 1
 * @param watch {@code stop.watch}: the metric by which the best weights are chosen, by default {@code loss}
 * @param checkpoint {@code checkpoint}: how much time may pass within an epoch before all is saved, by default 120 s
 * @param patience {@code stop.patience}: epochs without improvement of it after which training ends; never if absent
 * @param log {@code log}: the format in which the run's figures are also logged, by default none
 */
public record TrainSettings(
        Optimizer optimizer,
        Schedule schedule,
        int warmup,
        OptionalDouble clip,
        OptionalDouble clipValue,
        double decay,
        int batch,
        int epochs,
        OptionalLong steps,
        long seed,
        Duration checkpoint,
        String watch,
        OptionalInt patience,
        Log log) {
    /** A format of {@code log}, for tools that plot training runs. */
    public enum Log {
        /** No log. */
        NONE,
        /** TensorBoard event files in the run folder. */
        TENSORBOARD;

        private static final List<String> KEYS =
                Arrays.stream(values()).map(Log::key).toList();

        /** The word in a spec. */
        public String key() {
            return name().toLowerCase(Locale.ROOT);
        }

        private static Log of(String key) {
            return values()[KEYS.indexOf(key)];
        }
    }

    private static final int MANY = Integer.MAX_VALUE;
    private static final double INFINITE = Double.POSITIVE_INFINITY;

    private static final Key<Settings> OPTIMIZER = optimizer(Optimizers.builtIn());
    private static final Key<Settings> SCHEDULE = schedule(Schedules.builtIn());

    private static Key<Settings> optimizer(Methods<Optimizer> optimizers) {
        return optimizers
                .key("the update rule of the weights", "adam(rate=0.001)")
                .examples("adam(rate=0.002)", "adamw(rate=0.004, decay=0.02)", "sgd(rate=0.1, momentum=0.9)");
    }

    private static Key<Settings> schedule(Methods<Schedule> schedules) {
        return schedules
                .key("the schedule of the learning rate", "constant")
                .examples("cosine()", "halve_on_plateau(patience=2)", "step(every=5, factor=0.1)");
    }

    private static final Key<Integer> WARMUP = Key.integer(
                    "warmup", "the number of steps over which the learning rate rises from 0", 0, MANY)
            .defaultValue(0);
    private static final Key<Double> CLIP = Key.number(
                    "clip",
                    "the largest global gradient norm, above which gradients are scaled down; unlimited by default",
                    Double.MIN_NORMAL,
                    INFINITE)
            .examples("5");
    private static final Key<Double> CLIP_VALUE = Key.number(
            "clip_value",
            "the largest absolute value of each gradient entry; unlimited by default",
            Double.MIN_NORMAL,
            INFINITE);
    private static final Key<Double> DECAY = Key.number(
            "decay", "weight decay coefficient, not applied to vectors; by default 0, with adamw 0.01", 0, INFINITE);
    private static final Key<Integer> BATCH = Key.integer(
                    "batch", "the number of sequences in a training batch; measurements do not depend on it", 1, MANY)
            .defaultValue(32);
    private static final Key<Integer> EPOCHS = Key.integer(
                    "epochs", "the number of passes over the training data", 1, MANY)
            .defaultValue(10);
    private static final Key<Long> STEPS = Key.of(
            "steps",
            "the largest number of steps, if reached before the last epoch; unlimited by default",
            new Value.Whole(1, Long.MAX_VALUE));
    private static final Key<Long> SEED = Key.whole("seed", "the random seed of initial weights, order and dropout")
            .defaultValue(1L);
    private static final Key<Duration> CHECKPOINT = Key.duration(
                    "checkpoint",
                    "the interval between checkpoints within an epoch: the most training time that an interruption can lose")
            .defaultValue(Duration.ofSeconds(120))
            .examples("30s", "10min");
    private static final Key<String> WATCH = Key.text(
                    "watch", "the metric that selects the best epoch; for standardised numbers, its standardised value")
            .defaultValue(Figures.LOSS);
    private static final Key<Integer> PATIENCE = Key.integer(
            "patience",
            "the number of epochs without improvement after which training ends; unlimited by default",
            1,
            MANY);
    private static final Key<String> LOG = Key.choice(
                    "log", "the format in which metrics are also logged in the run folder", Log.KEYS)
            .defaultValue(Log.NONE.key());

    /** Which epoch is the best, and when no better one is to be hoped for. */
    static final Key<Settings> STOP = Key.section(
                    "stop", "early stopping: which epoch is kept and when training ends", Keys.of(WATCH, PATIENCE))
            .examples("{watch: accuracy, patience: 3}");

    /** The keys under {@code train}. */
    public static final Keys KEYS = keys(OPTIMIZER, SCHEDULE);

    private static Keys keys(Key<Settings> optimizer, Key<Settings> schedule) {
        return Keys.of(
                optimizer,
                schedule,
                WARMUP,
                CLIP,
                CLIP_VALUE,
                DECAY,
                BATCH,
                EPOCHS,
                STEPS,
                SEED,
                CHECKPOINT,
                STOP,
                LOG);
    }

    /** The same with what is on the class path. */
    public static TrainSettings read(Settings train, Collection<String> metrics, Diagnostics diagnostics) {
        return read(train, metrics, Plugins.installed(), diagnostics);
    }

    /**
     * Reads the keys under {@code train}. All errors, including unknown keys, go to the diagnostics, and a default
     * stands in.
     *
     * @param train the keys, of which nothing has been read yet
     * @param metrics the names of the spec's metrics; {@code loss} need not be among them
     * @param plugins optimizers and schedules that others added
     */
    public static TrainSettings read(
            Settings train, Collection<String> metrics, Plugins plugins, Diagnostics diagnostics) {
        Methods<Optimizer> optimizers = Optimizers.of(plugins);
        Methods<Schedule> schedules = Schedules.of(plugins);
        Key<Settings> chosen = optimizer(optimizers);
        Key<Settings> course = schedule(schedules);
        train.declare(keys(chosen, course).all());
        Settings arguments = train.call(chosen);
        Optimizer optimizer = optimizers.configure(arguments);
        Settings stop = train.section(STOP);
        TrainSettings settings = new TrainSettings(
                optimizer,
                schedules.configure(train.call(course)),
                train.get(WARMUP),
                positive(train, CLIP),
                positive(train, CLIP_VALUE),
                decay(train, arguments, optimizer),
                train.get(BATCH),
                train.get(EPOCHS),
                train.find(STEPS).map(OptionalLong::of).orElse(OptionalLong.empty()),
                train.get(SEED),
                train.get(CHECKPOINT),
                watch(stop, metrics),
                stop.find(PATIENCE).map(OptionalInt::of).orElse(OptionalInt.empty()),
                Log.of(train.get(LOG)));
        if (settings.clip.isPresent() && settings.clipValue.isPresent()) {
            train.error(CLIP_VALUE, "'clip' and 'clip_value' cannot both be set");
        }
        train.finish(diagnostics);
        return settings;
    }

    private static double decay(Settings train, Settings arguments, Optimizer optimizer) {
        boolean own = arguments.declares(Optimizers.DECAY) && arguments.has(Optimizers.DECAY);
        if (own && train.has(DECAY)) {
            train.add(Diagnostic.error(
                    Codes.WRONG_VALUE,
                    "decay is set both here and by the key 'decay' of 'train'",
                    arguments.span(Optimizers.DECAY)));
        }
        return own ? optimizer.defaultDecay() : train.get(DECAY, optimizer.defaultDecay());
    }

    private static OptionalDouble positive(Settings train, Key<Double> key) {
        Optional<Double> value = train.find(key);
        return value.isPresent() ? OptionalDouble.of(value.get()) : OptionalDouble.empty();
    }

    private static String watch(Settings stop, Collection<String> metrics) {
        Set<String> known = new LinkedHashSet<>(metrics);
        known.add(Figures.LOSS);
        String name = stop.get(WATCH);
        if (known.contains(name)) {
            return name;
        }
        stop.add(Diagnostic.error(Codes.UNKNOWN_NAME, "there is no metric '" + name + "' to watch", stop.span(WATCH))
                .hint(Suggest.question(name, known).orElse("known metrics: " + String.join(", ", known))));
        return Figures.LOSS;
    }

    /** The learning rate at a moment. */
    double rate(Schedule.Moment moment, long step) {
        double warm = warmup == 0 ? 1 : Math.min(1, (double) step / warmup);
        return optimizer.rate() * warm * schedule.factor(moment);
    }
}
