package dev.unroll.train;

import dev.unroll.contract.Verdict.Fault;
import dev.unroll.data.Reader;
import dev.unroll.data.ReaderContract;
import dev.unroll.data.Readers;
import dev.unroll.diagnostic.Source;
import dev.unroll.model.InitialiserContract;
import dev.unroll.plugin.Header;
import dev.unroll.plugin.Plugin;
import dev.unroll.plugin.Plugins;
import dev.unroll.plugin.Registry;
import dev.unroll.spec.key.Key;
import dev.unroll.spec.key.Settings;
import dev.unroll.train.metric.Metric;
import dev.unroll.train.metric.MetricContract;
import dev.unroll.train.metric.Metrics;
import dev.unroll.train.optimizer.GuardedMethods;
import dev.unroll.train.optimizer.Method;
import dev.unroll.train.optimizer.Methods;
import dev.unroll.train.optimizer.Optimizer;
import dev.unroll.train.optimizer.Optimizers;
import dev.unroll.train.optimizer.Schedule;
import dev.unroll.train.optimizer.Schedules;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * A plug-in that specs can name, other than an op, with the check of its contract.
 *
 * @param kind such as {@code optimizer}
 * @param name its name in specs
 * @param origin where it came from; {@link Registry#UNROLL} if it comes with Unroll
 * @param check what is wrong with it, with each of its arguments at several values
 */
public record Owed(String kind, String name, String origin, Supplier<List<Fault>> check) {
    /** Whether it comes from a plug-in. */
    public boolean isAdded() {
        return !origin.equals(Registry.UNROLL);
    }

    /** All initialisers, optimizers, schedules, metrics and readers. @throws InvalidInput if two of a kind share a name */
    public static List<Owed> all(Plugins plugins) {
        List<Owed> all = new ArrayList<>();
        InitialiserContract.all(plugins)
                .entries()
                .forEach(e -> all.add(new Owed(
                        "initialiser", e.name(), e.origin(), () -> first(e.value(), InitialiserContract::check))));
        methods("optimizer", Optimizers.of(plugins), plugins.of(Optimizer.class), GuardedMethods.OPTIMIZERS, all);
        methods("schedule", Schedules.of(plugins), plugins.of(Schedule.class), GuardedMethods.SCHEDULES, all);
        instances(
                "metric",
                Metrics.of(plugins).entries(),
                plugins.of(Metric.class),
                Metric::name,
                MetricContract::check,
                all);
        instances(
                "reader",
                Readers.of(plugins).entries(),
                plugins.of(Reader.class),
                Reader::name,
                ReaderContract::check,
                all);
        return all;
    }

    /** Those that are one object each. */
    private static <T> void instances(
            String kind,
            List<Registry.Entry<T>> entries,
            List<Plugin<T>> plugins,
            Function<T, String> name,
            Function<T, List<Fault>> check,
            List<Owed> all) {
        for (Registry.Entry<T> entry : entries) {
            if (!entry.isAdded()) {
                all.add(new Owed(kind, entry.name(), entry.origin(), () -> check.apply(entry.value())));
            }
        }
        for (Plugin<T> plugin : plugins) {
            T added = Header.of(plugin).defaults();
            all.add(new Owed(kind, name.apply(added), plugin.origin(), () -> check.apply(added)));
        }
    }

    private static <T> void methods(
            String kind, Methods<T> methods, List<Plugin<T>> plugins, GuardedMethods.Kind<T> owes, List<Owed> all) {
        for (Registry.Entry<Method<T>> entry : methods.entries()) {
            if (!entry.isAdded()) {
                all.add(new Owed(
                        kind, entry.name(), entry.origin(), () -> owes.check(defaultValue(methods, entry.name()))));
            }
        }
        for (Plugin<T> plugin : plugins) {
            Header<T> header = Header.of(plugin);
            all.add(new Owed(kind, header.name(), plugin.origin(), () -> first(header.variants(), owes::check)));
        }
    }

    /** With all of its defaults. */
    private static <T> T defaultValue(Methods<T> methods, String name) {
        Key<Settings> key = methods.key("the method to check", name);
        Settings settings = Settings.parse("train", new Source("the check of " + name, "{}"));
        return methods.configure(settings.declare(List.of(key)).call(key));
    }

    /** The faults of the first that has any, with how its arguments differ from the defaults. */
    private static <T> List<Fault> first(List<Header.Variant<T>> variants, Function<T, List<Fault>> check) {
        for (Header.Variant<T> variant : variants) {
            List<Fault> faults = check.apply(variant.value());
            if (!faults.isEmpty()) {
                return variant.label().isEmpty()
                        ? faults
                        : faults.stream()
                                .map(fault -> with(variant.label(), fault))
                                .toList();
            }
        }
        return List.of();
    }

    private static Fault with(String label, Fault fault) {
        return new Fault(
                "with " + label + " " + fault.message(),
                fault.hint().map(hint -> hint + "; @Bounds limits the numbers that an argument accepts"));
    }
}
