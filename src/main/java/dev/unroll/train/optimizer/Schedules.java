package dev.unroll.train.optimizer;

import dev.unroll.plugin.Plugins;
import dev.unroll.spec.key.Key;
import dev.unroll.spec.key.Settings;
import java.util.List;

/** The schedules that come with Unroll. */
public final class Schedules {
    private static final int MANY = Integer.MAX_VALUE;
    private static final double INFINITE = Double.POSITIVE_INFINITY;

    private static final Key<Integer> EVERY =
            Key.integer("every", "number of epochs between changes", 1, MANY).defaultValue(1);
    private static final Key<Integer> PATIENCE = Key.integer(
                    "patience", "number of epochs without improvement of the watched metric", 1, MANY)
            .defaultValue(1);
    private static final Key<Integer> EPOCHS =
            Key.integer("epochs", "length of the decay in epochs; by default all of the training", 1, MANY);
    private static final Key<Double> FLOOR =
            Key.number("floor", "the final factor", 0, 1).defaultValue(0.0);
    private static final Key<Integer> HOLD = Key.integer("epochs", "number of epochs at the constant rate", 0, MANY)
            .defaultValue(4);
    private static final Key<Double> BY =
            Key.number("by", "the divisor of each later epoch", 1, INFINITE).defaultValue(2.0);

    private Schedules() {}

    private static Key<Double> factor(double defaultValue) {
        return Key.number("factor", "the multiplier of the rate", 0, 1).defaultValue(defaultValue);
    }

    /** Those that come with Unroll and those that others added. @throws InvalidInput if two have the same name */
    public static Methods<Schedule> of(Plugins plugins) {
        return builtIn().with(plugins.of(Schedule.class), GuardedMethods.SCHEDULES);
    }

    /**
     * {@code constant}, {@code step}, {@code exponential}, {@code halve_on_plateau}, {@code cosine}, {@code
     * hold_then_divide}.
     */
    public static Methods<Schedule> builtIn() {
        return new Methods<>(
                "schedule",
                List.of(
                        new Method<>("constant", "a constant rate", 0, List.of(), s -> m -> 1),
                        step(),
                        exponential(),
                        plateau(),
                        new Method<>(
                                "cosine", "cosine decay down to a floor", 1, List.of(EPOCHS, FLOOR), Schedules::cosine),
                        new Method<>(
                                "hold_then_divide",
                                "constant for some epochs, then divided each epoch",
                                2,
                                List.of(HOLD, BY),
                                Schedules::holdThenDivide)));
    }

    private static Method<Schedule> step() {
        Key<Double> factor = factor(0.1);
        return new Method<>("step", "multiplied by a factor every few epochs", 2, List.of(EVERY, factor), s -> {
            int every = s.get(EVERY);
            double by = s.get(factor);
            return m -> Math.pow(by, m.epoch() / every);
        });
    }

    private static Method<Schedule> exponential() {
        Key<Double> factor = factor(0.95);
        return new Method<>("exponential", "multiplied by a factor each epoch", 1, List.of(factor), s -> {
            double by = s.get(factor);
            return m -> Math.pow(by, m.epoch());
        });
    }

    private static Method<Schedule> plateau() {
        Key<Double> factor = factor(0.5);
        String about = "halved when the watched metric stops improving";
        return new Method<>("halve_on_plateau", about, 1, List.of(PATIENCE, factor), s -> {
            int patience = s.get(PATIENCE);
            double by = s.get(factor);
            return m -> Math.pow(by, plateaus(m.scores(), patience));
        });
    }

    private static int plateaus(List<Double> scores, int patience) {
        double best = Double.NEGATIVE_INFINITY;
        int waited = 0;
        int plateaus = 0;
        for (double score : scores) {
            if (score > best) {
                best = score;
                waited = 0;
            } else if (++waited == patience) {
                plateaus++;
                waited = 0;
            }
        }
        return plateaus;
    }

    /** Loshchilov & Hutter 2017, without restarts. */
    private static Schedule cosine(Settings s) {
        int given = s.find(EPOCHS).orElse(0);
        double floor = s.get(FLOOR);
        return m -> {
            int epochs = given > 0 ? given : m.epochs();
            double part = Math.min(1, (m.epoch() + m.part()) / epochs);
            return floor + (1 - floor) * (1 + Math.cos(Math.PI * part)) / 2;
        };
    }

    /** As in Zaremba, Sutskever & Vinyals 2014. */
    private static Schedule holdThenDivide(Settings s) {
        int epochs = s.get(HOLD);
        double by = s.get(BY);
        return m -> Math.pow(by, -Math.max(0, m.epoch() + 1 - epochs));
    }
}
