package dev.unroll.report;

import dev.unroll.store.Figures;
import dev.unroll.store.RunFolder;
import dev.unroll.train.Outcome;
import dev.unroll.train.TrainingListener;
import java.nio.file.Path;

/**
 * Writes {@code report.html} of a run while it trains: at its beginning, after each epoch as long as that has cost less than
 * half a percent of the time of training, and at the end.
 */
final class ReportFile implements TrainingListener {
    private static final double SHARE = 0.005;

    private final Path run;
    private double spent;

    ReportFile(Path run) {
        this.run = run;
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
