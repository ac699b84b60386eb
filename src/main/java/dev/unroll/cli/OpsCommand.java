package dev.unroll.cli;

import dev.unroll.model.Reference;
import dev.unroll.spec.Codes;
import dev.unroll.spec.Diagnostic;
import dev.unroll.spec.InvalidInput;
import dev.unroll.spec.Suggest;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** The functions of the equation language. */
@Command(
        name = "ops",
        description = "List the functions of the equation language, or explain one.",
        footer = {"", "Example: ./unroll ops birnn"})
final class OpsCommand extends Verb {
    @Parameters(arity = "0..1", paramLabel = "NAME", description = "The function to explain.")
    private Optional<String> name = Optional.empty();

    @Override
    int run() {
        List<Reference.Entry> all = Reference.functions();
        List<Reference.Entry> shown = all.stream()
                .filter(entry -> name.isEmpty() || name.get().equals(entry.name()))
                .toList();
        if (shown.isEmpty()) {
            List<String> names = all.stream().map(Reference.Entry::name).toList();
            throw new InvalidInput(Diagnostic.error(
                            Codes.UNKNOWN_FUNCTION, "unknown function '" + name.orElseThrow() + "'")
                    .hint(Suggest.question(name.orElseThrow(), names).orElse("`./unroll ops` lists all of them")));
        }
        if (isJson()) {
            List<Map<String, Object>> entries = new ArrayList<>();
            for (Reference.Entry entry : shown) {
                Map<String, Object> document = new LinkedHashMap<>();
                document.put("name", entry.name());
                document.put("usage", entry.usage());
                document.put("about", entry.about());
                entries.add(document);
            }
            terminal().json(Map.of("ok", true, "functions", entries));
        } else {
            terminal()
                    .out()
                    .print(Terminal.table(shown.stream()
                            .map(entry -> List.of(entry.usage(), entry.about()))
                            .toList()));
        }
        return DONE;
    }
}
