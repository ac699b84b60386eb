package dev.unroll.train;

import dev.unroll.spec.Codes;
import dev.unroll.spec.Diagnostic;
import dev.unroll.spec.Diagnostics;
import dev.unroll.spec.Expr;
import dev.unroll.spec.Settings;
import dev.unroll.spec.Span;
import dev.unroll.spec.Suggest;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.BiFunction;

/**
 * How to train: the keys under {@code train}.
 *
 * @param optimizer {@code optimizer}, by default {@code adam(rate=0.001)}
 * @param schedule {@code schedule}, by default {@code constant}
 * @param warmup {@code warmup}: over how many steps the rate rises from zero, by default 0
 * @param clip {@code clip}: the largest norm of all gradients together; longer ones are scaled down
 * @param clipValue {@code clip_value}: the largest size of each number of a gradient
 * @param decay {@code decay}: how strongly weights other than biases are drawn to zero, by default 0 (0.01 with adamw)
 * @param batch {@code batch}: how many sequences a batch has, by default 32
 * @param epochs {@code epochs}: how often the data is gone through, by default 10
 * @param steps {@code steps}: after how many steps to end, if that is earlier
 * @param seed {@code seed}: decides initial weights, order and dropout, by default 1
 * @param watch {@code stop.watch}: the metric by which the best weights are chosen, by default {@code loss}
 * @param patience {@code stop.patience}: after how many epochs without a better value of it to end; never if absent
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
        String watch,
        OptionalInt patience) {
    private static final int MANY = Integer.MAX_VALUE;
    private static final double INFINITE = Double.POSITIVE_INFINITY;

    /**
     * Reads the keys under {@code train}. All mistakes, unknown keys among them, go to the diagnostics, and a default
     * stands in.
     *
     * @param train the keys, of which nothing has been read yet
     * @param metrics the names of the spec's metrics; {@code loss} need not be among them
     */
    public static TrainSettings read(Settings train, Collection<String> metrics, Diagnostics diagnostics) {
        Optional<Settings> stop = train.settings("stop");
        Optimizer optimizer = method(train, "optimizer", Optimizers.builtIn()::configure, diagnostics)
                .orElse(new Adam(0.001, 0.9, 0.999, 1e-8, false, 0));
        Schedule schedule = method(train, "schedule", Schedules.builtIn()::configure, diagnostics)
                .orElse(moment -> 1);
        TrainSettings settings = new TrainSettings(
                optimizer,
                schedule,
                train.integer("warmup", 0, 0, MANY),
                positive(train, "clip"),
                positive(train, "clip_value"),
                train.number("decay", optimizer.standardDecay(), 0, INFINITE),
                train.integer("batch", 32, 1, MANY),
                train.integer("epochs", 10, 1, MANY),
                train.whole("steps", 1, Long.MAX_VALUE).map(OptionalLong::of).orElse(OptionalLong.empty()),
                train.whole("seed", Long.MIN_VALUE, Long.MAX_VALUE).orElse(1L),
                stop.flatMap(s -> watch(s, metrics)).orElse(Metrics.LOSS),
                stop.flatMap(s -> s.integer("patience", 1, MANY))
                        .map(OptionalInt::of)
                        .orElse(OptionalInt.empty()));
        if (settings.clip.isPresent() && settings.clipValue.isPresent()) {
            train.error("clip_value", "'clip' and 'clip_value' cannot both be set");
        }
        bothDecays(train);
        train.finish(diagnostics);
        return settings;
    }

    private static <T> Optional<T> method(
            Settings train,
            String key,
            BiFunction<Expr.Call, Diagnostics, Optional<T>> configure,
            Diagnostics diagnostics) {
        return train.call(key).flatMap(call -> configure.apply(call, diagnostics));
    }

    private static void bothDecays(Settings train) {
        Optional<Expr> own =
                train.has("decay") ? train.call("optimizer").flatMap(c -> c.named("decay")) : Optional.empty();
        own.ifPresent(expr -> train.add(Diagnostic.error(
                Codes.WRONG_VALUE, "the decay is set here and by the key 'decay' of 'train'", expr.span())));
    }

    private static OptionalDouble positive(Settings train, String key) {
        Optional<Double> value = train.number(key, Double.MIN_NORMAL, INFINITE);
        return value.isPresent() ? OptionalDouble.of(value.get()) : OptionalDouble.empty();
    }

    private static Optional<String> watch(Settings stop, Collection<String> metrics) {
        Set<String> known = new LinkedHashSet<>(metrics);
        known.add(Metrics.LOSS);
        Optional<String> name = stop.text("watch");
        if (name.isEmpty() || known.contains(name.get())) {
            return name;
        }
        Span span = stop.span("watch");
        stop.add(Diagnostic.error(Codes.UNKNOWN_NAME, "there is no metric '" + name.get() + "' to watch", span)
                .hint(Suggest.question(name.get(), known).orElse("metrics: " + String.join(", ", known))));
        return Optional.empty();
    }

    /** The learning rate at a moment. */
    double rate(Schedule.Moment moment, long step) {
        double warm = warmup == 0 ? 1 : Math.min(1, (double) step / warmup);
        return optimizer.rate() * warm * schedule.factor(moment);
    }
}
