package dev.unroll.spec.yaml;

import dev.unroll.diagnostic.Source;
import dev.unroll.diagnostic.Span;
import dev.unroll.spec.expr.Expr;
import dev.unroll.spec.expr.PlacedText;
import java.util.Optional;
import java.util.Set;

/**
 * A YAML scalar: its text after quotes, escapes and folding, and for each of its characters the place in the file that
 * it came from. It has no type: what reads it decides whether {@code no} is a word.
 */
public final class Scalar implements Node {
    private static final Set<String> NOTHING = Set.of("", "~", "null", "Null", "NULL");

    private final PlacedText text;
    private final boolean quoted;
    private final Optional<String> label;
    private final Optional<Expr> expr;

    private Scalar(PlacedText text, boolean quoted, Optional<String> label, Optional<Expr> expr) {
        this.text = text;
        this.quoted = quoted;
        this.label = label;
        this.expr = expr;
    }

    /** A text with its trailing comment. */
    public static Scalar of(PlacedText text, boolean quoted, Optional<String> label) {
        return new Scalar(text, quoted, label, Optional.empty());
    }

    /** A stretch of a source, taken as it stands. */
    public static Scalar plain(Source source, int start, int end) {
        return of(PlacedText.plain(source, start, end), false, Optional.empty());
    }

    /** A text that stands for a whole span. */
    public static Scalar word(String value, Span span) {
        return of(PlacedText.whole(value, span), true, Optional.empty());
    }

    /** An argument of a call, already parsed. */
    public static Scalar of(Expr expr) {
        String value = expr instanceof Expr.Text text ? text.value() : expr.text();
        return new Scalar(PlacedText.whole(value, expr.span()), true, Optional.empty(), Optional.of(expr));
    }

    /** The text with the place of each character. */
    public PlacedText text() {
        return text;
    }

    public String value() {
        return text.value();
    }

    /** The parsed form, if it came from an equation. */
    public Optional<Expr> expr() {
        return expr;
    }

    /** A key without a value, or with YAML's word for that. */
    public boolean isNothing() {
        return !quoted && isNothing(value());
    }

    /** Whether this text has to be quoted to be a text. */
    static boolean isNothing(String plain) {
        return NOTHING.contains(plain);
    }

    @Override
    public Span span() {
        return text.span();
    }

    @Override
    public Optional<String> label() {
        return label;
    }

    @Override
    public String kind() {
        return isNothing() ? "nothing" : "'" + shortened() + "'";
    }

    private String shortened() {
        String line = value().strip();
        return line.length() <= 40 ? line : line.substring(0, 37) + "...";
    }

    @Override
    public String toString() {
        return value();
    }
}
