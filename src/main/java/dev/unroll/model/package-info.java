/**
 * From a spec and the types of its fields to graphs: names and widths are resolved, cells become recurrences, layers own
 * their parameters, and every error in an equation is reported at its place.
 *
 * <p>May import {@code plugin}, {@code spec}, {@code spec.key}, {@code spec.expr}, {@code contract}, {@code run},
 * {@code grad}, {@code op}, {@code graph}, {@code tensor} and {@code diagnostic}. Must not know files of data, training
 * or the command line.
 */
package dev.unroll.model;
