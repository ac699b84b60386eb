/**
 * The contract of every op and every gradient: a complete result of untouched inputs, claims that hold, gradients of
 * both orders that agree with differences, and a compiled program that agrees with the interpreter. Reports violations
 * and their likely causes.
 *
 * <p>May import {@code run}, {@code run.reference}, {@code grad}, {@code op}, {@code graph} and {@code tensor}. Must not know specs, or who
 * asks for a check.
 */
package dev.unroll.contract;
