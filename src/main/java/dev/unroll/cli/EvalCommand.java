package dev.unroll.cli;

import dev.unroll.data.Split;
import dev.unroll.train.Findings;
import dev.unroll.train.Run;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** All metrics of a run on a part of the data. */
@Command(
        name = "eval",
        description = "Evaluate a trained model on a part of its data.",
        footer = {"", "Example: ./unroll eval runs/tagger-... --split test"})
final class EvalCommand extends RunVerb {
    @Option(
            names = "--split",
            paramLabel = "PART",
            converter = PartConverter.class,
            completionCandidates = Parts.class,
            description = "train, valid or test (default: test).")
    private Split split = Split.TEST;

    /** For completion. */
    static final class Parts extends Candidates {
        Parts() {
            super(Split::keys);
        }
    }

    @Option(
            names = "--set",
            paramLabel = "KEY=VALUE",
            description = "Change a key of the spec, such as data.test=FILE.")
    private List<String> overrides = new ArrayList<>();

    @Override
    int run() {
        noteKernels();
        Findings findings = Run.open(folder(), overrides, plugins().load()).findings(split);
        Map<String, Double> metrics = findings.metrics();
        if (isJson()) {
            Map<String, Object> document = new LinkedHashMap<>();
            document.put("ok", true);
            document.put("split", split.key());
            document.put("metrics", metrics);
            document.put("classes", findings.classes());
            terminal().json(document);
        } else {
            int width = metrics.keySet().stream().mapToInt(String::length).max().orElse(0);
            String format = "%-" + Math.max(12, width) + "s %s";
            metrics.forEach((name, value) ->
                    terminal().out().println(String.format(Locale.ROOT, format, name, Terminal.metric(value))));
            terminal().out().print(FindingsText.of(findings));
        }
        return DONE;
    }
}
