package dev.unroll.cli;

import dev.unroll.data.Split;
import dev.unroll.run.Threads;
import dev.unroll.spec.Diagnostics;
import dev.unroll.train.Experiment;
import dev.unroll.train.Outcome;
import dev.unroll.train.RunFolder;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Trains a model into a run folder. */
@Command(
        name = "train",
        description = "Train a model into a run folder.",
        footer = {
            "",
            "Examples:",
            "  ./unroll train models/language-id.yaml",
            "  ./unroll train models/tagger.yaml --set data.train=train.conllu --set train.epochs=5",
            "  ./unroll train models/tagger.yaml --run runs/mine --resume"
        })
final class TrainCommand extends SpecVerb {
    @Option(names = "--run", paramLabel = "DIR", description = "The run folder (default: runs/NAME-DATE-TIME).")
    private Optional<Path> folder = Optional.empty();

    @Option(names = "--resume", description = "Go on with the run in --run.")
    private boolean resume;

    @Option(
            names = "--threads",
            paramLabel = "N",
            description = "Threads to use (default: all); results do not depend on it.")
    private Optional<Integer> threads = Optional.empty();

    @Spec
    private CommandSpec command;

    @Override
    int run() {
        if (resume && folder.isEmpty()) {
            throw new ParameterException(command.commandLine(), "--resume needs --run DIR: which run is to go on?");
        }
        if (threads.isPresent() && threads.get() < 1) {
            throw new ParameterException(command.commandLine(), "--threads must be at least 1");
        }
        threads.ifPresent(Threads::use);
        noteKernels();
        Diagnostics warnings = new Diagnostics();
        Experiment experiment = Experiment.load(spec(), overrides(), warnings);
        experiment.requireLoss();
        Path run = folder.orElseGet(() -> RunFolder.standard(experiment.model().name(), LocalDateTime.now()));
        if (!isJson()) {
            terminal().show(warnings.list());
            begin(experiment, run);
        }
        Progress progress = new Progress(terminal(), isJson());
        Outcome outcome;
        try (Interruption interruption = new Interruption()) {
            outcome = resume
                    ? experiment.resume(run, progress, interruption::isRequested)
                    : experiment.train(run, progress, interruption::isRequested);
            progress.end();
            if (outcome.ending() == Outcome.Ending.INTERRUPTED) {
                terminal()
                        .err()
                        .println("stopped; to go on: ./unroll train " + spec() + again() + " --run " + run
                                + " --resume");
                return INTERRUPTED;
            }
        }
        if (isJson()) {
            terminal().json(document(experiment, run, outcome));
        } else {
            end(experiment, run, outcome);
        }
        return DONE;
    }

    private String again() {
        StringBuilder sets = new StringBuilder();
        overrides().forEach(set -> sets.append(" --set '").append(set).append('\''));
        return sets.toString();
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

    private void end(Experiment experiment, Path run, Outcome outcome) {
        String how = outcome.ending() == Outcome.Ending.PATIENCE ? " (no improvement: stopped early)" : "";
        terminal()
                .out()
                .println(String.format(
                        Locale.ROOT,
                        "%d epochs in %.0f s, %.0f tokens/s; best epoch %d%s",
                        outcome.epochs(),
                        outcome.seconds(),
                        outcome.tokensPerSecond(),
                        outcome.bestEpoch(),
                        how));
        if (!outcome.valid().isEmpty()) {
            terminal().out().println("valid  " + Progress.metrics(outcome.valid()));
        }
        if (!outcome.test().isEmpty()) {
            terminal().out().println("test   " + Progress.metrics(outcome.test()));
        }
        if (experiment.network().language().isPresent()) {
            terminal().out().println("next:  ./unroll generate " + run + " --length 200");
        } else if (!experiment.model().predictions().isEmpty()) {
            terminal().out().println("next:  ./unroll predict " + run + " TEXT");
        }
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
