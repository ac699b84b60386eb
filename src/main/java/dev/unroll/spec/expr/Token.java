package dev.unroll.spec.expr;

/** A word of the equation language; offsets count in the scalar's value. */
record Token(Kind kind, String text, int start, int end) {
    enum Kind {
        NUMBER,
        NAME,
        TEXT,
        SYMBOL,
        END
    }

    boolean is(String symbol) {
        return kind == Kind.SYMBOL && text.equals(symbol);
    }
}
