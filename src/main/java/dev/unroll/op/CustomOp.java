package dev.unroll.op;

import dev.unroll.api.PublicApi;

/**
 * A plug-in function of the equation language. It is a record: its components are its attributes (int, double, boolean,
 * String or an enum), which a call may set by name, and its constructor without arguments their defaults. An op that
 * computes number by number implements {@link ElementWise} too, or {@link ScalarOp}, and is fused. An attribute is
 * refused by throwing an {@link IllegalArgumentException} in the constructor, a type by throwing one in {@link #infer};
 * the messages are shown at the call.
 */
@PublicApi
public interface CustomOp extends FunctionOp {}
