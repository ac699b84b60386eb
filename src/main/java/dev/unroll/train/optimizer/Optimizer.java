package dev.unroll.train.optimizer;

import dev.unroll.api.PublicApi;
import java.util.List;

/**
 * An update rule of weights. Stateless: its moments are kept by the trainer, have the size of the weight, start at zero
 * and are saved in checkpoints under the names of {@link #states}.
 *
 * <p>If only some rows of a table were looked up, the rule sees these rows alone, put one after the other, with their part
 * of the state. For rules without moving averages (sgd without momentum, adagrad) that is exact; the others leave the
 * moments of untouched rows as they are, which saves most of the work and is known as lazy or sparse Adam. The same holds
 * for decay.
 *
 * <p>A custom one is a record; its header holds its arguments (see {@link dev.unroll.plugin.Header}), and specs call it by the
 * class's name in snake_case: {@code AdaBelief} is {@code ada_belief}.
 */
@PublicApi
public interface Optimizer {
    /** The learning rate before the schedule. */
    double rate();

    /** What it does, in one line, for lists. */
    default String about() {
        return "";
    }

    /** What is remembered of each number of a weight, such as {@code mean} and {@code square}. */
    List<String> states();

    /** The weight decay to use if the spec sets none. */
    default double defaultDecay() {
        return 0;
    }

    /**
     * Moves some numbers of a weight. Allocates nothing. Several threads move the pieces of large weights at a time, so
     * that a number's new value may depend on that number's gradient and state alone.
     *
     * @param weight the numbers, changed in place
     * @param gradient the loss's derivative by them, not changed
     * @param state one array per name of {@link #states}, changed in place
     * @param from the first number to move
     * @param to one past the last
     * @param step the rate and decay to use and how many steps this weight has made
     */
    void update(float[] weight, float[] gradient, float[][] state, int from, int to, Step step);

    /**
     * What holds for all numbers of a weight in one step.
     *
     * @param number 1 in the first step
     * @param rate the learning rate after schedule and warm-up
     * @param decay weight decay coefficient; 0 for biases
     */
    record Step(long number, double rate, double decay) {}
}
