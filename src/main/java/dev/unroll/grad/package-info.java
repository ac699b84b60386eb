/**
 * Reverse mode: from the graph of a value to the graph of its gradients. The result is an ordinary graph, so that it
 * can be differentiated again, optimised and run like any other. Only this package sums the cotangents of several users
 * of a value and those of broadcast inputs.
 *
 * <p>May import {@code op}, {@code graph} and {@code tensor}. Must not know how a graph is run.
 */
package dev.unroll.grad;
