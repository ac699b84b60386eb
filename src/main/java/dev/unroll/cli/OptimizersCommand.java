package dev.unroll.cli;

import dev.unroll.diagnostic.Codes;
import dev.unroll.train.optimizer.Method;
import dev.unroll.train.optimizer.Optimizers;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** The optimizers that specs can name. */
@Command(
        name = "optimizers",
        description = "List the optimizers, or describe one.",
        footer = {"", "Example: ./unroll optimizers adam"})
final class OptimizersCommand extends ReferenceVerb {
    @Parameters(
            arity = "0..1",
            paramLabel = "NAME",
            description = "The optimizer to describe.",
            completionCandidates = Known.class)
    private Optional<String> name = Optional.empty();

    /** For completion. */
    static final class Known extends Candidates {
        Known() {
            super(() -> Optimizers.builtIn().all().stream().map(Method::name).toList());
        }
    }

    @Mixin
    private PluginOptions plugins;

    OptimizersCommand() {
        super("optimizer", "optimizers", Codes.UNKNOWN_METHOD);
    }

    @Override
    Optional<String> wanted() {
        return name;
    }

    @Override
    List<Topic> topics() {
        return Topic.of(Optimizers.of(plugins.load()), Topic.examples("optimizers"));
    }
}
