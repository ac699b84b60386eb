package dev.unroll.cli;

import dev.unroll.diagnostic.Codes;
import dev.unroll.model.Reference;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** The functions of the equation language. */
@Command(
        name = "ops",
        description = "List the functions of the equation language, or describe one.",
        footer = {"", "Example: ./unroll ops birnn"})
final class OpsCommand extends ReferenceVerb {
    @Parameters(
            arity = "0..1",
            paramLabel = "NAME",
            description = "The function to describe.",
            completionCandidates = Known.class)
    private Optional<String> name = Optional.empty();

    /** For completion. */
    static final class Known extends Candidates {
        Known() {
            super(() ->
                    Reference.functions().stream().map(Reference.Entry::name).toList());
        }
    }

    @Mixin
    private PluginOptions plugins;

    OpsCommand() {
        super("function", "functions", Codes.UNKNOWN_FUNCTION);
    }

    @Override
    Optional<String> wanted() {
        return name;
    }

    @Override
    List<Topic> topics() {
        return Reference.functions(plugins.load()).stream()
                .map(entry -> Topic.of(entry, entry.example()))
                .toList();
    }
}
