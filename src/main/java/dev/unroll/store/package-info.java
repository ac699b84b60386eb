/**
 * The files that training writes. A {@link dev.unroll.store.RunFolder} keeps the spec, weights, checkpoints and figures
 * of a run so that training can resume bit for bit after any interruption; {@link dev.unroll.store.Safetensors} is the
 * format of weights.
 *
 * <p>May import {@code run}, {@code tensor} and {@code diagnostic}. Must not know who trains, what a spec means or which
 * metrics and plug-ins exist.
 */
package dev.unroll.store;
