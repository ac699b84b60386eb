/**
 * What every op owes, and what every gradient does: a complete result of untouched inputs, claims that hold, gradients of
 * both orders that agree with differences, and a compiled program that agrees with the interpreter. Names what is wrong and
 * what it usually comes from.
 *
 * <p>May import {@code run}, {@code run.reference}, {@code grad}, {@code op}, {@code graph} and {@code tensor}. Must not know specs, or who
 * asks for a check.
 */
package dev.unroll.contract;
