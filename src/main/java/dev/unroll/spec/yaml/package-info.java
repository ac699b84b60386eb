/**
 * Reads YAML into a tree of {@link dev.unroll.spec.yaml.Node}s and writes such a tree. A scalar keeps the place in the file of
 * each of its characters and its trailing comment; YAML's errors become diagnostics, and the rest of the file is read all
 * the same.
 *
 * <p>May import {@code spec.expr} and {@code diagnostic}. Must not know keys, or what a scalar means.
 */
package dev.unroll.spec.yaml;
