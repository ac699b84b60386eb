/**
 * Turns data into batches. A {@link dev.unroll.data.Reader} (one per format or task, found by name in {@link
 * dev.unroll.data.Readers}) reads its settings into a {@link dev.unroll.data.Recipe}; the recipe reads a {@link
 * dev.unroll.data.Dataset} of fields and examples; {@link dev.unroll.data.Batches} packs the examples, without padding,
 * in an order that only the seed and the epoch decide.
 *
 * <p>May import {@code plugin}, {@code spec.key}, {@code contract}, {@code run}, {@code graph}, {@code tensor} and
 * {@code diagnostic}. Must not know models, losses or how training goes.
 */
package dev.unroll.data;
