package dev.unroll.cli;

import dev.unroll.store.Figures;
import dev.unroll.train.TrainingListener;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;

/** Shows training: a bar within the epoch on a terminal, and a line an epoch everywhere. */
final class Progress implements TrainingListener {
    private static final int FIRST_STEPS = 10;
    private static final int COLUMNS = 80;
    /** Numbers from which on it takes long enough to draw them. */
    private static final long MANY = 10_000_000;

    private final Terminal terminal;
    private final boolean silent;
    private final Runnable started;
    private Optional<ProgressBar> bar = Optional.empty();
    private final Sparkline course = new Sparkline(16);

    /** @param started what to do once there is something to go on from */
    Progress(Terminal terminal, boolean silent, Runnable started) {
        this.terminal = terminal;
        this.silent = silent;
        this.started = started;
    }

    @Override
    public void started() {
        end();
        started.run();
    }

    @Override
    public void preparing(long done, long all) {
        if (silent || all < MANY) {
            return;
        }
        if (terminal.isInteractive()) {
            show("starting values", all);
            bar.get().stepTo(done);
        } else if (done == 0) {
            terminal.note("drawing " + Terminal.number(all) + " starting values");
        }
    }

    private void show(String task, long most) {
        if (bar.isEmpty()) {
            bar = Optional.of(new ProgressBarBuilder()
                    .setTaskName(task)
                    .setInitialMax(most)
                    .setStyle(ProgressBarStyle.ASCII)
                    .hideEta()
                    .clearDisplayOnFinish()
                    .setConsumer(new BarConsumer(
                            terminal.drawing(), terminal.screen().columns()))
                    .build());
        }
    }

    @Override
    public void noted(String message) {
        if (!silent) {
            terminal.note("note: " + message);
        }
    }

    @Override
    public void stepped(TrainingListener.Progress step) {
        if (silent || !terminal.isInteractive()) {
            return;
        }
        show("epoch " + step.epoch() + "/" + step.epochs(), step.batches());
        bar.get().stepTo(step.batch());
        course.add(step.loss());
        // The first steps are slow, since the Java runtime is still compiling, and do not predict the time left.
        String left = step.batch() < FIRST_STEPS && step.batches() > FIRST_STEPS
                ? ""
                : ", " + time(step.secondsLeft()) + " left";
        bar.get()
                .setExtraMessage(String.format(
                        Locale.ROOT,
                        " %s loss %.4f, %.0f tokens/s%s",
                        course.text(),
                        step.loss(),
                        step.tokensPerSecond(),
                        left));
    }

    static String time(double seconds) {
        long whole = Math.round(seconds);
        if (whole < 60) {
            return whole + " s";
        }
        return whole < 3600
                ? String.format(Locale.ROOT, "%d:%02d min", whole / 60, whole % 60)
                : String.format(Locale.ROOT, "%d:%02d h", whole / 3600, whole / 60 % 60);
    }

    @Override
    public void evaluating(int epoch) {
        end();
    }

    @Override
    public void epochEnded(Figures figures) {
        end();
        if (silent) {
            return;
        }
        terminal.err().println(line(figures));
    }

    /** Of what does not fit into {@value #COLUMNS} columns, the terms of the loss go first, then the last metrics. */
    private static String line(Figures figures) {
        Map<String, Double> train = new LinkedHashMap<>(figures.train());
        Map<String, Double> valid = overall(figures.valid());
        while (true) {
            String line = String.format(
                    Locale.ROOT,
                    "epoch %3d  %s%s  %.0f tokens/s%s",
                    figures.epoch(),
                    metrics(train),
                    valid.isEmpty() ? "" : "  valid " + metrics(valid),
                    figures.tokensPerSecond(),
                    figures.best() ? "  *" : "");
            if (line.length() <= COLUMNS || !(dropLast(train) || dropTerm(valid) || dropLast(valid))) {
                return line;
            }
        }
    }

    private static boolean dropTerm(Map<String, Double> figures) {
        return figures.keySet().stream()
                .filter(name -> name.startsWith("loss."))
                .reduce((a, b) -> b)
                .filter(name -> figures.remove(name) != null)
                .isPresent();
    }

    /** All but the first can go. */
    private static boolean dropLast(Map<String, Double> figures) {
        return figures.keySet().stream()
                .skip(1)
                .reduce((a, b) -> b)
                .filter(name -> figures.remove(name) != null)
                .isPresent();
    }

    /** Without figures of single columns, of which there may be many: those stand in metrics.jsonl. */
    private static Map<String, Double> overall(Map<String, Double> metrics) {
        Map<String, Double> overall = new LinkedHashMap<>(metrics);
        overall.keySet()
                .removeIf(name -> metrics.keySet().stream()
                        .anyMatch(other -> other.startsWith("standardised.")
                                && name.startsWith(other.substring("standardised.".length()) + ".")));
        return overall;
    }

    static String metrics(Map<String, Double> metrics) {
        return metrics.entrySet().stream()
                .map(e -> String.format(Locale.ROOT, "%s %s", e.getKey(), Terminal.metric(e.getValue())))
                .collect(Collectors.joining("  "));
    }

    /** Takes the bar away. */
    void end() {
        bar.ifPresent(ProgressBar::close);
        bar = Optional.empty();
    }
}
