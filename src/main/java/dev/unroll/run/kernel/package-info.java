/**
 * Inner loops in float32: matrix products, element-wise functions and fused clusters of them, softmax, and ops over time; on the
 * Vector API where its module is present, otherwise in plain Java.
 *
 * <p>May import {@code compile}, {@code graph}, {@code op} and {@code tensor}. Must not know batches, shards or threads.
 */
package dev.unroll.run.kernel;
