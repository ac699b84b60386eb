/**
 * The equation language: characters to tokens, tokens to a tree, and the tree as text. An {@link dev.unroll.spec.expr.Expr}
 * knows its place in the file, and a syntax error reports what is missing and where.
 *
 * <p>May import {@code diagnostic}. Must not know YAML, which functions there are, or what a name stands for.
 */
package dev.unroll.spec.expr;
