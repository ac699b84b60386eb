/**
 * What every op owes, and what every gradient does: a complete result of untouched inputs, claims that hold, gradients of
 * both orders that agree with differences, and a compiled program that agrees with the interpreter. Names what is wrong and
 * what it usually comes from. May import {@code run} and what is below.
 */
package dev.unroll.contract;
