package dev.unroll.report;

import dev.unroll.train.Figures;
import dev.unroll.train.Outcome;
import dev.unroll.train.RunFolder;
import dev.unroll.train.TrainingListener;
import java.nio.file.Path;

/**
 * Writes {@code report.html} of a run while it trains: at its beginning, after each epoch as long as that has cost less than
 * half a percent of the time of training, and at the end.
 */
public final class Records implements TrainingListener {
    private static final double SHARE = 0.005;

    private final Path run;
    private double spent;

    private Records(Path run) {
        this.run = run;
    }

    /** All that keeps record of a training into a folder. */
    public static TrainingListener of(Path run) {
        return new Records(run);
    }

    @Override
    public void started() {
        write();
    }

    @Override
    public void epochEnded(Figures figures) {
        if (spent < SHARE * figures.seconds()) {
            write();
        }
    }

    @Override
    public void ended(Outcome outcome) {
        write();
    }

    private void write() {
        long from = System.nanoTime();
        RunFolder.report(run, RunReport.html(run));
        spent += (System.nanoTime() - from) * 1e-9;
    }
}
