package dev.unroll.spec.key;

import dev.unroll.diagnostic.Span;
import dev.unroll.spec.expr.Expr;

/**
 * What training lowers, or a named part of it. The mean of each over its own rows adds to the loss, so a term per sequence
 * and one per step stand side by side without either being counted once for each row of the other.
 *
 * @param name its name in the mapping; empty if the loss is a single expression
 * @param value one number per step or per sequence
 * @param span the name's place, or the expression's
 */
public record LossTerm(String name, Expr value, Span span) {
    /** The key of the loss. */
    public static final String KEY = "loss";

    /** What it is called in figures: {@code loss}, or {@code loss.NAME}. */
    public String key() {
        return name.isEmpty() ? KEY : KEY + "." + name;
    }
}
