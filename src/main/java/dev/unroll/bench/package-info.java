/**
 * Measures the speed of training and of step-by-step inference. A {@link dev.unroll.bench.Benchmark} times whole
 * training steps of an experiment and compares them with the peak matrix product of the machine; a {@link
 * dev.unroll.bench.StreamSpeed} times single steps.
 *
 * <p>May import {@code train}, {@code train.optimizer}, {@code data}, {@code model}, {@code run}, {@code graph} and {@code
 * tensor}. Must not print, or change what is measured.
 */
package dev.unroll.bench;
