package dev.unroll.data;

import dev.unroll.run.Batch;
import java.util.Arrays;

/**
 * One batch of an epoch.
 *
 * @param batch what the program is run on
 * @param examples for each sequence of the batch, which example of the split it is, so that results can be put back in
 *     the data's order; for texts walked through in windows, which stream it is
 * @param begins for each sequence, whether it begins with a state of zero; otherwise it continues where the last window of its stream
 *     ended
 */
public record Minibatch(Batch batch, int[] examples, boolean[] begins) {
    /** Independent examples. */
    static Minibatch of(Batch batch, int[] examples) {
        boolean[] begins = new boolean[examples.length];
        Arrays.fill(begins, true);
        return new Minibatch(batch, examples, begins);
    }
}
