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
import java.util.Locale;
import java.util.function.DoubleUnaryOperator;

/** The element-wise functions of one operand, each with its derivative as a function of x and of the result y. */
public enum Unary implements ElementWise, DoubleUnaryOperator {
    NEG(x -> -x, (x, y) -> constant(-1)),
    SIGMOID(Unary::logistic, (x, y) -> mul(y, sub(constant(1), y))),
    TANH(Math::tanh, (x, y) -> sub(constant(1), mul(y, y))),
    RELU(x -> Math.max(x, 0), (x, y) -> step(x)),
    EXP(Math::exp, (x, y) -> y),
    LOG(Math::log, (x, y) -> div(constant(1), x)),
    SQRT(Math::sqrt, (x, y) -> div(constant(0.5), y)),
    ABS(Math::abs, (x, y) -> sign(x)),
    /** log(1 + exp(x)), without overflow. */
    SOFTPLUS(x -> Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x))), (x, y) -> sigmoid(x)),
    SIN(Math::sin, (x, y) -> cos(x)),
    COS(Math::cos, (x, y) -> neg(sin(x))),
    /** -1, 0 or 1. */
    SIGN(Math::signum, (x, y) -> constant(0)),
    /** 1 where x is above 0, otherwise 0. */
    STEP(x -> x > 0 ? 1 : 0, (x, y) -> constant(0));

    private static final double POLE = 0.1;

    private final DoubleUnaryOperator function;
    private final Derivative derivative;

    Unary(DoubleUnaryOperator function, Derivative derivative) {
        this.function = function;
        this.derivative = derivative;
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
    public void vjp(Node self, Node g, Shares shares) {
        shares.add(0, mul(g, derivative.of(self.input(0), self)));
    }

    @Override
    public boolean isDefined(int k, double x) {
        return x > POLE || this != LOG && this != SQRT;
    }

    public String spelling() {
        return name().toLowerCase(Locale.ROOT);
    }
}
