/**
 * The one graph type, used alike for a model, its derivative and every optimised form of both. A {@link
 * dev.unroll.graph.Node} is an op, its inputs and its type; a {@link dev.unroll.graph.Graph} is its named outputs;
 * {@link dev.unroll.graph.Scan} is the recurrence.
 *
 * <p>May import {@code tensor}. Must not know any particular op beyond the leaves and the recurrence, nor how values
 * are computed.
 */
package dev.unroll.graph;
