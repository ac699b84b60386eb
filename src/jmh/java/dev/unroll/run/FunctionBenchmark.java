package dev.unroll.run;

import dev.unroll.op.Unary;
import dev.unroll.run.kernel.Kernels;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** One transcendental function over numbers that stay in the first-level cache: ns per number. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 4, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class FunctionBenchmark {
    private static final int NUMBERS = 1024;

    @Param({"EXP", "TANH", "SIGMOID"})
    public Unary function;

    private final float[] x = RandomFloats.of(NUMBERS);
    private final float[] y = new float[NUMBERS];
    private Kernels.Loop loop;

    @Setup
    public void choose() {
        loop = Kernels.best().loop(function);
    }

    @Benchmark
    @OperationsPerInvocation(NUMBERS)
    public float[] loop() {
        loop.run(x, 0, x, 0, x, 0, y, 0, NUMBERS);
        return y;
    }
}
