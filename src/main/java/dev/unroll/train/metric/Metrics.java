package dev.unroll.train.metric;

import dev.unroll.diagnostic.Diagnostic;
import dev.unroll.diagnostic.Span;
import dev.unroll.plugin.Guard;
import dev.unroll.plugin.Header;
import dev.unroll.plugin.Plugin;
import dev.unroll.plugin.Plugins;
import dev.unroll.plugin.Registry;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The metrics that specs can name. Immutable. */
public final class Metrics {
    private final Registry<Metric> registry = new Registry<>("metric");
    /** Those of others, without their guards. */
    private final Map<String, Metric> added = new HashMap<>();

    private Metrics() {}

    /** Those that come with Unroll. */
    public static Metrics builtIn() {
        return of(Plugins.none());
    }

    /** Those that come with Unroll and those that others added. @throws InvalidInput if two have the same name */
    public static Metrics of(Plugins plugins) {
        Metrics metrics = new Metrics();
        List<Metric> ours = List.of(
                new Accuracy(),
                new MacroF1(),
                new SpanF1(),
                new Whole(),
                Average.PERPLEXITY,
                Average.BITS,
                Average.MEAN,
                Difference.SQUARED,
                Difference.ABSOLUTE);
        ours.forEach(metric -> metrics.registry.add(metric.name(), metric));
        for (Plugin<Metric> plugin : plugins.of(Metric.class)) {
            Metric metric = Header.of(plugin).defaults();
            String name = new Guard("metric", plugin.type().getSimpleName(), plugin.origin())
                    .around(Metric.class, metric, Set.of(), given -> {})
                    .name();
            Metric guarded = new Guard("metric", name, plugin.origin())
                    .around(Metric.class, metric, Set.of(Metric.Tally.class), given -> {});
            metrics.registry.add(name, guarded, plugin.origin());
            metrics.added.put(name, metric);
        }
        return metrics;
    }

    /** All, in the order of registration. */
    public List<Metric> all() {
        return registry.values();
    }

    /** All, with where they came from. */
    public List<Registry.Entry<Metric>> entries() {
        return registry.entries();
    }

    /** What is wrong with the one of this name on arguments that it accepts, if it was added by somebody. */
    public List<Diagnostic> check(String name, List<Metric.Argument> arguments, Span span) {
        return registry.entries().stream()
                .filter(entry -> entry.name().equals(name) && entry.isAdded())
                .flatMap(entry -> new Guard("metric", name, entry.origin())
                        .diagnostics(MetricContract.check(added.get(name), arguments), span).stream())
                .toList();
    }

    /** The one of this name. */
    public Optional<Metric> find(String name) {
        return registry.find(name);
    }

    /** All names. */
    public Set<String> names() {
        return registry.names();
    }

    /** All names in a line, with the origin of those that were added. */
    public String listing() {
        return registry.listing();
    }
}
