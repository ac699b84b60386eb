/**
 * The keys of specs: a {@link dev.unroll.spec.key.Key} declares one with its bounds, its default and its meaning, and {@link
 * dev.unroll.spec.key.Settings} reads a mapping or the arguments of a call by such declarations. What is wrong with a value,
 * and which keys were not read, is noted on the way.
 *
 * <p>May import {@code spec.yaml}, {@code spec.expr} and {@code diagnostic}. Must not know which keys there are.
 */
package dev.unroll.spec.key;
