package dev.unroll.spec;

import java.util.Arrays;
import java.util.Optional;
import java.util.Set;

/**
 * A YAML scalar: its text after quotes, escapes and folding, and for each of its characters the place in the file that
 * it came from. It has no type: what reads it decides whether {@code no} is a word.
 */
final class Scalar implements Node {
    private static final Set<String> NOTHING = Set.of("", "~", "null", "Null", "NULL");

    private final String value;
    private final Span span;
    private final int[] starts;
    private final int[] ends;
    private final boolean quoted;
    private final Optional<String> label;
    private final Optional<Expr> expr;

    private Scalar(
            String value,
            Span span,
            int[] starts,
            int[] ends,
            boolean quoted,
            Optional<String> label,
            Optional<Expr> expr) {
        this.value = value;
        this.span = span;
        this.starts = starts;
        this.ends = ends;
        this.quoted = quoted;
        this.label = label;
        this.expr = expr;
    }

    /** A scalar of which each character has its own place. */
    static Scalar of(String value, Span span, int[] starts, int[] ends, boolean quoted, Optional<String> label) {
        return new Scalar(value, span, starts, ends, quoted, label, Optional.empty());
    }

    /** A stretch of a source, taken as it stands. */
    static Scalar plain(Source source, int start, int end) {
        int[] starts = new int[end - start];
        int[] ends = new int[end - start];
        Arrays.setAll(starts, i -> start + i);
        Arrays.setAll(ends, i -> start + i + 1);
        String value = source.text().substring(start, end);
        return of(value, source.span(start, end), starts, ends, false, Optional.empty());
    }

    /** A text that stands for a whole span. */
    static Scalar word(String value, Span span) {
        return of(value, span, new int[0], new int[0], true, Optional.empty());
    }

    /** An argument of a call, already parsed. */
    static Scalar of(Expr expr) {
        String value = expr instanceof Expr.Text text ? text.value() : expr.text();
        return new Scalar(value, expr.span(), new int[0], new int[0], true, Optional.empty(), Optional.of(expr));
    }

    String value() {
        return value;
    }

    /** The parsed form, if it came from an equation. */
    Optional<Expr> expr() {
        return expr;
    }

    /** A key without a value, or with YAML's word for that. */
    boolean isNothing() {
        return !quoted && isNothing(value);
    }

    /** Whether this text has to be quoted to be a text. */
    static boolean isNothing(String plain) {
        return NOTHING.contains(plain);
    }

    /** The place of the characters {@code from} to before {@code to} of the value. */
    Span at(int from, int to) {
        if (starts.length == 0) {
            return span;
        }
        if (from >= starts.length) {
            int end = ends[ends.length - 1];
            return span.source().span(end, end);
        }
        int last = Math.max(from, Math.min(to, ends.length) - 1);
        return span.source().span(starts[from], to <= from ? starts[from] : ends[last]);
    }

    @Override
    public Span span() {
        return span;
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
        String line = value.strip();
        return line.length() <= 40 ? line : line.substring(0, 37) + "...";
    }

    @Override
    public String toString() {
        return value;
    }
}
