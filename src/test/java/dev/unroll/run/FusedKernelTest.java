package dev.unroll.run;

import static dev.unroll.op.Ops.add;
import static dev.unroll.op.Ops.matmul;
import static dev.unroll.op.Ops.mul;
import static dev.unroll.op.Ops.sub;
import static dev.unroll.op.Ops.sum;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.unroll.graph.Graph;
import dev.unroll.graph.Leaf;
import dev.unroll.graph.Node;
import dev.unroll.graph.Rows;
import dev.unroll.op.Context;
import dev.unroll.op.Features;
import dev.unroll.op.RowAxis;
import dev.unroll.run.kernel.Kernels;
import dev.unroll.run.reference.Interpreter;
import dev.unroll.tensor.Packing;
import dev.unroll.tensor.Shape;
import dev.unroll.tensor.Tensor;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FusedKernelTest {
    /** Sums over rows, numbers a row that are kept, and rows longer than a block, against the interpreter. */
    @ParameterizedTest
    @ValueSource(ints = {1, 3, 16, 65, 600, 1024, 1100, 2500})
    void numbersOfARowMeetItsElements(int width) {
        Node x = RecurrenceTest.leaf("x", Rows.STEPS, width);
        Node row = Node.of(new Leaf.Parameter("row", Shape.of(width)));
        Node column = Node.of(new Leaf.Parameter("column", Shape.of(width, 1)));
        Node first = sum(mul(x, row));
        Node second = Node.of(new Features.Reshape(Shape.SCALAR), matmul(x, column));
        // Behind the product, in a kernel without sums of a row.
        Node number = mul(first, second);
        Map<String, Node> outputs = new LinkedHashMap<>();
        outputs.put("number", number);
        outputs.put("first", Node.of(new Features.Reshape(Shape.of(1)), first));
        outputs.put("elements", add(mul(x, number), sub(row, first)));
        outputs.put("columns", Node.of(new RowAxis.SumRows(), mul(x, number)));
        Graph graph = new Graph(outputs);
        Random random = new Random(width);
        Packing packing = Packing.of(3, 2);
        float[] values = draw(random, packing.total() * width);
        float[] weights = draw(random, width);
        float[] product = draw(random, width);
        Results results = Program.compile(graph, Kernels.best(), false)
                .run(
                        new Weights(List.of(
                                new Weights.Weight("row", Shape.of(width), weights),
                                new Weights.Weight("column", Shape.of(width, 1), product))),
                        new Batch(packing, Map.of("x", values), new long[2], 0, 0));
        Map<String, Tensor> exact = new Interpreter(
                        Map.of("x", tensor(values, packing.total(), width)),
                        Map.of("row", tensor(weights, 1, width), "column", tensor(product, 1, width, 1)))
                .run(graph, Context.of(packing, new long[2], 0, 0));
        outputs.keySet().forEach(name -> {
            double[] expected = exact.get(name).data();
            double size = Arrays.stream(expected).map(Math::abs).max().orElseThrow();
            for (int i = 0; i < expected.length; i++) {
                assertThat((double) results.values(name)[i])
                        .as("%s, element %d", name, i)
                        .isCloseTo(expected[i], within(1e-4 * size));
            }
        });
    }

    private static float[] draw(Random random, int length) {
        float[] values = new float[length];
        for (int i = 0; i < length; i++) {
            values[i] = (float) (random.nextGaussian() / Math.sqrt(length));
        }
        return values;
    }

    private static Tensor tensor(float[] values, int rows, int... shape) {
        Tensor tensor = Tensor.zeros(rows, Shape.of(shape));
        for (int i = 0; i < values.length; i++) {
            tensor.data()[i] = values[i];
        }
        return tensor;
    }
}
