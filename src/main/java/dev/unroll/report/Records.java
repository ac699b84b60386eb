package dev.unroll.report;

import dev.unroll.train.Experiment;
import dev.unroll.train.Listeners;
import dev.unroll.train.TrainingListener;
import java.io.Closeable;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * What a training run writes into its folder for people and other tools, besides what it needs itself: its
 * report, and what the settings of {@code train} ask for. Close it after training, however training ended.
 *
 * <pre>{@code
 * try (Records records = Records.of(experiment, run, listener)) {
 *     experiment.resume(run, records.listener(), () -> false);
 * }
 * }</pre>
 *
 * @param listener writes the records, and forwards every callback to the listener given to {@link #of} first
 * @param files the event files among the records
 */
public record Records(TrainingListener listener, List<EventFile> files) implements Closeable {
    public Records {
        files = List.copyOf(files);
    }

    /**
     * The records of one training or resumed training.
     *
     * @param experiment decides by its settings what is written besides the report
     * @param run the run folder; nothing is written before training has started
     * @param also a listener that receives every callback, before the records do
     */
    public static Records of(Experiment experiment, Path run, TrainingListener also) {
        List<EventFile> files = switch (experiment.settings().log()) {
            case NONE -> List.of();
            case TENSORBOARD -> List.of(new EventFile(run));
        };
        List<TrainingListener> all = new ArrayList<>();
        all.add(also);
        all.addAll(files);
        all.add(new ReportFile(run));
        return new Records(new Listeners(all), files);
    }

    @Override
    public void close() {
        files.forEach(EventFile::close);
    }
}
