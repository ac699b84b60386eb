package dev.unroll.run;

import dev.unroll.run.kernel.Gemm;
import dev.unroll.run.kernel.Kernels;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.AuxCounters;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** Matrix products at the shapes of recurrent layers. Look at the counter {@code gflops}: 1e9 operations per second. */
@State(Scope.Thread)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Warmup(iterations = 4, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class GemmBenchmark {
    /** Rows × depth × columns. */
    @Param({"20x200x800", "50x256x1024", "1000x256x1024", "400x200x10000", "1x256x1024"})
    public String shape;

    private final Gemm gemm = new Gemm(Kernels.best());
    private final Gemm.Packed packed = new Gemm.Packed();
    private int rows;
    private int depth;
    private int columns;
    private float[] a;
    private float[] b;
    private float[] c;

    /** What was computed, multiplications and additions alike. */
    @State(Scope.Thread)
    @AuxCounters
    public static class Work {
        public double gflops;
    }

    @Setup
    public void fill() {
        int[] sizes =
                Arrays.stream(shape.split("x")).mapToInt(Integer::parseInt).toArray();
        rows = sizes[0];
        depth = sizes[1];
        columns = sizes[2];
        a = RandomFloats.of(rows * depth);
        b = RandomFloats.of(depth * columns);
        c = RandomFloats.of(rows * columns);
        gemm.pack(b, 0, columns, depth, columns, false, packed);
    }

    private void count(Work work) {
        work.gflops += 2e-9 * rows * depth * columns;
    }

    /** C = A·B, with B packed beforehand as weights are. */
    @Benchmark
    public float[] product(Work work) {
        gemm.multiply(rows, a, 0, depth, packed, c, 0, columns);
        count(work);
        return c;
    }

    /** B = Aᵀ·C over all rows, as for the gradient of weights. */
    @Benchmark
    public float[] contraction(Work work) {
        gemm.contract(rows, depth, a, 0, depth, columns, c, 0, columns, b, 0, columns);
        count(work);
        return b;
    }
}
