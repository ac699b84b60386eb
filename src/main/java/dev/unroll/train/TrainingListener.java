package dev.unroll.train;

import dev.unroll.api.PublicApi;
import dev.unroll.store.Figures;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/** Receives training progress callbacks, on the training thread, which waits for them. */
@PublicApi
public interface TrainingListener {
    /** Hears nothing. */
    TrainingListener SILENT = new TrainingListener() {};

    /** A notice that is not an error, in one sentence. */
    default void noted(String message) {}

    /** While the weights are drawn that training begins with: how many numbers of all there are already, 0 at first. */
    default void preparing(long done, long all) {}

    /** Called when there is a checkpoint to resume from, before the first step. */
    default void started() {}

    /** Asked after each step: whether training is to end here, saved, as if it was interrupted. */
    default boolean stops() {
        return false;
    }

    /** After each step. */
    default void stepped(Progress progress) {}

    /** Before the validation part is measured. */
    default void evaluating(int epoch) {}

    /** After each epoch, when its figures are saved. */
    default void epochEnded(Figures figures) {}

    /** At the very end, however it came: when all is saved. Not called where training fails. */
    default void ended(Outcome outcome) {}

    /**
     * How far training has come.
     *
     * @param epoch the present epoch, from 1
     * @param epochs how many are planned
     * @param batch the number of finished batches of the epoch
     * @param batches how many it has
     * @param step how many batches there were in all
     * @param losses the mean {@code loss} of the epoch so far, and after it its terms if they have names
     * @param rate the learning rate of the last step
     * @param tokensPerSecond real steps of sequences trained on, per second of this epoch
     * @param secondsLeft about how long all of it will still take, early stopping aside
     */
    record Progress(
            int epoch,
            int epochs,
            int batch,
            int batches,
            long step,
            Map<String, Double> losses,
            double rate,
            double tokensPerSecond,
            double secondsLeft) {
        public Progress {
            losses = Collections.unmodifiableMap(new LinkedHashMap<>(losses));
        }

        /** The mean loss of the epoch so far. */
        public double loss() {
            return losses.getOrDefault(Figures.LOSS, 0.0);
        }
    }
}
