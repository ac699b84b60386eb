/**
 * How gradients change weights. An {@link dev.unroll.train.optimizer.Optimizer} moves the numbers of one weight, a {@link
 * dev.unroll.train.optimizer.Schedule} scales the learning rate with time; {@link dev.unroll.train.optimizer.Methods} holds
 * those that specs can call, with their arguments, and the two contracts check those that others added.
 *
 * <p>May import {@code plugin}, {@code spec.key}, {@code contract} and {@code diagnostic}. Must not know models, programs or
 * where gradients come from.
 */
package dev.unroll.train.optimizer;
