package dev.unroll.train;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;

/**
 * How far training has come; with weights, optimizer state and carried states, all that it needs to go on bit for bit.
 *
 * @param epoch how many epochs are behind, with their evaluation
 * @param batch how many batches of the present epoch are behind
 * @param step how many batches there were in all
 * @param seconds how long all of it took
 * @param sums what adds up during the present epoch
 * @param scores the watched metric after each epoch, turned so that higher is better
 * @param bestEpoch the epoch with the best score, from 1; 0 before there is one
 */
record Counters(
        @JsonProperty("epoch") int epoch,
        @JsonProperty("batch") int batch,
        @JsonProperty("step") long step,
        @JsonProperty("seconds") double seconds,
        @JsonProperty("sums") Sums sums,
        @JsonProperty("scores") List<Double> scores,
        @JsonProperty("best_epoch") int bestEpoch) {
    static final Counters START = new Counters(0, 0, 0, 0, Sums.NONE, List.of(), 0);

    Counters {
        scores = List.copyOf(scores);
    }

    /**
     * What adds up during an epoch.
     *
     * @param loss the losses of all rows
     * @param rows how many rows
     * @param norm the gradients' lengths
     * @param tokens real steps of sequences
     * @param seconds the time in training, without evaluation
     * @param rate the learning rate of the last step
     */
    record Sums(
            @JsonProperty("loss") double loss,
            @JsonProperty("rows") long rows,
            @JsonProperty("norm") double norm,
            @JsonProperty("tokens") long tokens,
            @JsonProperty("seconds") double seconds,
            @JsonProperty("rate") double rate) {
        static final Sums NONE = new Sums(0, 0, 0, 0, 0, 0);

        Sums plus(double loss, int rows, double norm, int tokens, double seconds, double rate) {
            return new Sums(
                    this.loss + loss * rows,
                    this.rows + rows,
                    this.norm + norm,
                    this.tokens + tokens,
                    this.seconds + seconds,
                    rate);
        }

        double meanLoss() {
            return rows == 0 ? 0 : loss / rows;
        }

        double tokensPerSecond() {
            return seconds > 0 ? tokens / seconds : 0;
        }
    }
}
