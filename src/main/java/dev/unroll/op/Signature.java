package dev.unroll.op;

import java.util.List;

/**
 * How an op of Unroll is called as a function of the equation language.
 *
 * @param operands the names of its operands
 * @param takes what a call must give for each of them
 * @param about what it computes, in one line; an op without such a line is no function of the language
 * @param example an equation that uses it
 */
record Signature(List<String> operands, FunctionOp.Takes takes, String about, String example) {
    /** Of an op that equations write by a sign of its own, or not at all. */
    static final Signature NONE = new Signature(List.of(), FunctionOp.Takes.VALUE, "", "");
}
