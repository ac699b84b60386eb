/**
 * The compiled program: a plan executed in float32 on several threads, whose results are held to the reference interpreter by
 * tests. A stream is such a program for one step at a time.
 *
 * <p>May import {@code run.kernel}, {@code compile}, {@code op}, {@code graph} and {@code tensor}. Must not know specs,
 * models or training.
 */
package dev.unroll.run;
