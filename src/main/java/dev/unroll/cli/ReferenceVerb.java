package dev.unroll.cli;

import dev.unroll.diagnostic.Diagnostic;
import dev.unroll.diagnostic.InvalidInput;
import dev.unroll.diagnostic.Suggest;
import java.util.List;
import java.util.Optional;

/** A verb that lists the things of one kind which specs can name, or describes one of them. */
abstract class ReferenceVerb extends Verb {
    private final String kind;
    private final String kinds;
    private final String unknown;

    /**
     * @param kind what to call one of them
     * @param kinds what to call several, which is their key in the JSON document
     * @param unknown the code of the diagnostic for an unknown name
     */
    ReferenceVerb(String kind, String kinds, String unknown) {
        this.kind = kind;
        this.kinds = kinds;
        this.unknown = unknown;
    }

    /** All of them, in the order in which to list them. */
    abstract List<Topic> topics();

    /** The one to describe. */
    abstract Optional<String> wanted();

    @Override
    int run() {
        List<Topic> all = topics();
        List<Topic> shown = wanted().map(name -> List.of(find(name, all))).orElse(all);
        if (isJson()) {
            terminal().json(kinds, shown.stream().map(Topic::document).toList());
        } else if (wanted().isPresent()) {
            terminal().out().print(describe(shown.get(0)));
        } else {
            terminal()
                    .out()
                    .print(Terminal.table(shown.stream()
                            .map(topic -> List.of(topic.usage(), topic.about()))
                            .toList()));
        }
        return DONE;
    }

    private Topic find(String name, List<Topic> all) {
        List<String> names = all.stream().map(Topic::name).toList();
        return all.stream()
                .filter(topic -> topic.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new InvalidInput(Diagnostic.error(unknown, "unknown " + kind + " '" + name + "'")
                        .hint(Suggest.question(name, names).orElse("known: " + String.join(", ", names)))));
    }

    /** Everything about one of them, for a person. */
    String describe(Topic topic) {
        StringBuilder text = new StringBuilder();
        text.append(terminal().strong(topic.usage()))
                .append("\n  ")
                .append(topic.about())
                .append('\n');
        if (!topic.arguments().isEmpty()) {
            text.append('\n')
                    .append(Terminal.table(topic.arguments().stream()
                            .map(argument -> List.of(argument.name(), argument.need(), argument.about()))
                            .toList()));
        }
        topic.example().ifPresent(example -> {
            text.append('\n').append(terminal().strong("Example:")).append('\n');
            example.lines().forEach(line -> text.append("  ").append(line).append('\n'));
        });
        return text.toString();
    }
}
