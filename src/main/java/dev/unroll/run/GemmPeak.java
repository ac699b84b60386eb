package dev.unroll.run;

import dev.unroll.run.kernel.Gemm;
import dev.unroll.run.kernel.Kernels;
import java.util.concurrent.atomic.LongAdder;

/** The peak speed of this machine's matrix product on all threads in use: the yardstick of a program's speed. */
public final class GemmPeak {
    private static final int ROWS = 256;
    private static final int DEPTH = 256;
    private static final int COLUMNS = 1024;
    private static final double SECONDS = 0.5;

    private GemmPeak() {}

    /** Multiplications and additions per second of packed products 256 × 256 × 1024, the same work on every thread. */
    public static double flopsPerSecond() {
        measure();
        return measure();
    }

    private static double measure() {
        Kernels kernels = Kernels.best();
        LongAdder products = new LongAdder();
        long start = System.nanoTime();
        Threads.current().run(Threads.current().count(), thread -> {
            Gemm gemm = new Gemm(kernels);
            float[] a = new float[ROWS * DEPTH];
            float[] c = new float[ROWS * COLUMNS];
            Gemm.Packed b = new Gemm.Packed();
            gemm.pack(new float[DEPTH * COLUMNS], 0, COLUMNS, DEPTH, COLUMNS, false, b);
            while (System.nanoTime() - start < SECONDS * 1e9) {
                gemm.multiply(ROWS, a, 0, DEPTH, b, c, 0, COLUMNS);
                products.increment();
            }
        });
        return products.sum() * 2.0 * ROWS * DEPTH * COLUMNS / ((System.nanoTime() - start) / 1e9);
    }
}
