package dev.unroll.run.kernel;

import dev.unroll.op.Context;
import dev.unroll.op.Primitive;
import dev.unroll.op.Products.RowMatMul;
import dev.unroll.run.kernel.RowKernels.Kernel;
import dev.unroll.run.kernel.RowKernels.Place;
import java.util.Arrays;
import java.util.Optional;

/** The product of two small matrices of each row: too small to be worth packing. */
final class MatrixKernels implements Kernel {
    private final boolean flipLeft;
    private final boolean flipRight;
    private final int n;
    private final int k;
    private final int m;

    private MatrixKernels(RowMatMul product) {
        this.flipLeft = product.flipLeft();
        this.flipRight = product.flipRight();
        this.n = product.height();
        this.k = product.depth();
        this.m = product.width();
    }

    static Optional<Kernel> of(Primitive op, Kernels kernels) {
        return Optional.of(new MatrixKernels((RowMatMul) op));
    }

    @Override
    public void run(Place[] in, Place out, int height, Context context) {
        for (int row = 0; row < height; row++) {
            int a = in[0].row(row);
            int b = in[1].row(row);
            int c = out.row(row);
            if (flipRight) {
                dots(in[0].data(), a, in[1].data(), b, out.data(), c);
            } else {
                sums(in[0].data(), a, in[1].data(), b, out.data(), c);
            }
        }
    }

    /** Rows of the right matrix are summed up: its inner loop runs over neighbouring numbers. */
    private void sums(float[] x, int a, float[] y, int b, float[] z, int c) {
        Arrays.fill(z, c, c + n * m, 0);
        for (int i = 0; i < n; i++) {
            int to = c + i * m;
            for (int l = 0; l < k; l++) {
                float left = x[a + (flipLeft ? l * n + i : i * k + l)];
                int from = b + l * m;
                for (int j = 0; j < m; j++) {
                    z[to + j] += left * y[from + j];
                }
            }
        }
    }

    private void dots(float[] x, int a, float[] y, int b, float[] z, int c) {
        int step = flipLeft ? n : 1;
        for (int i = 0; i < n; i++) {
            int start = a + (flipLeft ? i : i * k);
            for (int j = 0; j < m; j++) {
                int from = b + j * k;
                float sum = 0;
                for (int l = 0; l < k; l++) {
                    sum += x[start + l * step] * y[from + l];
                }
                z[c + i * m + j] = sum;
            }
        }
    }
}
