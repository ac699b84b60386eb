package dev.unroll.spec;

import dev.unroll.diagnostic.Span;
import dev.unroll.spec.expr.Expr;
import java.util.Optional;

/**
 * A declared trained parameter: {@code W: [x, units]}, or {@code W: {shape: [x, units], init: orthogonal}}.
 *
 * @param name its name
 * @param shape its sizes: numbers, names of sizes or of values
 * @param init its initialiser, a name or a call
 * @param span the name's place
 * @param label the trailing comment
 */
public record ParameterSpec(String name, Expr.Items shape, Optional<Expr> init, Span span, Optional<String> label) {}
