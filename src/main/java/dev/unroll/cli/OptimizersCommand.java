package dev.unroll.cli;

import dev.unroll.diagnostic.Codes;
import dev.unroll.train.optimizer.Method;
import dev.unroll.train.optimizer.Optimizer;
import dev.unroll.train.optimizer.Optimizers;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** The ways to move weights that specs can name. */
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

    OptimizersCommand() {
        super("optimizer", "optimizers", Codes.UNKNOWN_METHOD);
    }

    @Override
    Optional<String> wanted() {
        return name;
    }

    @Override
    List<Topic> topics() {
        Map<String, String> examples = Topic.examples("optimizers");
        return Optimizers.builtIn().all().stream()
                .map(method -> topic(method, Optional.ofNullable(examples.get(method.name()))))
                .toList();
    }

    private static Topic topic(Method<Optimizer> method, Optional<String> example) {
        return new Topic(
                method.name(),
                method.name(),
                method.callee().about(),
                Topic.Argument.of(method.callee().keys()),
                example);
    }
}
