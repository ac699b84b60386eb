package dev.unroll.op;

import static dev.unroll.op.Ops.constant;
import static dev.unroll.op.Ops.div;
import static dev.unroll.op.Ops.log;
import static dev.unroll.op.Ops.mul;
import static dev.unroll.op.Ops.neg;
import static dev.unroll.op.Ops.pow;
import static dev.unroll.op.Ops.sub;

import dev.unroll.graph.Node;
import java.util.EnumSet;
import java.util.List;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.function.DoubleBinaryOperator;

/** The element-wise functions of two operands, each with its partial derivatives as functions of a, b and the result y. */
public enum Binary implements ElementWise, Builtin, DoubleBinaryOperator {
    ADD(Double::sum, (a, b, y) -> constant(1), (a, b, y) -> constant(1)),
    SUB((a, b) -> a - b, (a, b, y) -> constant(1), (a, b, y) -> constant(-1)),
    MUL((a, b) -> a * b, (a, b, y) -> b, (a, b, y) -> a),
    DIV((a, b) -> a / b, (a, b, y) -> div(constant(1), b), (a, b, y) -> neg(div(y, b))),
    /** a to the power of b; where a is 0 the derivative by b is taken as 0. */
    POW(
            Math::pow,
            (a, b, y) -> mul(b, pow(a, sub(b, constant(1)))),
            (a, b, y) -> mul(y, log(Ops.where(Node.of(Unary.STEP, a), a, constant(1))))),
    /** The remainder of a / b with the sign of b; between its jumps the derivative by b is -floor(a / b). */
    MOD(Binary::remainder, (a, b, y) -> constant(1), (a, b, y) -> neg(Ops.floor(div(a, b)))),
    /** The smaller; a tie passes its gradient to the first. */
    MIN(Math::min, (a, b, y) -> Ops.lessEqual(a, b), (a, b, y) -> Ops.less(b, a)),
    /** The larger; a tie passes its gradient to the first. */
    MAX(Math::max, (a, b, y) -> Ops.lessEqual(b, a), (a, b, y) -> Ops.less(a, b)),
    LESS((a, b) -> a < b ? 1 : 0),
    LESS_EQUAL((a, b) -> a <= b ? 1 : 0),
    EQUAL((a, b) -> a == b ? 1 : 0);

    private static final List<String> OPERANDS = List.of("a", "b");
    private static final Set<Binary> CHEAP = Set.of(ADD, SUB, MUL, MIN, MAX, LESS, LESS_EQUAL, EQUAL);
    private static final double POLE = 0.1;

    private final DoubleBinaryOperator function;
    private final Partial left;
    private final Partial right;

    Binary(DoubleBinaryOperator function) {
        this(function, (a, b, y) -> constant(0), (a, b, y) -> constant(0));
    }

    Binary(DoubleBinaryOperator function, Partial left, Partial right) {
        this.function = function;
        this.left = left;
        this.right = right;
    }

    private interface Partial {
        Node of(Node a, Node b, Node y);
    }

    private static double remainder(double a, double b) {
        double rest = a % b;
        return rest * b < 0 ? rest + b : rest;
    }

    @Override
    public int arity() {
        return 2;
    }

    @Override
    public boolean takesIndices() {
        return this == EQUAL;
    }

    @Override
    public double applyAsDouble(double a, double b) {
        return function.applyAsDouble(a, b);
    }

    @Override
    public double apply(double... x) {
        return function.applyAsDouble(x[0], x[1]);
    }

    @Override
    public void vjp(Node self, Node g, Cotangents cotangents) {
        Node a = self.input(0);
        Node b = self.input(1);
        cotangents.add(0, mul(g, left.of(a, b, self)));
        cotangents.add(1, mul(g, right.of(a, b, self)));
    }

    @Override
    public boolean isDefined(int k, double x) {
        return switch (this) {
            case DIV, MOD -> k == 0 || Math.abs(x) > POLE;
            case POW -> k == 1 || x > 3 * POLE;
            default -> true;
        };
    }

    @Override
    public Signature signature() {
        return switch (this) {
            case MOD ->
                new Signature(
                        OPERANDS,
                        Takes.VALUE,
                        "the remainder of a / b, with the sign of b; its derivative is 1 by a and -floor(a / b) by b",
                        "phase: mod(x, 4)");
            default -> Signature.NONE;
        };
    }

    @Override
    public Set<Trait> traits() {
        Set<Trait> traits = EnumSet.of(Trait.ROW_WISE);
        if (CHEAP.contains(this)) {
            traits.add(Trait.CHEAP);
        }
        if (this == ADD || this == SUB) {
            traits.add(Trait.LINEAR);
        }
        return traits;
    }

    /** The number that leaves the operand on the left as it is, if there is one: 0 for a sum, 1 for a product. */
    public OptionalDouble neutral() {
        return switch (this) {
            case ADD, SUB -> OptionalDouble.of(0);
            case MUL, DIV, POW -> OptionalDouble.of(1);
            default -> OptionalDouble.empty();
        };
    }

    /** Whether the operands may change places. */
    public boolean isCommutative() {
        return switch (this) {
            case ADD, MUL, MIN, MAX, EQUAL -> true;
            default -> false;
        };
    }
}
