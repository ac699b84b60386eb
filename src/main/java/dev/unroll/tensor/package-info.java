/**
 * Dense storage: shapes of feature rows, the packing of uneven sequences into rows without padding, and float64
 * tensors. All other packages compute in these terms.
 *
 * <p>May import nothing of ours. Must not know graphs, ops, or time beyond the packing.
 */
package dev.unroll.tensor;
