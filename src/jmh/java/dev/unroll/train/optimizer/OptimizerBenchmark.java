package dev.unroll.train.optimizer;

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

/** One update of a million weights: ns per weight. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 4, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class OptimizerBenchmark {
    private static final int WEIGHTS = 1_000_000;

    /** The optimizers with their defaultValue settings. */
    public enum Rule {
        SGD(new Sgd(0.1, 0, false)),
        MOMENTUM(new Sgd(0.1, 0.9, false)),
        RMSPROP(new RmsProp(0.001, 0.9, 0, 1e-8)),
        ADAGRAD(new Adagrad(0.01, 1e-10)),
        ADAM(new Adam(0.001, 0.9, 0.999, 1e-8, false, 0)),
        ADAMW(new Adam(0.001, 0.9, 0.999, 1e-8, true, 0.01));

        private final Optimizer optimizer;

        Rule(Optimizer optimizer) {
            this.optimizer = optimizer;
        }
    }

    @Param
    public Rule rule;

    private final float[] weights = new float[WEIGHTS];
    private final float[] gradient = new float[WEIGHTS];
    private float[][] states;
    private long step;

    @Setup
    public void fill() {
        states = new float[rule.optimizer.states().size()][WEIGHTS];
        for (int i = 0; i < WEIGHTS; i++) {
            gradient[i] = (i % 1000 - 500) * 1e-4f;
        }
    }

    @Benchmark
    @OperationsPerInvocation(WEIGHTS)
    public float[] update() {
        Optimizer.Step next = new Optimizer.Step(++step, rule.optimizer.rate(), rule.optimizer.defaultDecay());
        rule.optimizer.update(weights, gradient, states, 0, WEIGHTS, next);
        return weights;
    }
}
