package dev.unroll.cli;

import dev.unroll.diagnostic.Codes;
import dev.unroll.spec.CellLibrary;
import dev.unroll.spec.CellSpec;
import dev.unroll.spec.SpecReader;
import dev.unroll.spec.expr.Expr;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** The library's cells. */
@Command(
        name = "cells",
        description = "List the library's cells, or show one.",
        footer = {"", "Example: ./unroll cells lstm"})
final class CellsCommand extends ReferenceVerb {
    @Parameters(
            arity = "0..1",
            paramLabel = "NAME",
            description = "The cell to show.",
            completionCandidates = Known.class)
    private Optional<String> name = Optional.empty();

    /** For completion. */
    static final class Known extends Candidates {
        Known() {
            super(() -> SpecReader.library().names());
        }
    }

    CellsCommand() {
        super("cell", "cells", Codes.UNKNOWN_CELL);
    }

    @Override
    Optional<String> wanted() {
        return name;
    }

    @Override
    List<Topic> topics() {
        CellLibrary library = SpecReader.library();
        return library.names().stream()
                .map(each -> topic(library.cell(each).orElseThrow()))
                .toList();
    }

    /** Widths are the arguments without a default. */
    private static Topic topic(CellSpec cell) {
        List<Topic.Argument> arguments = cell.parameters().stream()
                .map(p -> new Topic.Argument(p.name(), p.defaultValue().map(Expr::text), ""))
                .toList();
        String call = arguments.stream()
                .filter(argument -> argument.defaultValue().isEmpty())
                .map(argument -> "128")
                .collect(Collectors.joining(", ", cell.name() + "(", ")"));
        return new Topic(
                cell.name(),
                cell.signature(),
                cell.about().orElse(""),
                arguments,
                Optional.of("h: rnn(" + call + ", x)"));
    }

    /** The file itself, as a start for a custom cell. */
    @Override
    String describe(Topic topic) {
        String text = SpecReader.library().source(topic.name()).orElseThrow().text();
        return text + "# in a model:  " + topic.example().orElseThrow() + "\n";
    }
}
