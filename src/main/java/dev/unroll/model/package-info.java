/**
 * From a spec and the types of its fields to graphs: names and widths are resolved, cells become recurrences, layers own
 * their parameters, and every mistake in an equation is found at its place. May import {@code spec}, {@code grad}, {@code
 * op}, {@code graph}, {@code run} and {@code tensor}; must not know files of data, training or the command line.
 */
package dev.unroll.model;
