package dev.unroll.run.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.unroll.graph.Node;
import dev.unroll.op.ElementWise;
import dev.unroll.op.Ops;
import dev.unroll.op.ScalarOp;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Functions of one's own run on the loops of built-in ones where they are the same function in float32. */
class TranslationTest {
    private interface Scalar extends ScalarOp {
        @Override
        default Node derivative(Node x, Node y) {
            return Ops.constant(1);
        }
    }

    record Tanh() implements Scalar {
        @Override
        public double f(double x) {
            return Math.tanh(x);
        }
    }

    record Swish(double slope, boolean doubled) implements Scalar {
        @Override
        public double f(double x) {
            double gate = gate(x);
            return doubled ? 2 * x * gate : x * gate;
        }

        private double gate(double x) {
            return 1 / (1 + Math.exp(-slope() * x));
        }
    }

    record Leaky(double slope) implements Scalar {
        @Override
        public double f(double x) {
            return x > 0 ? x : slope * x;
        }
    }

    record Clip(int bound) implements Scalar {
        @Override
        public double f(double x) {
            if (x <= -bound) {
                return -bound;
            } else if (x >= bound) {
                return bound;
            }
            double y = x / bound;
            y = y * (3 - y * y) / 2;
            return y * bound;
        }
    }

    record Product() implements ElementWise {
        @Override
        public String name() {
            return "product";
        }

        @Override
        public int arity() {
            return 2;
        }

        @Override
        public double apply(double... x) {
            return Math.max(x[1], 0) * x[0] - x[1];
        }

        @Override
        public void vjp(Node self, Node g, Cotangents cotangents) {}
    }

    /** exp overflows in float32 where it does not in float64. */
    record Softplus() implements Scalar {
        @Override
        public double f(double x) {
            return Math.log(1 + Math.exp(x));
        }
    }

    record Series() implements Scalar {
        @Override
        public double f(double x) {
            double sum = 0;
            for (int i = 1; i < 4; i++) {
                sum += x / i;
            }
            return sum;
        }
    }

    record Root() implements Scalar {
        @Override
        public double f(double x) {
            return Math.cbrt(x);
        }
    }

    static Stream<ElementWise> translated() {
        return Stream.of(
                new Tanh(), new Swish(1.5, false), new Swish(1.5, true), new Leaky(0.1), new Clip(3), new Product());
    }

    static Stream<ElementWise> others() {
        return Stream.of(new Softplus(), new Series(), new Root());
    }

    @ParameterizedTest
    @MethodSource("translated")
    void isTheSameFunction(ElementWise op) {
        for (Kernels kernels : Stream.of(Kernels.best(), new PlainKernels()).toList()) {
            Kernels.Loop loop = TranslatedLoop.of(op, kernels).orElseThrow();
            float[] a = {0, 1, -1, 0.3f, -7, 25, 4.5f, -0.2f, 3, -3, 90};
            float[] b = {2, -2, 0, 0.7f, 3, 1, 1, -5, 0.1f, 9, -1};
            float[] y = new float[13];
            loop.run(a, 0, b, 0, b, 0, y, 1, 11);
            loop.run(a, 1, b, 1, b, 1, y, 2, 10);
            for (int i = 0; i < a.length; i++) {
                double right = op.arity() == 1 ? op.apply(a[i]) : op.apply(a[i], b[i]);
                assertThat((double) y[i + 1]).isCloseTo(right, within(1e-5 * Math.max(1, Math.abs(right))));
            }
        }
    }

    @ParameterizedTest
    @MethodSource("others")
    void whatItDoesNotUnderstandRunsAsItIs(ElementWise op) {
        assertThat(TranslatedLoop.of(op, Kernels.best())).isEmpty();
    }
}
