/**
 * The reference interpreter, which defines in float64 what a graph means, and the search for the op at which numbers first become
 * infinite or NaN.
 *
 * <p>May import {@code grad}, {@code op}, {@code graph} and {@code tensor}. Must not know plans or kernels.
 */
package dev.unroll.run.reference;
