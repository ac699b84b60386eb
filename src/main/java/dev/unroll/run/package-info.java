/**
 * Two ways to compute what a graph means: the reference interpreter, in float64, which defines the meaning, and the
 * compiled program, in float32, which is fast and is held to it by tests; a stream is such a program for one step at a
 * time. May import {@code compile}, {@code op}, {@code graph} and {@code tensor}; must not know specs, models or training.
 */
package dev.unroll.run;
