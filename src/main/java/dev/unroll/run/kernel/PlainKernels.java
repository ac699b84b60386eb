package dev.unroll.run.kernel;

import dev.unroll.compile.Combined;
import dev.unroll.op.Binary;
import dev.unroll.op.ElementWise;
import dev.unroll.op.ScalarOp;
import dev.unroll.op.Unary;
import dev.unroll.op.Where;
import java.util.Arrays;
import java.util.Map;
import java.util.function.DoubleBinaryOperator;
import java.util.function.DoubleUnaryOperator;

/** Kernels without the Vector API. */
public final class PlainKernels implements Kernels {
    private static final int PANEL = 16;

    @Override
    public int panelWidth() {
        return PANEL;
    }

    /** Arithmetic in float32; every other function is computed in float64. */
    private static final Map<ElementWise, Loop> ARITHMETIC = Map.of(
            Unary.NEG,
            PlainKernels::neg,
            Unary.RELU,
            PlainKernels::relu,
            Binary.ADD,
            PlainKernels::add,
            Binary.SUB,
            PlainKernels::sub,
            Binary.MUL,
            PlainKernels::mul,
            Binary.DIV,
            PlainKernels::div,
            Combined.MULTIPLY_ADD,
            PlainKernels::multiplyAdd,
            Combined.SUBTRACT_PRODUCT,
            PlainKernels::subtractProduct,
            new Where(),
            PlainKernels::where);

    @Override
    public Loop loop(ElementWise op) {
        Loop arithmetic = ARITHMETIC.get(op);
        if (arithmetic != null) {
            return arithmetic;
        } else if (op instanceof DoubleUnaryOperator f) {
            return one(f);
        } else if (op instanceof ScalarOp scalar) {
            return one(scalar::f);
        }
        return op instanceof DoubleBinaryOperator f ? two(f) : general(op);
    }

    private static Loop one(DoubleUnaryOperator f) {
        return (a, ao, b, bo, c, co, y, yo, n) -> {
            for (int i = 0; i < n; i++) {
                y[yo + i] = (float) f.applyAsDouble(a[ao + i]);
            }
        };
    }

    private static Loop two(DoubleBinaryOperator f) {
        return (a, ao, b, bo, c, co, y, yo, n) -> {
            for (int i = 0; i < n; i++) {
                y[yo + i] = (float) f.applyAsDouble(a[ao + i], b[bo + i]);
            }
        };
    }

    private static Loop general(ElementWise op) {
        double[] x = new double[op.arity()];
        return (a, ao, b, bo, c, co, y, yo, n) -> {
            for (int i = 0; i < n; i++) {
                x[0] = a[ao + i];
                if (x.length > 1) {
                    x[1] = b[bo + i];
                }
                if (x.length > 2) {
                    x[2] = c[co + i];
                }
                y[yo + i] = (float) op.apply(x);
            }
        };
    }

    @Override
    public void copy(int width, int rows, float[] from, int at, int stride, float[] to, int toAt, int toStride) {
        for (int i = 0; i < rows; i++) {
            System.arraycopy(from, at + i * stride, to, toAt + i * toStride, width);
        }
    }

    @Override
    public Loop sum() {
        return (a, ao, b, bo, c, co, y, yo, n) -> {
            float sum = 0;
            for (int i = 0; i < n; i++) {
                sum += a[ao + i];
            }
            y[yo] = sum;
        };
    }

    @Override
    public Loop dot() {
        return (a, ao, b, bo, c, co, y, yo, n) -> {
            float sum = 0;
            for (int i = 0; i < n; i++) {
                sum += a[ao + i] * b[bo + i];
            }
            y[yo] = sum;
        };
    }

    @Override
    public float max(float[] x, int at, int n) {
        float max = x[at];
        for (int i = at + 1; i < at + n; i++) {
            max = Math.max(max, x[i]);
        }
        return max;
    }

    @Override
    public float exps(float[] x, int at, float max, float[] y, int to, int n) {
        double sum = 0;
        for (int i = 0; i < n; i++) {
            y[to + i] = (float) Math.exp(x[at + i] - max);
            sum += y[to + i];
        }
        return (float) sum;
    }

    private static void neg(float[] a, int ao, float[] b, int bo, float[] c, int co, float[] y, int yo, int n) {
        for (int i = 0; i < n; i++) {
            y[yo + i] = -a[ao + i];
        }
    }

    private static void relu(float[] a, int ao, float[] b, int bo, float[] c, int co, float[] y, int yo, int n) {
        for (int i = 0; i < n; i++) {
            y[yo + i] = Math.max(a[ao + i], 0);
        }
    }

    private static void add(float[] a, int ao, float[] b, int bo, float[] c, int co, float[] y, int yo, int n) {
        for (int i = 0; i < n; i++) {
            y[yo + i] = a[ao + i] + b[bo + i];
        }
    }

    private static void sub(float[] a, int ao, float[] b, int bo, float[] c, int co, float[] y, int yo, int n) {
        for (int i = 0; i < n; i++) {
            y[yo + i] = a[ao + i] - b[bo + i];
        }
    }

    private static void mul(float[] a, int ao, float[] b, int bo, float[] c, int co, float[] y, int yo, int n) {
        for (int i = 0; i < n; i++) {
            y[yo + i] = a[ao + i] * b[bo + i];
        }
    }

    private static void div(float[] a, int ao, float[] b, int bo, float[] c, int co, float[] y, int yo, int n) {
        for (int i = 0; i < n; i++) {
            y[yo + i] = a[ao + i] / b[bo + i];
        }
    }

    private static void multiplyAdd(float[] a, int ao, float[] b, int bo, float[] c, int co, float[] y, int yo, int n) {
        for (int i = 0; i < n; i++) {
            y[yo + i] = a[ao + i] * b[bo + i] + c[co + i];
        }
    }

    private static void subtractProduct(
            float[] a, int ao, float[] b, int bo, float[] c, int co, float[] y, int yo, int n) {
        for (int i = 0; i < n; i++) {
            y[yo + i] = c[co + i] - a[ao + i] * b[bo + i];
        }
    }

    private static void where(float[] a, int ao, float[] b, int bo, float[] c, int co, float[] y, int yo, int n) {
        for (int i = 0; i < n; i++) {
            y[yo + i] = a[ao + i] != 0 ? b[bo + i] : c[co + i];
        }
    }

    @Override
    public void multiply(
            int rows, int depth, float[] a, int ao, float[] b, int bo, float[] c, int co, int stride, boolean add) {
        for (int r = 0; r < rows; r++) {
            int at = co + r * stride;
            if (!add) {
                Arrays.fill(c, at, at + PANEL, 0);
            }
            for (int k = 0; k < depth; k++) {
                float left = a[ao + k * rows + r];
                int from = bo + k * PANEL;
                for (int j = 0; j < PANEL; j++) {
                    c[at + j] += left * b[from + j];
                }
            }
        }
    }

    @Override
    public void multiplyRow(int panels, int depth, float[] a, int ao, float[] b, int bo, float[] c, int co) {
        for (int p = 0; p < panels; p++) {
            multiply(1, depth, a, ao, b, bo + p * depth * PANEL, c, co + p * PANEL, PANEL, true);
        }
    }
}
