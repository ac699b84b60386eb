package dev.unroll.op;

import dev.unroll.api.PublicApi;

/**
 * A function that others add to the equation language. It is a record: its header holds its attributes (int, double, boolean, String or an
 * enum), which a call may set by name, and its constructor without arguments their defaults. One that calculates number by
 * number implements {@link ElementWise} too, or {@link ScalarOp}, and is fused. An attribute is refused by throwing an
 * {@link IllegalArgumentException} in the constructor, a type by throwing one in {@link #infer}; the messages are shown at
 * the call.
 */
@PublicApi
public interface CustomOp extends FunctionOp {}
