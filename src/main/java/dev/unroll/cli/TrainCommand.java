package dev.unroll.cli;

import dev.unroll.data.Split;
import dev.unroll.diagnostic.Codes;
import dev.unroll.diagnostic.Diagnostic;
import dev.unroll.diagnostic.Diagnostics;
import dev.unroll.report.Records;
import dev.unroll.report.Shell;
import dev.unroll.store.RunFolder;
import dev.unroll.train.Experiment;
import dev.unroll.train.Outcome;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Trains a model into a run folder. */
@Command(
        name = "train",
        description = "Train a model into a run folder.",
        footer = {
            "",
            "Examples:",
            "  ./unroll train models/dates.yaml",
            "  ./unroll train models/tagger.yaml --set data.train=train.conllu --set train.epochs=5",
            "  ./unroll train models/tagger.yaml --run runs/mine --resume"
        })
final class TrainCommand extends SpecVerb {
    @Option(names = "--run", paramLabel = "DIR", description = "The run folder (default: runs/NAME-DATE-TIME).")
    private Optional<Path> folder = Optional.empty();

    @Option(names = "--resume", description = "Continue the run in --run.")
    private boolean resume;

    @Option(
            names = "--threads",
            paramLabel = "N",
            description = "Number of threads (default: all); results do not depend on it.")
    private Optional<Integer> threads = Optional.empty();

    @Override
    Optional<Integer> threads() {
        return threads;
    }

    @Override
    int run() {
        if (resume && folder.isEmpty()) {
            throw misused("--resume needs --run DIR, the run to continue");
        }
        noteKernels();
        Diagnostics warnings = new Diagnostics();
        Experiment experiment = Experiment.load(spec(), overrides(), plugins().load(), warnings);
        experiment.requireLoss();
        Path run =
                folder.orElseGet(() -> RunFolder.defaultValue(experiment.model().name(), LocalDateTime.now()));
        if (!isJson()) {
            terminal().show(warnings.list());
            begin(experiment, run);
        }
        try (Interruption interruption = new Interruption(terminal())) {
            Progress progress = new Progress(terminal(), isJson(), interruption::arm);
            Outcome outcome;
            try (Records records = Records.of(experiment, run, progress)) {
                outcome = resume
                        ? experiment.resume(run, records.listener(), interruption::isRequested)
                        : experiment.train(run, records.listener(), interruption::isRequested);
            } finally {
                progress.end();
            }
            return end(experiment, run, outcome, interruption.status());
        }
    }

    private int end(Experiment experiment, Path run, Outcome outcome, int interrupted) {
        if (outcome.ending() == Outcome.Ending.INTERRUPTED) {
            stopped(run);
            return interrupted;
        }
        if (isJson()) {
            terminal().json(document(experiment, run, outcome));
        } else {
            sum(experiment, run, outcome);
        }
        return DONE;
    }

    private void stopped(Path run) {
        StringBuilder again = new StringBuilder("./unroll train " + Shell.quote(spec()));
        overrides().forEach(set -> again.append(" --set ").append(Shell.quote(set)));
        again.append(plugins().text());
        again.append(" --run ").append(Shell.quote(run)).append(" --resume");
        if (isJson()) {
            terminal()
                    .jsonFailure(
                            List.of(Diagnostic.error(Codes.INTERRUPTED, "training was interrupted; the run is saved")
                                    .hint("continue with " + again)));
        } else {
            terminal().err().println("the run is saved; continue with\n  " + again);
        }
    }

    private void begin(Experiment experiment, Path run) {
        StringBuilder data = new StringBuilder();
        for (Split split : Split.values()) {
            if (experiment.data().has(split)) {
                data.append(data.length() == 0 ? "" : ", ")
                        .append(split.key())
                        .append(' ')
                        .append(count(experiment, split));
            }
        }
        terminal()
                .out()
                .println(experiment.model().name() + ": "
                        + String.format(Locale.ROOT, "%,d", experiment.model().size()) + " parameters; " + data);
        terminal().out().println("run: " + run);
    }

    private static String count(Experiment experiment, Split split) {
        int examples = experiment.data().examples(split).size();
        long steps = experiment.data().examples(split).stream()
                .mapToLong(e -> e.length())
                .sum();
        return String.format(Locale.ROOT, "%,d sequences (%,d steps)", examples, steps);
    }

    private void sum(Experiment experiment, Path run, Outcome outcome) {
        String how = outcome.ending() == Outcome.Ending.PATIENCE ? " (no improvement: stopped early)" : "";
        terminal()
                .out()
                .println(String.format(
                        Locale.ROOT,
                        "%d %s in %.0f s%s; best epoch %d%s",
                        outcome.epochs(),
                        outcome.epochs() == 1 ? "epoch" : "epochs",
                        outcome.seconds(),
                        outcome.tokensPerSecond() > 0
                                ? String.format(Locale.ROOT, ", %.0f tokens/s", outcome.tokensPerSecond())
                                : " (nothing left to do)",
                        outcome.bestEpoch(),
                        how));
        if (!outcome.valid().isEmpty()) {
            terminal().out().println("valid  " + Progress.metrics(outcome.valid()));
        }
        if (!outcome.test().isEmpty()) {
            terminal().out().println("test   " + Progress.metrics(outcome.test()));
        }
        terminal().out().println("report: " + run.resolve(RunFolder.REPORT));
        terminal()
                .out()
                .println("next:  ./unroll " + next(experiment, Shell.quote(run))
                        + plugins().text());
    }

    private static String next(Experiment experiment, String run) {
        if (experiment.network().language().isPresent()) {
            return "generate " + run + " --length 200";
        }
        boolean reads = experiment.data().fields().values().stream()
                .anyMatch(f -> f.type().rows().isAxis() && f.vocabulary().isPresent());
        return reads && !experiment.model().answers().isEmpty() ? "predict " + run + " TEXT" : "eval " + run;
    }

    private static Map<String, Object> document(Experiment experiment, Path run, Outcome outcome) {
        Map<String, Object> document = new LinkedHashMap<>();
        document.put("ok", true);
        document.put("run", run.toString());
        document.put("epochs", outcome.epochs());
        document.put("steps", outcome.steps());
        document.put("parameters", experiment.model().size());
        document.put("seconds", outcome.seconds());
        document.put("tokens_per_second", outcome.tokensPerSecond());
        document.put("best_epoch", outcome.bestEpoch());
        document.put("valid", outcome.valid());
        document.put("test", outcome.test());
        return document;
    }
}
