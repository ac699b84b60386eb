package dev.unroll.cli;

import dev.unroll.spec.CellLibrary;
import dev.unroll.spec.CellSpec;
import dev.unroll.spec.Codes;
import dev.unroll.spec.Diagnostic;
import dev.unroll.spec.InvalidInput;
import dev.unroll.spec.SpecReader;
import dev.unroll.spec.Suggest;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** The library's cells. */
@Command(
        name = "cells",
        description = "List the library's cells, or show one.",
        footer = {"", "Example: ./unroll cells lstm"})
final class CellsCommand extends Verb {
    @Parameters(arity = "0..1", paramLabel = "NAME", description = "The cell to show.")
    private Optional<String> name = Optional.empty();

    @Override
    int run() {
        CellLibrary library = SpecReader.library();
        if (name.isPresent()) {
            return show(library, name.get());
        }
        List<List<String>> rows = new ArrayList<>();
        List<Map<String, Object>> cells = new ArrayList<>();
        for (String each : library.names()) {
            CellSpec cell = library.cell(each).orElseThrow();
            rows.add(List.of(cell.signature(), cell.about().orElse("")));
            Map<String, Object> entry = new LinkedHashMap<>();
            entry.put("cell", cell.signature());
            entry.put("about", cell.about().orElse(""));
            cells.add(entry);
        }
        if (isJson()) {
            terminal().json(Map.of("ok", true, "cells", cells));
        } else {
            terminal().out().print(Terminal.table(rows));
        }
        return DONE;
    }

    private int show(CellLibrary library, String wanted) {
        String text = library.source(wanted)
                .orElseThrow(() ->
                        new InvalidInput(Diagnostic.error(Codes.UNKNOWN_CELL, "unknown cell '" + wanted + "'")
                                .hint(Suggest.question(wanted, library.names())
                                        .orElse("known are " + String.join(", ", library.names())))))
                .text();
        if (isJson()) {
            terminal().json(Map.of("ok", true, "cell", wanted, "text", text));
        } else {
            terminal().out().print(text);
        }
        return DONE;
    }
}
