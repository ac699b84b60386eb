/**
 * Dense storage: shapes of feature rows, the packing of uneven sequences into rows without padding, and float64 tensors.
 * Everything above counts in these terms. Imports nothing of Unroll; knows no graph, no op and no time beyond the packing.
 */
package dev.unroll.tensor;
