package dev.unroll.spec;

import dev.unroll.diagnostic.Span;
import dev.unroll.spec.expr.Expr;
import java.util.Optional;

/**
 * A state of a cell: {@code h: units}.
 *
 * @param name its name; {@code name'} is its value after the step
 * @param width how many features it has
 * @param span the name's place
 * @param label the trailing comment
 */
public record StateSpec(String name, Expr width, Span span, Optional<String> label) {}
