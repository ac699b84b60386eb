package dev.unroll.run;

import dev.unroll.compile.Combined;
import dev.unroll.op.Binary;
import dev.unroll.op.ElementWise;
import dev.unroll.op.Unary;
import dev.unroll.op.Where;
import java.util.Arrays;
import java.util.Optional;

/** Kernels without the Vector API. */
final class PlainKernels implements Kernels {
    private static final int PANEL = 16;

    @Override
    public int panelWidth() {
        return PANEL;
    }

    @Override
    public Optional<Loop> loop(ElementWise op) {
        if (op instanceof Unary unary) {
            return Optional.of(unary(unary));
        }
        if (op instanceof Binary binary) {
            return Optional.of(binary(binary));
        }
        if (op instanceof Combined combined) {
            return Optional.of(combined(combined));
        }
        return op instanceof Where ? Optional.of(PlainKernels::where) : Optional.empty();
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

    private static Loop combined(Combined op) {
        return switch (op) {
            case MULTIPLY_ADD ->
                (a, ao, b, bo, c, co, y, yo, n) -> {
                    for (int i = 0; i < n; i++) {
                        y[yo + i] = a[ao + i] * b[bo + i] + c[co + i];
                    }
                };
            case SUBTRACT_PRODUCT ->
                (a, ao, b, bo, c, co, y, yo, n) -> {
                    for (int i = 0; i < n; i++) {
                        y[yo + i] = c[co + i] - a[ao + i] * b[bo + i];
                    }
                };
            default ->
                (a, ao, b, bo, c, co, y, yo, n) -> {
                    for (int i = 0; i < n; i++) {
                        y[yo + i] = (float) op.apply(a[ao + i], b[bo + i]);
                    }
                };
        };
    }

    private static Loop unary(Unary op) {
        return switch (op) {
            case RELU ->
                (a, ao, b, bo, c, co, y, yo, n) -> {
                    for (int i = 0; i < n; i++) {
                        y[yo + i] = Math.max(a[ao + i], 0);
                    }
                };
            case NEG ->
                (a, ao, b, bo, c, co, y, yo, n) -> {
                    for (int i = 0; i < n; i++) {
                        y[yo + i] = -a[ao + i];
                    }
                };
            default ->
                (a, ao, b, bo, c, co, y, yo, n) -> {
                    for (int i = 0; i < n; i++) {
                        y[yo + i] = (float) op.applyAsDouble(a[ao + i]);
                    }
                };
        };
    }

    private static Loop binary(Binary op) {
        return switch (op) {
            case ADD ->
                (a, ao, b, bo, c, co, y, yo, n) -> {
                    for (int i = 0; i < n; i++) {
                        y[yo + i] = a[ao + i] + b[bo + i];
                    }
                };
            case SUB ->
                (a, ao, b, bo, c, co, y, yo, n) -> {
                    for (int i = 0; i < n; i++) {
                        y[yo + i] = a[ao + i] - b[bo + i];
                    }
                };
            case MUL ->
                (a, ao, b, bo, c, co, y, yo, n) -> {
                    for (int i = 0; i < n; i++) {
                        y[yo + i] = a[ao + i] * b[bo + i];
                    }
                };
            case DIV ->
                (a, ao, b, bo, c, co, y, yo, n) -> {
                    for (int i = 0; i < n; i++) {
                        y[yo + i] = a[ao + i] / b[bo + i];
                    }
                };
            default ->
                (a, ao, b, bo, c, co, y, yo, n) -> {
                    for (int i = 0; i < n; i++) {
                        y[yo + i] = (float) op.applyAsDouble(a[ao + i], b[bo + i]);
                    }
                };
        };
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
