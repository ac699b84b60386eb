package dev.unroll.cli;

import dev.unroll.diagnostic.Codes;
import dev.unroll.train.optimizer.Method;
import dev.unroll.train.optimizer.Schedules;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** The learning rate schedules that specs can name. */
@Command(
        name = "schedules",
        description = "List the learning rate schedules, or describe one.",
        footer = {"", "Example: ./unroll schedules cosine"})
final class SchedulesCommand extends ReferenceVerb {
    @Parameters(
            arity = "0..1",
            paramLabel = "NAME",
            description = "The schedule to describe.",
            completionCandidates = Known.class)
    private Optional<String> name = Optional.empty();

    /** For completion. */
    static final class Known extends Candidates {
        Known() {
            super(() -> Schedules.builtIn().all().stream().map(Method::name).toList());
        }
    }

    @Mixin
    private PluginOptions plugins;

    SchedulesCommand() {
        super("schedule", "schedules", Codes.UNKNOWN_METHOD);
    }

    @Override
    Optional<String> wanted() {
        return name;
    }

    @Override
    List<Topic> topics() {
        return Topic.of(Schedules.of(plugins.load()), Topic.examples("schedules"));
    }
}
