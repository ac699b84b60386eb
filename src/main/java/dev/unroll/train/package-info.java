/**
 * Trains models and uses trained ones. A {@link dev.unroll.train.Trainer} runs a program on batches, clips its
 * gradients, lets an optimizer change the weights and measures with metrics; {@link dev.unroll.train.Evaluation},
 * {@link dev.unroll.train.Prediction}, {@link dev.unroll.train.Generation} and {@link dev.unroll.train.Inspector} use a
 * trained {@link dev.unroll.train.Run}.
 *
 * <p>May import {@code train.metric}, {@code train.optimizer}, {@code store}, {@code data}, {@code model}, {@code plugin},
 * {@code spec}, {@code spec.key}, {@code spec.expr}, {@code contract}, {@code run}, {@code run.reference}, {@code compile}, {@code op}, {@code
 * graph}, {@code tensor} and {@code diagnostic}. Must not print, draw or know of the command line.
 */
package dev.unroll.train;
