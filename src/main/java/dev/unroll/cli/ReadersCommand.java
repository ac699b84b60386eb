package dev.unroll.cli;

import dev.unroll.data.Reader;
import dev.unroll.data.Readers;
import dev.unroll.diagnostic.Codes;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** The kinds of data that specs can name. */
@Command(
        name = "readers",
        description = "List the data readers, or describe one.",
        footer = {"", "Example: ./unroll readers conllu"})
final class ReadersCommand extends ReferenceVerb {
    @Parameters(
            arity = "0..1",
            paramLabel = "NAME",
            description = "The reader to describe.",
            completionCandidates = Known.class)
    private Optional<String> name = Optional.empty();

    /** For completion. */
    static final class Known extends Candidates {
        Known() {
            super(() -> Readers.builtIn().all().stream().map(Reader::name).toList());
        }
    }

    @Mixin
    private PluginOptions plugins;

    ReadersCommand() {
        super("reader", "readers", Codes.UNKNOWN_READER);
    }

    @Override
    Optional<String> wanted() {
        return name;
    }

    @Override
    List<Topic> topics() {
        Map<String, String> examples = Topic.examples("readers");
        return Readers.of(plugins.load()).entries().stream()
                .map(entry -> new Topic(
                        entry.name(),
                        entry.name(),
                        Topic.about(entry.value().about(), entry.origin()),
                        Topic.Argument.of(entry.value().keys()),
                        Optional.ofNullable(examples.get(entry.name()))))
                .toList();
    }
}
