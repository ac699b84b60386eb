package dev.unroll.run.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.unroll.compile.Combined;
import dev.unroll.op.ElementWise;
import dev.unroll.op.Unary;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class KernelsTest {
    private static final float LARGEST_EXPONENT = 88.3762626647949f;

    private static float[] run(Kernels kernels, ElementWise op, float[] x) {
        float[] y = new float[x.length];
        kernels.loop(op).run(x, 0, x, 0, x, 0, y, 0, x.length);
        return y;
    }

    @ParameterizedTest
    @EnumSource(
            value = Unary.class,
            names = {"EXP", "SIGMOID", "TANH"})
    void transcendentalsAreAccurate(Unary op) {
        float[] x = new float[400_001];
        for (int i = 0; i < x.length; i++) {
            x[i] = (i - 200_000) * 1e-4f * (i % 3 + 1);
        }
        float[] y = run(Kernels.best(), op, x);
        for (int i = 0; i < x.length; i++) {
            double exact = op.applyAsDouble(x[i]);
            assertThat((double) y[i])
                    .as("%s(%s)", op, x[i])
                    .isCloseTo(exact, within(2e-7 * Math.max(1, Math.abs(exact))));
        }
    }

    @Test
    void tanhIsAccurateNearZero() {
        float[] x = {1e-30f, 1e-10f, 1e-5f, 1e-3f, 0.01f, 0.1f, 0.6f};
        float[] y = run(Kernels.best(), Unary.TANH, x);
        for (int i = 0; i < x.length; i++) {
            assertThat(y[i] / Math.tanh(x[i])).isCloseTo(1, within(3e-7));
        }
    }

    @Test
    void extremesStayWhatTheyAre() {
        float[] x = {Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY, 1e30f, -1e30f, LARGEST_EXPONENT};
        for (Kernels kernels : new Kernels[] {Kernels.best(), new PlainKernels()}) {
            assertThat(run(kernels, Unary.EXP, x)[0]).isNaN();
            assertThat(run(kernels, Unary.EXP, x)[1]).isInfinite();
            assertThat(run(kernels, Unary.EXP, x)[5]).isFinite();
            assertThat((double) run(kernels, Unary.EXP, x)[2]).isCloseTo(0, within(1e-37));
            assertThat(run(kernels, Unary.SIGMOID, x)[0]).isNaN();
            assertThat(run(kernels, Unary.SIGMOID, x)[3]).isEqualTo(1);
            assertThat((double) run(kernels, Unary.SIGMOID, x)[4]).isCloseTo(0, within(1e-37));
            assertThat(run(kernels, Unary.TANH, x)[0]).isNaN();
            assertThat(run(kernels, Unary.TANH, x)[1]).isEqualTo(1);
            assertThat(run(kernels, Unary.TANH, x)[2]).isEqualTo(-1);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5, 7, 8, 9, 15, 16, 17, 31, 33, 64, 65, 130, 300})
    void productsAgreeWithTheDefinition(int size) {
        Random random = new Random(size);
        int rows = Math.max(1, size * 2 / 3);
        int columns = size + 3;
        float[] a = draw(random, rows * (size + 2));
        float[] b = draw(random, size * columns);
        float[] g = draw(random, rows * columns);
        for (Kernels kernels : new Kernels[] {Kernels.best(), new PlainKernels()}) {
            Gemm gemm = new Gemm(kernels);
            Gemm.Packed packed = new Gemm.Packed();
            gemm.pack(b, 0, columns, size, columns, false, packed);
            float[] c = draw(random, rows * (columns + 1));
            gemm.multiply(rows, a, 0, size + 2, packed, c, 0, columns + 1);
            float[] d = draw(random, size * columns);
            gemm.contract(rows, size, a, 0, size + 2, columns, g, 0, columns, d, 0, columns);
            for (int j = 0; j < columns; j++) {
                for (int i = 0; i < rows; i++) {
                    double sum = 0;
                    for (int k = 0; k < size; k++) {
                        sum += (double) a[i * (size + 2) + k] * b[k * columns + j];
                    }
                    assertThat((double) c[i * (columns + 1) + j]).isCloseTo(sum, within(1e-4));
                }
                for (int k = 0; k < size; k++) {
                    double sum = 0;
                    for (int i = 0; i < rows; i++) {
                        sum += (double) a[i * (size + 2) + k] * g[i * columns + j];
                    }
                    assertThat((double) d[k * columns + j]).isCloseTo(sum, within(1e-4));
                }
            }
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3, 16, 31, 32, 33, 64, 65, 127, 128, 129, 300, 520})
    void aRowHasTheSameBitsAloneAsAmongOthers(int columns) {
        Random random = new Random(columns);
        int depth = 300;
        float[] a = draw(random, 8 * depth);
        float[] b = draw(random, depth * columns);
        for (Kernels kernels : new Kernels[] {Kernels.best(), new PlainKernels()}) {
            Gemm gemm = new Gemm(kernels);
            Gemm.Packed packed = new Gemm.Packed();
            gemm.pack(b, 0, columns, depth, columns, false, packed);
            float[] together = new float[8 * columns];
            gemm.multiply(8, a, 0, depth, packed, together, 0, columns);
            float[] alone = new float[8 * columns + 1];
            for (int row = 0; row < 8; row++) {
                gemm.multiply(1, a, row * depth, depth, packed, alone, row * columns, columns);
            }
            assertThat(Arrays.copyOf(alone, together.length)).containsExactly(together);
            assertThat(alone[together.length]).isZero();
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 5, 16, 31, 33, 64, 130, 300})
    void theSumsOfAProductBeginWithTheBias(int columns) {
        Random random = new Random(columns);
        int depth = 270;
        float[] b = draw(random, depth * columns);
        float[] bias = draw(random, columns + 3);
        for (Kernels kernels : new Kernels[] {Kernels.best(), new PlainKernels()}) {
            Gemm gemm = new Gemm(kernels);
            Gemm.Packed packed = new Gemm.Packed();
            gemm.pack(b, 0, columns, depth, columns, false, packed);
            for (int rows : new int[] {1, 2, 7, 13, 140}) {
                float[] a = draw(random, rows * depth);
                float[] c = draw(random, rows * columns);
                gemm.multiply(rows, a, 0, depth, packed, bias, 3, c, 0, columns);
                for (int i = 0; i < rows * columns; i++) {
                    double sum = bias[3 + i % columns];
                    for (int k = 0; k < depth; k++) {
                        sum += (double) a[i / columns * depth + k] * b[k * columns + i % columns];
                    }
                    assertThat((double) c[i]).isCloseTo(sum, within(1e-3));
                }
            }
        }
    }

    @ParameterizedTest
    @EnumSource(Combined.class)
    void combinedOpsAgreeWithTheirDefinition(Combined op) {
        Random random = new Random(op.ordinal());
        for (int n : new int[] {1, 3, 15, 16, 17, 40, 65, 200}) {
            float[] a = draw(random, n);
            float[] b = draw(random, n);
            float[] c = draw(random, n);
            for (Kernels kernels : new Kernels[] {Kernels.best(), new PlainKernels()}) {
                float[] y = new float[n + 1];
                kernels.loop(op).run(a, 0, b, 0, c, 0, y, 0, n);
                for (int i = 0; i < n; i++) {
                    double exact = op.arity() == 3 ? op.apply(a[i], b[i], c[i]) : op.apply(a[i], b[i]);
                    assertThat((double) y[i]).isCloseTo(exact, within(1e-6 * Math.max(1, Math.abs(exact))));
                }
                assertThat(y[n]).as("behind the result").isZero();
            }
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3, 15, 16, 17, 63, 64, 65, 129, 1000})
    void rowsAreSummedAndExponentiated(int n) {
        Random random = new Random(n);
        float[] a = draw(random, n + 2);
        float[] b = draw(random, n);
        for (Kernels kernels : new Kernels[] {Kernels.best(), new PlainKernels()}) {
            float[] y = new float[n + 1];
            double sum = 0;
            double products = 0;
            double exponentials = 0;
            float max = Float.NEGATIVE_INFINITY;
            for (int i = 0; i < n; i++) {
                sum += a[2 + i];
                products += (double) a[2 + i] * b[i];
                max = Math.max(max, a[2 + i]);
            }
            for (int i = 0; i < n; i++) {
                exponentials += Math.exp(a[2 + i] - max);
            }
            kernels.sum().run(a, 2, a, 2, a, 2, y, 0, n);
            assertThat((double) y[0]).isCloseTo(sum, within(1e-3));
            kernels.dot().run(a, 2, b, 0, b, 0, y, 0, n);
            assertThat((double) y[0]).isCloseTo(products, within(1e-3));
            assertThat(kernels.max(a, 2, n)).isEqualTo(max);
            assertThat((double) kernels.exps(a, 2, max, y, 0, n)).isCloseTo(exponentials, within(1e-3));
            assertThat((double) y[n - 1]).isCloseTo(Math.exp(a[n + 1] - max), within(1e-6));
            assertThat(y[n]).as("behind the result").isZero();
        }
    }

    private static float[] draw(Random random, int length) {
        float[] values = new float[length];
        for (int i = 0; i < length; i++) {
            values[i] = (float) random.nextGaussian();
        }
        return values;
    }

    /** The order of a sum must not depend on whether its loop is interpreted or compiled by now. */
    @Test
    void sumsHaveTheSameBitsFromTheFirstCallToTheLast() {
        Kernels kernels = Kernels.best();
        Random random = new Random(7);
        float[][] numbers = new float[64][200];
        for (float[] row : numbers) {
            for (int i = 0; i < row.length; i++) {
                row[i] = (float) (random.nextGaussian() * Math.pow(10, random.nextInt(4)));
            }
        }
        float[] first = sumsAndProducts(kernels, numbers);
        for (int round = 0; round < 2_000; round++) {
            assertThat(sumsAndProducts(kernels, numbers)).as("round %s", round).isEqualTo(first);
        }
    }

    private static float[] sumsAndProducts(Kernels kernels, float[][] numbers) {
        float[] result = new float[2 * numbers.length];
        for (int i = 0; i < numbers.length; i++) {
            float[] x = numbers[i];
            kernels.sum().run(x, 0, x, 0, x, 0, result, 2 * i, x.length);
            kernels.dot().run(x, 0, numbers[(i + 1) % numbers.length], 0, x, 0, result, 2 * i + 1, x.length);
        }
        return result;
    }
}
