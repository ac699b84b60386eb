package dev.unroll.op;

import static dev.unroll.op.Ops.constant;
import static dev.unroll.op.Ops.cos;
import static dev.unroll.op.Ops.div;
import static dev.unroll.op.Ops.mul;
import static dev.unroll.op.Ops.neg;
import static dev.unroll.op.Ops.sigmoid;
import static dev.unroll.op.Ops.sign;
import static dev.unroll.op.Ops.sin;
import static dev.unroll.op.Ops.step;
import static dev.unroll.op.Ops.sub;

import dev.unroll.graph.Node;
import java.util.List;
import java.util.Set;
import java.util.function.DoubleUnaryOperator;

/** The element-wise functions of one operand, each with its derivative as a function of x and of the result y. */
public enum Unary implements ElementWise, Builtin, DoubleUnaryOperator {
    NEG(x -> -x, (x, y) -> constant(-1)),
    SIGMOID(
            Unary::logistic,
            (x, y) -> mul(y, sub(constant(1), y)),
            "1 / (1 + exp(-x)): a gate between 0 and 1",
            "gate: sigmoid(affine(x, to=8))"),
    TANH(
            Math::tanh,
            (x, y) -> sub(constant(1), mul(y, y)),
            "the hyperbolic tangent, between -1 and 1",
            "h1: tanh(affine(x, to=8))"),
    RELU(x -> Math.max(x, 0), (x, y) -> step(x), "x where it is above 0, otherwise 0", "h1: relu(affine(x, to=8))"),
    EXP(Math::exp, (x, y) -> y, "e to the power of x", "scale: exp(affine(x, to=1))"),
    LOG(
            Math::log,
            (x, y) -> div(constant(1), x),
            "the natural logarithm",
            "information: -log(softmax(affine(x, to=8)))"),
    SQRT(Math::sqrt, (x, y) -> div(constant(0.5), y), "the square root", "length: sqrt(sum(x * x) + 1e-6)"),
    ABS(Math::abs, (x, y) -> sign(x), "the absolute value", "distance: abs(a - b)"),
    SOFTPLUS(
            x -> Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x))),
            (x, y) -> sigmoid(x),
            "log(1 + exp(x)), a smooth relu",
            "width: softplus(affine(x, to=1))"),
    SIN(Math::sin, (x, y) -> cos(x), "the sine", "wave: sin(affine(x, to=8))"),
    COS(Math::cos, (x, y) -> neg(sin(x)), "the cosine", "wave: cos(affine(x, to=8))"),
    SIGN(Math::signum, (x, y) -> constant(0), "-1, 0 or 1", "direction: sign(x)"),
    FLOOR(Math::floor, (x, y) -> constant(0), "the largest whole number that is not above x", "whole: floor(x)"),
    /** 1 where x is above 0, otherwise 0. */
    STEP(x -> x > 0 ? 1 : 0, (x, y) -> constant(0));

    private static final double POLE = 0.1;

    private final DoubleUnaryOperator function;
    private final Derivative derivative;
    private final Signature signature;

    /** An op that equations write as an operator, or cannot write. */
    Unary(DoubleUnaryOperator function, Derivative derivative) {
        this(function, derivative, Signature.NONE);
    }

    Unary(DoubleUnaryOperator function, Derivative derivative, String about, String example) {
        this(function, derivative, new Signature(List.of("x"), Takes.VALUE, about, example));
    }

    Unary(DoubleUnaryOperator function, Derivative derivative, Signature signature) {
        this.function = function;
        this.derivative = derivative;
        this.signature = signature;
    }

    private interface Derivative {
        Node of(Node x, Node y);
    }

    private static double logistic(double x) {
        double e = Math.exp(-Math.abs(x));
        return x >= 0 ? 1 / (1 + e) : e / (1 + e);
    }

    @Override
    public int arity() {
        return 1;
    }

    @Override
    public double applyAsDouble(double x) {
        return function.applyAsDouble(x);
    }

    @Override
    public double apply(double... x) {
        return function.applyAsDouble(x[0]);
    }

    @Override
    public void vjp(Node self, Node g, Cotangents cotangents) {
        cotangents.add(0, mul(g, derivative.of(self.input(0), self)));
    }

    @Override
    public boolean isDefined(int k, double x) {
        return switch (this) {
            case LOG, SQRT -> x > POLE;
            case FLOOR -> Math.abs(x - Math.rint(x)) > POLE;
            default -> true;
        };
    }

    @Override
    public Signature signature() {
        return signature;
    }

    @Override
    public Set<Trait> traits() {
        return this == NEG ? Set.of(Trait.ROW_WISE, Trait.LINEAR, Trait.CHEAP) : Set.of(Trait.ROW_WISE);
    }
}
