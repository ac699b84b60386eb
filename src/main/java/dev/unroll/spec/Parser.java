package dev.unroll.spec;

/** stub */
final class Parser {
    private Parser() {}

    static Expr parse(Scalar scalar) {
        throw new UnsupportedOperationException();
    }
}
