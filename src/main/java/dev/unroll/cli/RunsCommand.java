package dev.unroll.cli;

import dev.unroll.report.Summary;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** The runs there are, with their results. */
@Command(
        name = "runs",
        description = "List the runs of a folder with their results, the newest first.",
        footer = {"", "Examples:", "  ./unroll runs", "  ./unroll runs experiments"})
final class RunsCommand extends Verb {
    @Parameters(
            arity = "0..1",
            paramLabel = "FOLDER",
            defaultValue = "runs",
            description = "The folder with the runs (default: ${DEFAULT-VALUE}).")
    private Path folder;

    @Override
    int run() {
        List<Summary> runs = Summary.in(folder);
        if (isJson()) {
            terminal().json("runs", runs.stream().map(ReportCommand::document).toList());
        } else if (runs.isEmpty()) {
            terminal().note("no runs in '" + folder + "'; train one with: ./unroll train SPEC");
        } else {
            terminal().out().print(table(runs));
        }
        return DONE;
    }

    /** A line per run. */
    static String table(List<Summary> runs) {
        List<List<String>> rows = new ArrayList<>();
        rows.add(List.of("run", "state", "epochs", "best", "time", "valid", "test"));
        for (Summary run : runs) {
            rows.add(List.of(
                    run.name(),
                    run.state(),
                    Integer.toString(run.figures().size()),
                    Integer.toString(run.best()),
                    Progress.time(run.seconds()),
                    run.score()
                            .map(value -> run.watched() + " " + Terminal.metric(value))
                            .orElse(""),
                    Optional.ofNullable(run.test().get(run.watched()))
                            .map(Terminal::metric)
                            .orElse("")));
        }
        return Terminal.table(rows);
    }
}
