package dev.unroll.cli;

import dev.unroll.diagnostic.Codes;
import dev.unroll.diagnostic.Diagnostic;
import dev.unroll.diagnostic.InvalidInput;
import dev.unroll.diagnostic.Suggest;
import dev.unroll.spec.Explanation;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** What the codes of diagnostics mean. */
@Command(
        name = "explain",
        description = "List the codes of errors and warnings, or explain some with a wrong and a right example.",
        footer = {"", "Example: ./unroll explain U102"})
final class ExplainCommand extends Verb {
    private static final int WIDEST = 100;

    @Parameters(
            arity = "0..*",
            paramLabel = "CODE",
            description = "The codes to explain, such as U102; --json shows them with each diagnostic.",
            completionCandidates = Known.class)
    private List<String> codes = new ArrayList<>();

    /** For completion. */
    static final class Known extends Candidates {
        Known() {
            super(() -> Explanation.all().stream().map(Explanation::code).toList());
        }
    }

    @Override
    int run() {
        List<Explanation> all = Explanation.all();
        List<Explanation> shown = codes.isEmpty()
                ? all
                : codes.stream().distinct().map(code -> find(code, all)).toList();
        if (isJson()) {
            terminal()
                    .json("codes", shown.stream().map(ExplainCommand::document).toList());
        } else if (codes.isEmpty()) {
            terminal()
                    .out()
                    .print(Terminal.table(
                            all.stream().map(e -> List.of(e.code(), e.title())).toList()));
        } else {
            terminal()
                    .out()
                    .print(String.join("\n", shown.stream().map(this::text).toList()));
        }
        return DONE;
    }

    private static Explanation find(String code, List<Explanation> all) {
        String wanted = code.toUpperCase(Locale.ROOT);
        List<String> known = all.stream().map(Explanation::code).toList();
        return all.stream()
                .filter(e -> e.code().equals(wanted))
                .findFirst()
                .orElseThrow(() -> new InvalidInput(Diagnostic.error(Codes.USAGE, "unknown code '" + code + "'")
                        .hint(Suggest.question(wanted, known).orElse("`./unroll explain` lists all codes"))));
    }

    private String text(Explanation explanation) {
        StringBuilder text = new StringBuilder();
        text.append(terminal().strong(explanation.code() + ": " + explanation.title()));
        text.append("\n\n").append(wrapped(explanation.about())).append('\n');
        String where = explanation.file().map(file -> ", in " + file).orElse("");
        explanation.wrong().ifPresent(wrong -> example(text, "wrong" + where, wrong));
        explanation.right().ifPresent(right -> example(text, "right" + where, right));
        return text.toString();
    }

    private void example(StringBuilder text, String title, String example) {
        text.append('\n').append(terminal().strong(title + ":")).append('\n');
        example.lines()
                .forEach(line -> text.append(("    " + line).stripTrailing()).append('\n'));
    }

    /** Lines of whole words that fit on the screen. */
    private String wrapped(String about) {
        int width = Math.min(WIDEST, terminal().screen().columns());
        StringBuilder text = new StringBuilder();
        int column = 0;
        for (String word : about.split("\\s+")) {
            boolean fits = column + 1 + word.length() <= width;
            text.append(column == 0 ? "" : fits ? " " : "\n").append(word);
            column = (column == 0 || !fits ? 0 : column + 1) + word.length();
        }
        return text.toString();
    }

    private static Map<String, Object> document(Explanation explanation) {
        Map<String, Object> document = new LinkedHashMap<>();
        document.put("code", explanation.code());
        document.put("title", explanation.title());
        document.put("about", explanation.about());
        document.put("wrong", explanation.wrong().orElse(null));
        document.put("right", explanation.right().orElse(null));
        document.put("file", explanation.file().orElse(null));
        return document;
    }
}
