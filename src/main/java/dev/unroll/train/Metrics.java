package dev.unroll.train;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The metrics that specs can name. Immutable. */
public final class Metrics {
    /** The name of the metric that is always there: the mean over all rows of what training lowers. */
    public static final String LOSS = "loss";

    private final Map<String, Metric> byName = new LinkedHashMap<>();

    /** @throws IllegalArgumentException if two have the same name */
    public Metrics(List<Metric> metrics) {
        for (Metric metric : metrics) {
            if (byName.put(metric.name(), metric) != null) {
                throw new IllegalArgumentException("two metrics are called '" + metric.name() + "'");
            }
        }
    }

    /** Those that come with Unroll. */
    public static Metrics builtIn() {
        return new Metrics(List.of(
                new Accuracy(),
                new MacroF1(),
                new SpanF1(),
                new Whole(),
                Average.PERPLEXITY,
                Average.BITS,
                Average.MEAN,
                Difference.SQUARED,
                Difference.ABSOLUTE));
    }

    /** All, in the order of registration. */
    public List<Metric> all() {
        return List.copyOf(byName.values());
    }

    /** The one of this name. */
    public Optional<Metric> find(String name) {
        return Optional.ofNullable(byName.get(name));
    }

    /** All names. */
    public Set<String> names() {
        return Set.copyOf(byName.keySet());
    }
}
