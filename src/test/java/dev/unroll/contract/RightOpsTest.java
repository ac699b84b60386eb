package dev.unroll.contract;

import static dev.unroll.op.Ops.abs;
import static dev.unroll.op.Ops.constant;
import static dev.unroll.op.Ops.mul;
import static dev.unroll.op.Ops.sign;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.unroll.compile.Passes;
import dev.unroll.grad.Gradient;
import dev.unroll.graph.Graph;
import dev.unroll.graph.Leaf;
import dev.unroll.graph.Node;
import dev.unroll.graph.Rows;
import dev.unroll.graph.Type;
import dev.unroll.op.Ops;
import dev.unroll.op.ScalarOp;
import dev.unroll.tensor.Shape;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Ops whose gradients are right where differences are not, which the check must not refuse. */
class RightOpsTest {
    /** x |x|, whose slope 2 |x| has a kink at 0, where a difference of step h gives h. */
    record SignedSquare() implements ScalarOp {
        @Override
        public double f(double x) {
            return x * Math.abs(x);
        }

        @Override
        public Node derivative(Node x, Node y) {
            return mul(constant(2), abs(x));
        }
    }

    /** |x|^1.5, whose differences at 0 shrink with the root of the step. */
    record Bowl() implements ScalarOp {
        @Override
        public double f(double x) {
            return Math.pow(Math.abs(x), 1.5);
        }

        @Override
        public Node derivative(Node x, Node y) {
            return mul(constant(1.5), mul(sign(x), Ops.sqrt(abs(x))));
        }
    }

    /** A wave so short that the error of a single difference, f''' h^2 / 6 = 5e-8 f', is above the tolerance in a sum. */
    record Wave() implements ScalarOp {
        @Override
        public double f(double x) {
            return Math.sin(120 * x);
        }

        @Override
        public Node derivative(Node x, Node y) {
            return mul(constant(120), Ops.cos(mul(constant(120), x)));
        }
    }

    /** Large numbers, of which differences keep few digits. */
    record Offset() implements ScalarOp {
        @Override
        public double f(double x) {
            return 1e5 + x;
        }

        @Override
        public Node derivative(Node x, Node y) {
            return constant(1);
        }
    }

    static List<ScalarOp> right() {
        return List.of(new SignedSquare(), new Bowl(), new Wave(), new Offset());
    }

    @ParameterizedTest
    @MethodSource("right")
    void pass(ScalarOp op) {
        assertThat(OpContract.check(op).faults()).isEmpty();
    }

    /** 3 x^2 at 1 is 3; at the kink of x |x| the slope is 0. */
    @Test
    void aDerivativeKnowsItsOwnError() {
        Derivative cube = Derivative.central(by -> Math.pow(1 + by, 3));
        assertThat(cube.value()).isCloseTo(3, within(1e-9));
        assertThat(Math.abs(cube.value() - 3)).isLessThanOrEqualTo(cube.error());
        assertThat(cube.error()).isLessThan(1e-8);
        Derivative kink = Derivative.central(by -> by * Math.abs(by));
        assertThat(Math.abs(kink.value())).isPositive().isLessThanOrEqualTo(kink.error());
        Derivative right = Derivative.oneSided(by -> by * Math.abs(by), 1e-5);
        assertThat(Math.abs(right.value())).isLessThanOrEqualTo(right.error());
        assertThat(Derivative.central(by -> Math.signum(by)).error()).isGreaterThan(1);
        assertThat(cube.isStepped()).isFalse();
        assertThat(Derivative.central(by -> (float) Math.pow(1.3 + by, 3)).isStepped())
                .isTrue();
    }

    record Cast() implements ScalarOp {
        @Override
        public double f(double x) {
            return (float) (x * x);
        }

        @Override
        public Node derivative(Node x, Node y) {
            return mul(constant(2), x);
        }
    }

    /** Cast in the middle, so that the result is no float32 number. */
    record Inner() implements ScalarOp {
        @Override
        public double f(double x) {
            return 1.1 * (float) x;
        }

        @Override
        public Node derivative(Node x, Node y) {
            return constant(1.1);
        }
    }

    @Test
    void aCastToFloatIsToldTruly() {
        for (ScalarOp op : List.of(new Cast(), new Inner())) {
            Verdict verdict = OpContract.check(op);
            assertThat(verdict.faults()).hasSize(1);
            assertThat(verdict.faults().get(0).message())
                    .startsWith("'" + op.name() + "' computes in float32: its result does not change");
            assertThat(verdict.faults().get(0).hint().orElse(""))
                    .contains("compute in double, without casts to float")
                    .doesNotContain("factor");
        }
    }

    /** The error of differences excuses no gradient: this one is off by a hundredth. */
    record Nearly() implements ScalarOp {
        @Override
        public double f(double x) {
            return x * Math.abs(x);
        }

        @Override
        public Node derivative(Node x, Node y) {
            return mul(constant(2.02), abs(x));
        }
    }

    @Test
    void aGradientThatIsNearlyRightIsWrong() {
        assertThat(OpContract.check(new Nearly()).faults().get(0).hint().orElse(""))
                .contains("vjp lacks a factor of 0.9901");
    }

    /** Given by its graph alone (Hendrycks and Gimpel 2016, the approximation by a sigmoid). */
    record Gelu() implements ScalarOp {
        @Override
        public Node value(Node x) {
            return mul(x, Ops.sigmoid(mul(constant(1.702), x)));
        }
    }

    @Test
    void aGraphGivesNumbersAndDerivatives() {
        assertThat(new Gelu().f(2)).isEqualTo(2 / (1 + Math.exp(-3.404)));
        assertThat(OpContract.check(new Gelu()).faults()).isEmpty();
    }

    @Test
    void aGraphIsCompiledAsIfItWereWrittenOut() {
        Node x = Node.of(new Leaf.Input("x", Type.real(Rows.BATCH, Shape.of(4))));
        Function<Node, String> compiled = y -> Passes.optimise(new Graph(Map.of(
                        "y", y, "g", Gradient.of(Ops.total(y), List.of(x)).get(x))))
                .toString();
        assertThat(compiled.apply(Node.of(new Gelu(), x))).isEqualTo(compiled.apply(new Gelu().value(x)));
    }

    /** Neither a graph nor numbers. */
    record Nothing() implements ScalarOp {}

    @Test
    void anOpWithoutAFunctionIsNamed() {
        assertThat(OpContract.check(new Nothing()).faults().toString())
                .contains("nothing gives neither value(x) nor both f(x) and derivative(x, y)");
    }
}
