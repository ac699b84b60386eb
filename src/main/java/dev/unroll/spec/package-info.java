/**
 * Reads what people write: YAML model and cell files, the equation language, and {@code --set} overrides. Everything it
 * yields is an immutable record that remembers where in which file it was written, down to the character inside an
 * equation. It also holds the diagnostics with which every other package reports a user's mistake.
 *
 * <p>Start with {@link dev.unroll.spec.SpecReader}; {@link dev.unroll.spec.ModelSpec} is what it returns, {@link
 * dev.unroll.spec.Settings} is how the other packages read the keys that only they know.
 *
 * <p>Pure syntax: this package imports nothing else of ours and must not know which functions, cells or readers exist.
 */
package dev.unroll.spec;
