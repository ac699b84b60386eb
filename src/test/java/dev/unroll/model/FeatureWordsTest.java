package dev.unroll.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.unroll.contract.GradientCheck;
import dev.unroll.tensor.Shape;
import java.util.Random;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Functions of the features of a row, by numbers worked out by hand. */
class FeatureWordsTest {
    private static final Offset<Double> NEAR = within(1e-12);

    private static Trial trial(String equations) {
        return Trial.of(equations + "\nloss: squared_error(affine(h, to=3), y)\n", 3, 2);
    }

    private static Trial ofVector(String body) {
        return trial("equations:\n  h: concat(" + body + ")");
    }

    /** The value of an equation that is the same for all. */
    private static double[] fixed(String body) {
        double[] all = Trial.of("equations:\n  v: " + body + "\nloss: squared_error(affine(whole, to=3), y)\n", 1)
                .value("v")
                .data();
        return all;
    }

    @Test
    void maxAndMinOfOneValueAreOverItsFeatures() {
        Trial trial = trial("equations:\n  h: concat(max(y), min(y), max(y, 0), min(x, -x))");
        double[] y = trial.inputs.get("y").data();
        double[] x = trial.inputs.get("x").data();
        for (int row = 0; row < 5; row++) {
            double[] h = java.util.Arrays.copyOfRange(trial.value("h").data(), row * 7, row * 7 + 7);
            double a = y[row * 3];
            double b = y[row * 3 + 1];
            double c = y[row * 3 + 2];
            assertThat(h[0]).isEqualTo(Math.max(a, Math.max(b, c)));
            assertThat(h[1]).isEqualTo(Math.min(a, Math.min(b, c)));
            assertThat(h[2]).isEqualTo(Math.max(a, 0));
            assertThat(h[5]).isEqualTo(-Math.abs(x[row * 2]));
        }
    }

    @Test
    void logSumExpNeitherOverflowsNorVanishes() {
        assertThat(fixed("log_sum_exp(1000 * ones(2))")[0]).isCloseTo(1000 + Math.log(2), NEAR);
        assertThat(fixed("log_sum_exp(-1000 * ones(2))")[0]).isCloseTo(-1000 + Math.log(2), NEAR);
        assertThat(fixed("log_sum_exp(range(3))")[0]).isCloseTo(Math.log(1 + Math.E + Math.E * Math.E), NEAR);
    }

    @Test
    void aRemainderHasTheSignOfItsDivisor() {
        assertThat(fixed("mod(range(5) - 2, 3)")).containsExactly(1, 2, 0, 1, 2);
        assertThat(fixed("mod(range(5) - 2, -3)")).containsExactly(-2, -1, 0, -2, -1);
        assertThat(fixed("floor(range(5) / 2 - 1)")).containsExactly(-1, -1, 0, 0, 1);
    }

    @Test
    void fixedValuesHaveTheirSize() {
        assertThat(fixed("range(4)")).containsExactly(0, 1, 2, 3);
        assertThat(fixed("reshape(identity(3), 9)")).containsExactly(1, 0, 0, 0, 1, 0, 0, 0, 1);
        assertThat(fixed("ones([2, 3])")).containsExactly(1, 1, 1, 1, 1, 1);
        assertThat(fixed("zeros(2)")).containsExactly(0, 0);
        assertThat(fixed("reshape(transpose(reshape(range(6), [2, 3])), 6)")).containsExactly(0, 3, 1, 4, 2, 5);
    }

    @Test
    void whatIsReshapedGetsItsWidthFromTheShape() {
        Trial trial = trial("sizes: {k: 2}\nequations:\n  g: reshape(affine(x), [k, 4])\n  h: sum(g)");
        assertThat(trial.value("g").shape()).isEqualTo(Shape.of(2, 4));
        assertThat(trial.weights.get("g.x").shape()).isEqualTo(Shape.of(2, 8));
    }

    @Test
    void twoMatricesOfARowAreMultiplied() {
        Trial trial = trial("""
                equations:
                  a: reshape(affine(x, to=6), [2, 3])
                  b: reshape(affine(y, to=12), [3, 4])
                  c: a @ b
                  h: reshape(c, 8)""");
        double[] a = trial.value("a").data();
        double[] b = trial.value("b").data();
        double[] c = trial.value("c").data();
        for (int i = 0; i < c.length; i++) {
            int row = i / 8;
            double sum = 0;
            for (int k = 0; k < 3; k++) {
                sum += a[row * 6 + i % 8 / 4 * 3 + k] * b[row * 12 + k * 4 + i % 4];
            }
            assertThat(c[i]).isCloseTo(sum, NEAR);
        }
    }

    @Test
    void aProductOfTwoMatricesOfARowIsCounted() {
        Trial trial = Trial.of("""
                equations:
                  h: reshape(reshape(affine(x, to=3), [1, 3]) @ reshape(affine(x, to=9), [3, 3]), 3)
                loss: squared_error(h, y)
                """, 2, 1);
        long two = ModelReport.of(trial.model).forwardFlopsPerToken();
        assertThat(two).isEqualTo(2 * (2 * 3 + 2 * 9) + 2 * 3 * 3);
    }

    @Test
    void aParameterOfRankThreeIsAMatrixForEachOfItsSlices() {
        Trial trial = trial("""
                parameters: {W: [2, x, y]}
                equations:
                  a: x @ W
                  b: W @ y
                  c: a @ y
                  d: b @ x
                  h: concat(c, d, sum(a), sum(b))""");
        double[] w = trial.weight("W");
        double[] x = trial.inputs.get("x").data();
        double[] y = trial.inputs.get("y").data();
        for (int row = 0; row < 5; row++) {
            for (int k = 0; k < 2; k++) {
                double form = 0;
                for (int i = 0; i < 2; i++) {
                    for (int j = 0; j < 3; j++) {
                        form += x[row * 2 + i] * w[(k * 2 + i) * 3 + j] * y[row * 3 + j];
                    }
                }
                assertThat(trial.value("c").data()[row * 2 + k]).isCloseTo(form, NEAR);
                assertThat(trial.value("d").data()[row * 2 + k]).isCloseTo(form, NEAR);
            }
        }
    }

    @Test
    void eachMatrixOfARankThreeParameterIsDrawnAsOne() {
        Shape shape = Shape.of(50, 4, 4);
        for (float value : new Initialiser.Glorot().draw(shape, new Random(1))) {
            assertThat(Math.abs(value)).isLessThanOrEqualTo((float) Math.sqrt(6.0 / 8));
        }
        float[] basis = new Initialiser.Orthogonal().draw(shape, new Random(1));
        double dot = 0;
        double norm = 0;
        for (int i = 0; i < 4; i++) {
            dot += basis[16 * 7 + i] * basis[16 * 7 + 4 + i];
            norm += basis[16 * 7 + i] * basis[16 * 7 + i];
        }
        assertThat(dot).isCloseTo(0, within(1e-6));
        assertThat(norm).isCloseTo(1, within(1e-6));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "max(y), min(y), log_sum_exp(y)",
                "max(outer(y, x)), log_sum_exp(outer(y, x))",
                "mod(y, 1.5), mod(1.5, 2 + y * y), y * floor(3 * y)",
                "reshape(reshape(affine(x, to=6), [2, 3]) @ reshape(affine(y, to=12), [3, 4]), 8)",
                "reshape(outer(x, y) @ transpose(outer(y, y)), 6)",
                "reshape(transpose(outer(x, y)) @ outer(x, y), 9)",
                "reshape(identity(3) @ outer(y, x), 6), identity(3) @ y, range(3) * y, y @ identity(3)",
                "reshape(repeat(transpose, outer(x, y), times=3), 6)"
            })
    void gradientsAndProgramAgree(String values) {
        Trial trial = ofVector(values);
        assertThat(trial.gradients()).allMatch(GradientCheck.Comparison::passes);
        trial.compiled().forEach((name, actual) -> {
            double[] expected = trial.train().get(name).data();
            for (int i = 0; i < actual.length; i++) {
                assertThat((double) actual[i])
                        .as(name)
                        .isCloseTo(expected[i], within(1e-4 * (1 + Math.abs(expected[i]))));
            }
        });
    }
}
