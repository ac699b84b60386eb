/**
 * Reads what people write: YAML model and cell files, and {@code --set} overrides. Everything it yields is an immutable
 * record that remembers where in which file it was written, down to the character inside an equation.
 *
 * <p>Start with {@link dev.unroll.spec.SpecReader}; {@link dev.unroll.spec.ModelSpec} is what it returns, {@link
 * dev.unroll.spec.key.Settings} is how the other packages read the keys that only they know.
 *
 * <p>May import {@code spec.key}, {@code spec.yaml}, {@code spec.expr} and {@code diagnostic}. Must not know which
 * functions, cells or readers exist.
 */
package dev.unroll.spec;
