package dev.unroll.op;

import dev.unroll.api.PublicApi;
import dev.unroll.graph.Type;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** An op that specs call by name, as a function of the equation language. */
@PublicApi
public interface FunctionOp extends Primitive {
    /** What a call requires of an operand, so that an error is reported in the terms of the spec. */
    enum Takes {
        /** Anything: {@link #infer} decides. */
        VALUE,
        /** Real numbers. */
        NUMBERS,
        /** Real numbers with at least one axis. */
        FEATURES,
        /** Real numbers with two axes. */
        MATRIX,
        /** Real numbers with a row per step. */
        STEPS,
        /** A choice among classes. */
        INDEX
    }

    /** The names of its operands, in order, as in its usage; {@code values...} alone accepts any number. */
    List<String> operands();

    /**
     * The trained parameters of a call with these operands, further inputs after them: {@code infer}, {@code forward} and
     * {@code vjp} see operands and weights in one list. Widths may not be known yet; shapes made of the operands' widths do
     * not need their numbers.
     *
     * @throws IllegalArgumentException if the operands do not fit
     */
    default List<Weight> weights(List<Type> operands) {
        return List.of();
    }

    /** What it computes, in one line; a built-in op without such a line is not a function of the language. */
    default String about() {
        return "";
    }

    /** An equation that uses it, or an empty text. */
    default String example() {
        return "";
    }

    /** What a call must give for each operand. */
    default Takes takes() {
        return Takes.VALUE;
    }

    /** The same result for any value of a single feature, as in {@code softmax}: what it is, to warn of it. */
    default Optional<String> ofSingleFeature() {
        return Optional.empty();
    }

    /** How specs call it. */
    default String function() {
        return name().toLowerCase(Locale.ROOT);
    }
}
