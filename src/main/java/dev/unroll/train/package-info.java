/**
 * Learns a model's weights from data and keeps what was learned. A {@link dev.unroll.train.Trainer} runs a program on
 * batches, clips its gradients, lets an {@link dev.unroll.train.Optimizer} change the weights and measures with {@link
 * dev.unroll.train.Metric}s; a {@link dev.unroll.train.RunFolder} keeps weights, counters and figures so that training can
 * go on bit for bit; {@link dev.unroll.train.Evaluation}, {@link dev.unroll.train.Prediction} and {@link
 * dev.unroll.train.Generation} use a trained {@link dev.unroll.train.Run}.
 *
 * <p>May import {@code data}, {@code model}, {@code spec}, {@code run} and what is below. Must not print, draw or know of the
 * command line.
 */
package dev.unroll.train;
