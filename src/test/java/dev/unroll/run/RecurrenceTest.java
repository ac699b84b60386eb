package dev.unroll.run;

import static dev.unroll.op.Ops.add;
import static dev.unroll.op.Ops.matmul;
import static dev.unroll.op.Ops.mul;
import static dev.unroll.op.Ops.sigmoid;
import static dev.unroll.op.Ops.tanh;
import static dev.unroll.op.Ops.total;
import static org.assertj.core.api.Assertions.assertThat;

import dev.unroll.contract.GradientCheck;
import dev.unroll.graph.Leaf;
import dev.unroll.graph.Node;
import dev.unroll.graph.Rows;
import dev.unroll.graph.Scan;
import dev.unroll.graph.Type;
import dev.unroll.op.Context;
import dev.unroll.op.Time;
import dev.unroll.tensor.Packing;
import dev.unroll.tensor.Shape;
import dev.unroll.tensor.Tensor;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RecurrenceTest {
    private static final int WIDTH = 3;

    static Node leaf(String name, Rows rows, int... shape) {
        return Node.of(new Leaf.Input(name, Type.real(rows, Shape.of(shape))));
    }

    /** A scan whose state gates itself, with per-sequence and shared constants. */
    static Node gated(boolean reverse, Node x, Node context, Node w, Node u, Node initial) {
        Node xt = leaf("x", Rows.BATCH, WIDTH);
        Node each = leaf("context", Rows.BATCH, WIDTH);
        Node wi = leaf("w", Rows.NONE, WIDTH, WIDTH);
        Node ui = leaf("u", Rows.NONE, WIDTH, WIDTH);
        Node h = leaf("h", Rows.BATCH, WIDTH);
        Node gate = sigmoid(add(matmul(xt, wi), mul(each, matmul(h, ui))));
        Node next = add(mul(gate, h), tanh(matmul(mul(gate, xt), ui)));
        Scan scan = new Scan(Rows.STEPS, reverse, List.of(xt), List.of(each, wi, ui), List.of(h), List.of(next));
        Node node = Node.of(scan, x, context, w, u, initial);
        Node outputs = Scan.stacked(node, next);
        Node gates = Scan.summed(node, gate);
        Node last = Scan.last(node, h);
        Node read = add(Node.of(new Time.TakeStep(Rows.STEPS, !reverse), outputs), mul(last, last));
        return total(add(mul(gates, read), Node.of(new Time.SumTime(Rows.STEPS), mul(outputs, outputs))));
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void gradientsOfAScanHoldAtBothOrders(boolean reverse) {
        Random random = new Random(7);
        for (Packing packing : List.of(Packing.of(1), Packing.of(4), Packing.of(3, 2, 2, 1))) {
            Map<String, Tensor> inputs = new LinkedHashMap<>();
            inputs.put("xs", fill(random, packing.total(), WIDTH));
            inputs.put("contexts", fill(random, packing.parents(), WIDTH));
            inputs.put("initial", fill(random, packing.parents(), WIDTH));
            Map<String, Tensor> parameters = new LinkedHashMap<>();
            parameters.put("W", fill(random, 1, WIDTH, WIDTH));
            parameters.put("U", fill(random, 1, WIDTH, WIDTH));
            Node loss = gated(
                    reverse,
                    leaf("xs", Rows.STEPS, WIDTH),
                    leaf("contexts", Rows.BATCH, WIDTH),
                    Node.of(new Leaf.Parameter("W", Shape.of(WIDTH, WIDTH))),
                    Node.of(new Leaf.Parameter("U", Shape.of(WIDTH, WIDTH))),
                    leaf("initial", Rows.BATCH, WIDTH));
            Context context = Context.of(packing, new long[packing.parents()], 1, 1);
            List<GradientCheck.Comparison> comparisons =
                    new GradientCheck(inputs, parameters, context, 3).compare(loss, true);
            assertThat(comparisons).hasSizeGreaterThan(20).allMatch(GradientCheck.Comparison::passes);
        }
    }

    static Tensor fill(Random random, int rows, int... shape) {
        Tensor tensor = Tensor.zeros(rows, Shape.of(shape));
        for (int i = 0; i < tensor.data().length; i++) {
            tensor.data()[i] = random.nextGaussian() * 0.7;
        }
        return tensor;
    }
}
