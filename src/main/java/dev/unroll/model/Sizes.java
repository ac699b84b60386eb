package dev.unroll.model;

import dev.unroll.diagnostic.Codes;
import dev.unroll.diagnostic.Diagnostic;
import dev.unroll.graph.Rows;
import dev.unroll.spec.expr.Expr;
import dev.unroll.tensor.Width;
import java.util.Optional;

/** Numbers known before anything is computed: sizes, and expressions of sizes. */
final class Sizes {
    /** Indices are stored as float32, which counts to here. */
    static final int LARGEST = 1 << 24;

    private final Elaboration elaboration;

    Sizes(Elaboration elaboration) {
        this.elaboration = elaboration;
    }

    /** The value of an expression of numbers and sizes; empty if it is not one. */
    Optional<Double> number(Expr expr, Scope scope) {
        if (expr instanceof Expr.Number number) {
            return Optional.of(number.value());
        } else if (expr instanceof Expr.Negate negate) {
            return number(negate.operand(), scope).map(x -> -x);
        } else if (expr instanceof Expr.Name name) {
            Optional<Double> known = Optional.ofNullable(scope.numbers().get(name.written()));
            known.ifPresent(number -> scope.used().add(name.written()));
            return known;
        } else if (expr instanceof Expr.Binary binary) {
            return number(binary.left(), scope)
                    .flatMap(a -> number(binary.right(), scope).flatMap(b -> switch (binary.op()) {
                        case ADD -> Optional.of(a + b);
                        case SUBTRACT -> Optional.of(a - b);
                        case MULTIPLY -> Optional.of(a * b);
                        case DIVIDE -> Optional.of(a / b);
                        case POWER -> Optional.of(Math.pow(a, b));
                        default -> Optional.empty();
                    }));
        }
        return Optional.empty();
    }

    /** A size: a whole number, or the width or the number of classes of a value. Otherwise empty, and an error is reported. */
    Optional<Width> size(Expr expr, Scope scope) {
        Optional<Double> number = number(expr, scope);
        if (number.isPresent()) {
            if (!isSize(number.get())) {
                elaboration.add(Diagnostic.error(
                        Codes.WRONG_VALUE,
                        "a size must be a whole number from 1 to " + LARGEST + ", not " + expr.text(),
                        expr.span()));
                return Optional.empty();
            }
            return Optional.of(scope.named(Width.of(number.get().intValue()), expr));
        }
        if (elaboration.isUnknown(expr, scope)) {
            return unknown(expr, scope);
        }
        if (expr instanceof Expr.Name) {
            Term value = elaboration.term(expr, scope);
            if (value.isBroken()) {
                return Optional.empty();
            }
            if (value.rows() == Rows.NONE) {
                elaboration.add(Diagnostic.error(
                                Codes.SIZE,
                                "'" + expr.text() + "' is a parameter, but a size is needed here: a number, a name from"
                                        + " 'sizes', or a field",
                                expr.span())
                        .hint("x @ W multiplies by a declared matrix, embed(ids, E) looks up in a declared table"));
                return Optional.empty();
            }
            return Optional.of(value.isIndex() ? value.choices() : value.rank() == 0 ? Width.of(1) : value.last());
        }
        elaboration.add(
                Diagnostic.error(Codes.WRONG_VALUE, "a size is needed here, not '" + expr.text() + "'", expr.span()));
        return Optional.empty();
    }

    /** A width that may be any if a number is not known here; nothing if it could not be read. */
    private static Optional<Width> unknown(Expr expr, Scope scope) {
        Width named = expr instanceof Expr.Name name ? scope.unknown().get(name.written()) : null;
        boolean any = scope.unknown().keySet().containsAll(Scope.names(expr));
        return named != null ? Optional.of(named) : any ? Optional.of(Width.unknown()) : Optional.empty();
    }

    static boolean isSize(double number) {
        return number >= 1 && number <= LARGEST && number == Math.rint(number);
    }

    /** One end of a slice. */
    Optional<Integer> end(Optional<Expr> end, int defaultValue, Scope scope) {
        if (end.isEmpty()) {
            return Optional.of(defaultValue);
        }
        Optional<Double> number = number(end.get(), scope);
        if (number.isEmpty() && elaboration.isUnknown(end.get(), scope)) {
            return Optional.empty();
        }
        if (number.isEmpty() || number.get() < 0 || number.get() != Math.rint(number.get())) {
            elaboration.add(Diagnostic.error(
                    Codes.WRONG_VALUE,
                    "a slice needs whole numbers, not '" + end.get().text() + "'",
                    end.get().span()));
            return Optional.empty();
        }
        return Optional.of(number.get().intValue());
    }
}
