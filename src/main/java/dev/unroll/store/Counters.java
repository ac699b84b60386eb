package dev.unroll.store;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The progress of training; with weights, optimizer state and carried states, all that is needed to resume bit for bit.
 *
 * @param epoch the number of finished and evaluated epochs
 * @param batch the number of finished batches of the current epoch
 * @param step how many batches there were in all
 * @param seconds the training time in seconds
 * @param sums what adds up during the present epoch
 * @param scores the watched metric after each epoch, turned so that higher is better
 * @param bestEpoch the epoch with the best score, from 1; 0 before there is one
 */
public record Counters(
        @JsonProperty("epoch") int epoch,
        @JsonProperty("batch") int batch,
        @JsonProperty("step") long step,
        @JsonProperty("seconds") double seconds,
        @JsonProperty("sums") Sums sums,
        @JsonProperty("scores") List<Double> scores,
        @JsonProperty("best_epoch") int bestEpoch) {
    public static final Counters START = new Counters(0, 0, 0, 0, Sums.NONE, List.of(), 0);

    public Counters {
        scores = List.copyOf(scores);
    }

    /**
     * What adds up during an epoch.
     *
     * @param losses per term of the loss, the values of its rows
     * @param norm the gradients' lengths
     * @param tokens real steps of sequences
     * @param seconds the time in training, without evaluation
     * @param rate the learning rate of the last step
     * @param course what the epoch's trace will be made of
     */
    public record Sums(
            @JsonProperty("losses") Map<String, Mean> losses,
            @JsonProperty("norm") double norm,
            @JsonProperty("tokens") long tokens,
            @JsonProperty("seconds") double seconds,
            @JsonProperty("rate") double rate,
            @JsonProperty("course") Course course) {
        public static final Sums NONE = new Sums(Map.of(), 0, 0, 0, 0, Course.NONE);

        public Sums {
            losses = Collections.unmodifiableMap(new LinkedHashMap<>(losses));
        }

        /** @param batch the means of the terms in a batch */
        public Sums plus(Map<String, Mean> batch, double norm, int tokens, double seconds, double rate, Course course) {
            Map<String, Mean> all = new LinkedHashMap<>(batch);
            losses.forEach((term, mean) -> all.merge(term, mean, Mean::plus));
            return new Sums(all, this.norm + norm, this.tokens + tokens, this.seconds + seconds, rate, course);
        }

        public double meanLoss() {
            return losses.values().stream().mapToDouble(Mean::value).sum();
        }

        /** The loss, and after it its terms by name if they have names. */
        public Map<String, Double> means() {
            return Mean.values(losses);
        }

        public double tokensPerSecond() {
            return seconds > 0 ? tokens / seconds : 0;
        }
    }
}
