package dev.unroll.spec;

import dev.unroll.diagnostic.Span;
import dev.unroll.spec.expr.Expr;
import java.util.Optional;

/**
 * One parameter in a signature such as {@code lstm(units, bias=1)}.
 *
 * @param name its name
 * @param defaultValue the value it has where none is given
 * @param span its place
 */
public record ParameterName(String name, Optional<Expr> defaultValue, Span span) {}
