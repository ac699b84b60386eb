/**
 * The compiler: passes that turn a graph into an equal, cheaper graph (simplify, hoist, bias, merge, likelihood,
 * peephole), and the planner that turns the result into a list of instructions over numbered buffers (fuse, plan); for
 * streams, first the graph of one step. Every stage is a pure function.
 *
 * <p>May import {@code op}, {@code graph} and {@code tensor}. Must not know kernels, threads or specs.
 */
package dev.unroll.compile;
