package dev.unroll.train.optimizer;

import dev.unroll.api.PublicApi;
import java.util.List;

/**
 * How the learning rate changes during training: a factor for the optimizer's rate. Depends on nothing but the moment. A
 * custom one is a record; its header holds its arguments (see {@link dev.unroll.plugin.Header}), and specs call it by the
 * class's name in snake_case.
 */
@PublicApi
public interface Schedule {
    /** The factor for the step at this moment; at least 0. */
    double factor(Moment moment);

    /** What it does, in one line, for lists. */
    default String about() {
        return "";
    }

    /**
     * A moment of training.
     *
     * @param epoch the number of finished epochs
     * @param part the finished fraction of the current epoch, from 0 to below 1
     * @param epochs how many epochs are planned
     * @param scores the watched metric after each finished epoch, signed so that higher is better
     */
    record Moment(int epoch, double part, int epochs, List<Double> scores) {
        public Moment {
            scores = List.copyOf(scores);
        }
    }
}
