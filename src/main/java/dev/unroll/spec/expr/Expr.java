package dev.unroll.spec.expr;

import dev.unroll.diagnostic.InvalidInput;
import dev.unroll.diagnostic.Source;
import dev.unroll.diagnostic.Span;
import java.util.List;
import java.util.Optional;

/**
 * The right side of an equation as a tree. Precedence, loosest first: comparisons (not chained), {@code + -}, {@code *
 * / @}, unary minus, {@code ^} (to the right), calls and slices. {@link #text()} prints it back.
 */
public sealed interface Expr {
    /** Where it is written. */
    Span span();

    /** Canonical source text, which parses to the same tree. */
    default String text() {
        return ExprText.print(this);
    }

    /** Parses a whole text. A syntax error throws {@link InvalidInput}. */
    static Expr parse(Source source) {
        return Parser.parse(PlacedText.plain(source, 0, source.text().length()), Optional.empty());
    }

    /** A number, never negative. */
    record Number(double value, Span span) implements Expr {}

    /** A value's name; {@code next} if written with a prime, {@code h'}: the state after the step. */
    record Name(String name, boolean next, Span span) implements Expr {
        /** The name as written, with its prime. */
        public String written() {
            return next ? name + "'" : name;
        }
    }

    /** A text in quotes, single or double; {@code value} is without them. */
    record Text(String value, Span span) implements Expr {}

    /** {@code function(args..., name=value...)}. */
    record Call(String function, Span functionSpan, List<Expr> args, List<Named> named, Span span) implements Expr {
        public Call {
            args = List.copyOf(args);
            named = List.copyOf(named);
        }

        /** The value of a keyword argument. */
        public Optional<Expr> named(String name) {
            return named.stream()
                    .filter(n -> n.name().equals(name))
                    .map(Named::value)
                    .findFirst();
        }
    }

    /** {@code -operand}. */
    record Negate(Expr operand, Span span) implements Expr {}

    /** {@code left op right}. */
    record Binary(Op op, Expr left, Expr right, Span opSpan, Span span) implements Expr {}

    /** {@code value[from:to]}: features {@code from} to before {@code to}; either end may be left out. */
    record Slice(Expr value, Optional<Expr> from, Optional<Expr> to, Span span) implements Expr {}

    /** {@code [a, b]}: a list, such as a shape. */
    record Items(List<Expr> items, Span span) implements Expr {
        public Items {
            items = List.copyOf(items);
        }
    }

    /** {@code {h: a, c: b}}: values by name, such as the initial states of a cell. */
    record Fields(List<Named> entries, Span span) implements Expr {
        public Fields {
            entries = List.copyOf(entries);
        }
    }

    /** A keyword argument {@code name=value} of a {@link Call}, or an entry of {@link Fields}. */
    record Named(String name, Span nameSpan, Expr value) {}

    /** The operators between two values. */
    enum Op {
        ADD("+", 2),
        SUBTRACT("-", 2),
        MULTIPLY("*", 3),
        DIVIDE("/", 3),
        MATMUL("@", 3),
        POWER("^", 5),
        LESS("<", 1),
        LESS_EQUAL("<=", 1),
        GREATER(">", 1),
        GREATER_EQUAL(">=", 1),
        EQUAL("==", 1),
        NOT_EQUAL("!=", 1);

        private final String symbol;
        private final int precedence;

        Op(String symbol, int precedence) {
            this.symbol = symbol;
            this.precedence = precedence;
        }

        /** As written in an equation. */
        public String symbol() {
            return symbol;
        }

        /** Higher binds tighter. */
        int precedence() {
            return precedence;
        }

        /** Whether it yields 0 or 1. */
        public boolean isComparison() {
            return precedence == 1;
        }
    }
}
