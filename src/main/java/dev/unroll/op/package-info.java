/**
 * The op interface and the primitive ops, one small family per file. An op infers the type of its result, computes it in
 * float64, and gives its vector-Jacobian product as graph nodes, so that gradients of gradients need nothing new.
 *
 * <p>May import {@code graph} and {@code tensor}. Must not know how gradients are accumulated, compiled or run.
 */
package dev.unroll.op;
