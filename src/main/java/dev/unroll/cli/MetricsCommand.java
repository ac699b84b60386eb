package dev.unroll.cli;

import dev.unroll.diagnostic.Codes;
import dev.unroll.plugin.Registry;
import dev.unroll.train.metric.Metric;
import dev.unroll.train.metric.Metrics;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** The metrics that specs can name. */
@Command(
        name = "metrics",
        description = "List the metrics, or describe one.",
        footer = {"", "Example: ./unroll metrics span_f1"})
final class MetricsCommand extends ReferenceVerb {
    @Parameters(
            arity = "0..1",
            paramLabel = "NAME",
            description = "The metric to describe.",
            completionCandidates = Known.class)
    private Optional<String> name = Optional.empty();

    /** For completion. */
    static final class Known extends Candidates {
        Known() {
            super(() -> Metrics.builtIn().names());
        }
    }

    @Mixin
    private PluginOptions plugins;

    MetricsCommand() {
        super("metric", "metrics", Codes.UNKNOWN_METHOD);
    }

    @Override
    Optional<String> wanted() {
        return name;
    }

    @Override
    List<Topic> topics() {
        Map<String, String> examples = Topic.examples("metrics");
        return Metrics.of(plugins.load()).entries().stream()
                .map(entry -> topic(entry, Optional.ofNullable(examples.get(entry.name()))))
                .toList();
    }

    private static Topic topic(Registry.Entry<Metric> entry, Optional<String> example) {
        Metric metric = entry.value();
        List<Topic.Argument> arguments = new ArrayList<>();
        for (int i = 0; i < metric.arguments(); i++) {
            String name = metric.arguments() == 1 ? "x" : Character.toString('a' + i);
            arguments.add(new Topic.Argument(name, Optional.empty(), ""));
        }
        if (metric.weighs()) {
            arguments.add(new Topic.Argument("where", Optional.of(""), "rows that count"));
            arguments.add(new Topic.Argument("weights", Optional.of(""), "how much each row counts"));
        }
        String usage = arguments.stream()
                .map(a -> a.defaultValue().isPresent() ? a.name() + "=" : a.name())
                .collect(Collectors.joining(", ", entry.name() + "(", ")"));
        return new Topic(entry.name(), usage, Topic.about(metric.about(), entry.origin()), arguments, example);
    }
}
