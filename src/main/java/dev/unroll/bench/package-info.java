/**
 * Measures how fast a model is trained and how fast it answers step by step. A {@link dev.unroll.bench.Benchmark} times whole
 * training steps of an experiment and holds them against the best matrix product of the machine; a {@link
 * dev.unroll.bench.StreamSpeed} times single steps.
 *
 * <p>May import {@code train}, {@code train.optimizer}, {@code data}, {@code model}, {@code run}, {@code graph} and {@code
 * tensor}. Must not print, or change what is measured.
 */
package dev.unroll.bench;
