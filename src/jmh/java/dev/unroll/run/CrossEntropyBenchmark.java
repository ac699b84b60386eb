package dev.unroll.run;

import dev.unroll.grad.Gradient;
import dev.unroll.graph.Graph;
import dev.unroll.graph.Leaf;
import dev.unroll.graph.Node;
import dev.unroll.graph.Rows;
import dev.unroll.graph.Type;
import dev.unroll.op.Ops;
import dev.unroll.op.Softmaxes;
import dev.unroll.run.kernel.Kernels;
import dev.unroll.tensor.Packing;
import dev.unroll.tensor.Shape;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** The softmax cross-entropy of 400 rows over 10,000 classes, as compiled: ns per score. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 4, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class CrossEntropyBenchmark {
    private static final int ROWS = 400;
    private static final int CLASSES = 10_000;

    private final Node scores = Node.of(new Leaf.Input("scores", Type.real(Rows.BATCH, Shape.of(CLASSES))));
    private final Node labels = Node.of(new Leaf.Input("labels", Type.index(Rows.BATCH, CLASSES)));
    private final Node loss = Ops.total(Node.of(new Softmaxes.CrossEntropy(), scores, labels));
    private final Program forward = compile(Map.of("loss", loss));
    private final Program both = compile(
            Map.of("loss", loss, "gradient", Gradient.of(loss, Set.of(scores)).get(scores)));
    private final Weights none = new Weights(List.of());
    private final Batch batch = new Batch(
            Packing.uniform(ROWS, 1),
            Map.of("scores", RandomFloats.of(ROWS * CLASSES), "labels", new float[ROWS]),
            new long[ROWS],
            0,
            0);

    private static Program compile(Map<String, Node> outputs) {
        return Program.compile(new Graph(outputs), Kernels.best(), false);
    }

    @Benchmark
    @OperationsPerInvocation(ROWS * CLASSES)
    public Results loss() {
        return forward.run(none, batch);
    }

    @Benchmark
    @OperationsPerInvocation(ROWS * CLASSES)
    public Results lossAndGradient() {
        return both.run(none, batch);
    }
}
