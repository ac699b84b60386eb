/**
 * What training leaves on the disk. A {@link dev.unroll.store.RunFolder} keeps the spec, weights, checkpoints and figures of a
 * run so that training can go on bit for bit, whatever it was interrupted by; {@link dev.unroll.store.Safetensors} is the
 * format of weights.
 *
 * <p>May import {@code run}, {@code tensor} and {@code diagnostic}. Must not know who trains, what a spec means or which
 * metrics and plug-ins exist.
 */
package dev.unroll.store;
