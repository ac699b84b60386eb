/**
 * Two ways to compute what a graph means: the reference interpreter, in float64, which defines the meaning, and the
 * compiled program, in float32, which is fast and is held to it by tests; a stream is such a program for one step at a
 * time.
 *
 * <p>May import {@code compile}, {@code grad}, {@code op}, {@code graph} and {@code tensor}. Must not know specs,
 * models or training.
 */
package dev.unroll.run;
