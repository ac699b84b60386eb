package dev.unroll.train;

import dev.unroll.spec.Settings;
import java.util.List;

/** The schedules that come with Unroll. */
public final class Schedules {
    private static final int MANY = Integer.MAX_VALUE;
    private static final double INFINITE = Double.POSITIVE_INFINITY;

    private Schedules() {}

    /**
     * {@code constant}, {@code step}, {@code exponential}, {@code halve_on_plateau}, {@code cosine}, {@code
     * hold_then_divide}.
     */
    public static Methods<Schedule> builtIn() {
        return new Methods<>(
                "schedule",
                List.of(
                        new Method<>("constant", "the same rate throughout", List.of(), s -> m -> 1),
                        new Method<>(
                                "step",
                                "times a factor every so many epochs",
                                List.of("every", "factor"),
                                Schedules::step),
                        new Method<>(
                                "exponential", "times a factor each epoch", List.of("factor"), Schedules::exponential),
                        new Method<>(
                                "halve_on_plateau",
                                "halved when the watched metric has not improved",
                                List.of("patience"),
                                Schedules::plateau),
                        new Method<>(
                                "cosine", "half a cosine wave down to a floor", List.of("epochs"), Schedules::cosine),
                        new Method<>(
                                "hold_then_divide",
                                "constant for some epochs, then divided each epoch",
                                List.of("epochs", "by"),
                                Schedules::holdThenDivide)));
    }

    private static Schedule step(Settings s) {
        int every = s.integer("every", 1, 1, MANY);
        double factor = s.number("factor", 0.1, 0, 1);
        return m -> Math.pow(factor, m.epoch() / every);
    }

    private static Schedule exponential(Settings s) {
        double factor = s.number("factor", 0.95, 0, 1);
        return m -> Math.pow(factor, m.epoch());
    }

    private static Schedule plateau(Settings s) {
        int patience = s.integer("patience", 1, 1, MANY);
        double factor = s.number("factor", 0.5, 0, 1);
        return m -> Math.pow(factor, plateaus(m.scores(), patience));
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
        int given = s.integer("epochs", 1, MANY).orElse(0);
        double floor = s.number("floor", 0, 0, 1);
        return m -> {
            int epochs = given > 0 ? given : m.epochs();
            double part = Math.min(1, (m.epoch() + m.part()) / epochs);
            return floor + (1 - floor) * (1 + Math.cos(Math.PI * part)) / 2;
        };
    }

    /** As in Zaremba, Sutskever & Vinyals 2014. */
    private static Schedule holdThenDivide(Settings s) {
        int epochs = s.integer("epochs", 4, 0, MANY);
        double by = s.number("by", 2, 1, INFINITE);
        return m -> Math.pow(by, -Math.max(0, m.epoch() + 1 - epochs));
    }
}
