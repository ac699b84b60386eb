package dev.unroll.data;

import dev.unroll.run.Batch;

/**
 * One batch of an epoch.
 *
 * @param batch what the program is run on
 * @param examples for each sequence of the batch, which example of the split it is, so that results can be put back in
 *     the data's order; for texts walked through in windows, which stream it is
 * @param continues whether each sequence goes on where the same sequence of the batch before it ended, so that the
 *     state is to be carried over; false at the beginning of the texts
 */
public record Minibatch(Batch batch, int[] examples, boolean continues) {}
