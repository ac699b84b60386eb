package dev.unroll.run;

import dev.unroll.grad.Gradient;
import dev.unroll.graph.Graph;
import dev.unroll.graph.Leaf;
import dev.unroll.graph.Node;
import dev.unroll.graph.Rows;
import dev.unroll.graph.Type;
import dev.unroll.op.Features;
import dev.unroll.op.Ops;
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

/**
 * The element-wise part of one step of an LSTM, [50 × 256], as fused by the compiler: from the sums of the four gates and the
 * old state to the new one. In ns per element of the state, each of which takes 3 sigmoids, 2 tanhs and the products.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 4, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class GateBenchmark {
    private static final int BATCH = 50;
    private static final int UNITS = 256;

    private final Node sums = input("sums", 4 * UNITS);
    private final Node c = input("c", UNITS);
    private final Node next =
            Ops.add(Ops.mul(Ops.sigmoid(gate(0)), Ops.tanh(gate(1))), Ops.mul(Ops.sigmoid(gate(2)), c));
    private final Node h = Ops.mul(Ops.sigmoid(gate(3)), Ops.tanh(next));

    private final Program forward = compile(Map.of("c", next, "h", h));
    private final Program backward = compile(gradients());
    private final Weights none = new Weights(List.of());
    private final Batch batch = new Batch(
            Packing.uniform(BATCH, 1),
            Map.of(
                    "sums", RandomFloats.of(BATCH * UNITS * 4),
                    "c", RandomFloats.of(BATCH * UNITS),
                    "dh", RandomFloats.of(BATCH * UNITS),
                    "dc", RandomFloats.of(BATCH * UNITS)),
            new long[BATCH],
            0,
            0);

    private static Node input(String name, int width) {
        return Node.of(new Leaf.Input(name, Type.real(Rows.BATCH, Shape.of(width))));
    }

    private Node gate(int k) {
        return Node.of(new Features.Slice(k * UNITS, (k + 1) * UNITS), sums);
    }

    private Map<String, Node> gradients() {
        Node loss = Ops.add(Ops.total(Ops.mul(h, input("dh", UNITS))), Ops.total(Ops.mul(next, input("dc", UNITS))));
        Map<Node, Node> gradients = Gradient.of(loss, Set.of(sums, c));
        return Map.of("sums", gradients.get(sums), "c", gradients.get(c));
    }

    private static Program compile(Map<String, Node> outputs) {
        return Program.compile(new Graph(outputs), Kernels.best(), false);
    }

    @Benchmark
    @OperationsPerInvocation(BATCH * UNITS)
    public Results forward() {
        return forward.run(none, batch);
    }

    /** From the gradients of both states to those of the sums and the old state, the gates computed anew. */
    @Benchmark
    @OperationsPerInvocation(BATCH * UNITS)
    public Results forwardAndBackward() {
        return backward.run(none, batch);
    }
}
