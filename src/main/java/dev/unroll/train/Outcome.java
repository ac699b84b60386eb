package dev.unroll.train;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The outcome of training.
 *
 * @param ending why it ended
 * @param epochs how many epochs were finished, those before a resume too
 * @param steps how many steps were made, those before a resume too
 * @param seconds training time in seconds, including the time before a resume
 * @param tokensPerSecond real steps of sequences trained on, per second, without evaluation
 * @param bestEpoch the epoch whose weights were kept, from 1; 0 if none was finished
 * @param valid the metrics of the best epoch on the validation part; empty if there is none
 * @param test the metrics of the best weights on the test part; empty if there is none or training was interrupted
 */
public record Outcome(
        Ending ending,
        int epochs,
        long steps,
        double seconds,
        double tokensPerSecond,
        int bestEpoch,
        Map<String, Double> valid,
        Map<String, Double> test) {
    /** Why training ended. */
    public enum Ending {
        /** All epochs are done. */
        EPOCHS,
        /** All steps are done. */
        STEPS,
        /** The watched metric has not improved for as long as patience allows. */
        PATIENCE,
        /** Training was interrupted; everything needed to resume is saved. */
        INTERRUPTED
    }

    public Outcome {
        valid = Collections.unmodifiableMap(new LinkedHashMap<>(valid));
        test = Collections.unmodifiableMap(new LinkedHashMap<>(test));
    }
}
