package dev.unroll.cli;

import dev.unroll.diagnostic.Codes;
import dev.unroll.model.Reference;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** The initialisers of parameters. */
@Command(
        name = "initialisers",
        description = "List the initialisers of parameters, or describe one.",
        footer = {"", "Example: ./unroll initialisers orthogonal"})
final class InitialisersCommand extends ReferenceVerb {
    @Parameters(
            arity = "0..1",
            paramLabel = "NAME",
            description = "The initialiser to describe.",
            completionCandidates = Known.class)
    private Optional<String> name = Optional.empty();

    /** For completion. */
    static final class Known extends Candidates {
        Known() {
            super(() ->
                    Reference.initialisers().stream().map(Reference.Entry::name).toList());
        }
    }

    @Mixin
    private PluginOptions plugins;

    InitialisersCommand() {
        super("initialiser", "initialisers", Codes.UNKNOWN_METHOD);
    }

    @Override
    Optional<String> wanted() {
        return name;
    }

    @Override
    List<Topic> topics() {
        Map<String, String> examples = Topic.examples("initialisers");
        return Reference.initialisers(plugins.load()).stream()
                .map(entry -> Topic.of(entry, Optional.ofNullable(examples.get(entry.name()))))
                .toList();
    }
}
