package dev.unroll.op;

import java.util.List;

/** A function of the equation language that comes with Unroll. */
interface Builtin extends FunctionOp {
    /** How it is called. */
    Signature signature();

    @Override
    default List<String> operands() {
        return signature().operands();
    }

    @Override
    default Takes takes() {
        return signature().takes();
    }

    @Override
    default String about() {
        return signature().about();
    }

    @Override
    default String example() {
        return signature().example();
    }
}
