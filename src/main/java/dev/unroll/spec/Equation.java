package dev.unroll.spec;

import dev.unroll.diagnostic.Span;
import dev.unroll.spec.expr.Expr;
import java.util.Optional;

/**
 * {@code name: value}, one line of {@code equations}, {@code metrics} or {@code predict}.
 *
 * @param name the name it defines, without a prime
 * @param next whether it defines the state after the step, {@code h'}
 * @param value the right side
 * @param span the name's place
 * @param label the trailing comment
 */
public record Equation(String name, boolean next, Expr value, Span span, Optional<String> label) {
    /** The left side as written: {@code f} or {@code h'}. */
    public String target() {
        return next ? name + "'" : name;
    }
}
