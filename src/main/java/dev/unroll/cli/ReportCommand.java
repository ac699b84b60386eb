package dev.unroll.cli;

import dev.unroll.report.Comparison;
import dev.unroll.report.RunReport;
import dev.unroll.report.Summary;
import dev.unroll.store.RunFolder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The page about a run, or several runs side by side. */
@Command(
        name = "report",
        description = "Write a page about a run, or a comparison of several runs.",
        footer = {
            "",
            "Examples:",
            "  ./unroll report runs/tagger-...",
            "  ./unroll report runs/tagger-1 runs/tagger-2 -o tagger.html"
        })
final class ReportCommand extends Verb {
    @Parameters(arity = "1..*", paramLabel = "RUN", description = "Folders that `train` wrote.")
    private List<Path> runs = new ArrayList<>();

    @Option(
            names = {"-o", "--output"},
            paramLabel = "FILE",
            description = "The page (default: report.html in the run; for several runs, comparison.html here).")
    private Optional<Path> output = Optional.empty();

    @Override
    int run() {
        if (runs.size() == 1) {
            Path run = runs.get(0);
            Summary summary = Summary.of(run);
            Path page = output.orElse(run.resolve(RunFolder.REPORT));
            Pages.write(page, RunReport.html(run));
            if (isJson()) {
                Map<String, Object> document = document(summary);
                document.put("page", page.toString());
                terminal().json("run", document);
            } else {
                terminal().out().print(RunsCommand.table(List.of(summary)));
                terminal().note("page: " + page);
            }
            return DONE;
        }
        Comparison comparison = Comparison.of(runs);
        Path page = output.orElse(Path.of("comparison.html"));
        Pages.write(page, comparison.html());
        if (isJson()) {
            Map<String, Object> document = new LinkedHashMap<>();
            document.put("ok", true);
            document.put(
                    "runs",
                    comparison.runs().stream().map(ReportCommand::document).toList());
            document.put("differing", comparison.differing());
            document.put("page", page.toString());
            terminal().json(document);
        } else {
            show(comparison);
            terminal().note("page: " + page);
        }
        return DONE;
    }

    private void show(Comparison comparison) {
        terminal().out().print(RunsCommand.table(comparison.runs()));
        List<List<String>> rows = comparison.rows();
        if (!rows.isEmpty()) {
            terminal().out().println("\nkeys that differ, in this order:");
            terminal().out().print(Terminal.table(rows));
        }
    }

    static Map<String, Object> document(Summary run) {
        Map<String, Object> document = new LinkedHashMap<>();
        document.put("run", run.path().toString());
        document.put("began", run.began());
        document.put("state", run.state());
        document.put("epochs", run.figures().size());
        document.put("seconds", run.seconds());
        document.put("best_epoch", run.best());
        document.put("watched", run.watched());
        document.put("valid", run.valid());
        document.put("test", run.test());
        return document;
    }
}
