package dev.unroll.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.unroll.compile.Passes;
import dev.unroll.contract.Batchings;
import dev.unroll.grad.Gradient;
import dev.unroll.graph.Graph;
import dev.unroll.graph.Leaf;
import dev.unroll.graph.Node;
import dev.unroll.graph.Rows;
import dev.unroll.graph.Scan;
import dev.unroll.graph.Type;
import dev.unroll.op.Binary;
import dev.unroll.op.Context;
import dev.unroll.op.Features;
import dev.unroll.op.Ops;
import dev.unroll.op.Peaks;
import dev.unroll.op.RowAxis;
import dev.unroll.op.Time;
import dev.unroll.op.Unary;
import dev.unroll.run.reference.Interpreter;
import dev.unroll.tensor.Packing;
import dev.unroll.tensor.Shape;
import dev.unroll.tensor.Tensor;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.LongStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Random cells and random work around them: the passes keep the meaning, and the program agrees with the interpreter. */
class RandomGraphTest {
    private static final int WIDTH = 5;

    private static final List<Packing> PACKINGS = List.of(
            Packing.of(1),
            Packing.of(6),
            Packing.of(4, 3, 3, 1),
            Packing.uniform(3, 4),
            Packing.of(5, 5, 5, 4, 4, 4, 4, 3, 3, 3, 3, 3, 2, 2, 1, 1, 1, 1, 1));

    static LongStream seeds() {
        return LongStream.range(0, 150);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void passesAndProgramKeepTheMeaning(long seed) {
        Random random = new Random(seed);
        Builder builder = new Builder(random);
        Graph graph = builder.graph();
        Packing packing = PACKINGS.get(random.nextInt(PACKINGS.size()));
        Context context = Batchings.of(packing);
        Map<String, Tensor> inputs = Map.of("x", fill(random, packing.total(), Shape.of(WIDTH)));
        Map<String, Tensor> parameters = new LinkedHashMap<>();
        List<Weights.Weight> weights = new ArrayList<>();
        for (Node parameter : builder.parameters) {
            Tensor tensor = fill(random, 1, parameter.type().shape());
            parameters.put(parameter.op().name(), tensor);
            weights.add(new Weights.Weight(parameter.op().name(), tensor.shape(), tensor.toFloats()));
        }
        Map<String, Tensor> expected = new Interpreter(inputs, parameters).run(graph, context);
        Map<String, Tensor> optimised = new Interpreter(inputs, parameters).run(Passes.optimise(graph), context);
        List<Map<String, Tensor>> partly = Passes.names().stream()
                .map(off -> new Interpreter(inputs, parameters).run(Passes.optimise(graph, Set.of(off)), context))
                .toList();
        Program program = Program.compile(graph);
        program.run(new Weights(weights), OpContractTest.batch(inputs, context));
        Results results = program.run(new Weights(weights), OpContractTest.batch(inputs, context));
        Results alone;
        try (Threads one = new Threads(1)) {
            alone = one.use(
                    () -> Program.compile(graph).run(new Weights(weights), OpContractTest.batch(inputs, context)));
        }
        expected.forEach((name, tensor) -> {
            double scale = 1;
            for (double value : tensor.data()) {
                scale = Math.max(scale, Math.abs(value));
            }
            double bound = 1e-11 * scale;
            assertThat(distance(tensor, optimised.get(name).data()))
                    .as("passes, seed %d, %s", seed, name)
                    .isLessThan(1e-11 * scale);
            assertThat(alone.values(name))
                    .as("threads, seed %d, %s", seed, name)
                    .isEqualTo(results.values(name));
            partly.forEach(
                    values -> assertThat(distance(tensor, values.get(name).data()))
                            .as("without a pass, seed %d, %s", seed, name)
                            .isLessThan(bound));
            double[] floats = new double[tensor.data().length];
            for (int i = 0; i < floats.length; i++) {
                floats[i] = results.values(name)[i];
            }
            assertThat(distance(tensor, floats))
                    .as("program, seed %d, %s", seed, name)
                    .isLessThan(1e-4 * scale);
        });
    }

    private static double distance(Tensor expected, double[] actual) {
        double worst = 0;
        for (int i = 0; i < actual.length; i++) {
            double distance = Math.abs(expected.data()[i] - actual[i]);
            worst = Math.max(worst, Double.isNaN(distance) ? Double.POSITIVE_INFINITY : distance);
        }
        return worst;
    }

    private static Tensor fill(Random random, int rows, Shape shape) {
        Tensor tensor = Tensor.zeros(rows, shape);
        for (int i = 0; i < tensor.data().length; i++) {
            tensor.data()[i] = (float) (random.nextGaussian() * 0.5);
        }
        return tensor;
    }

    /** Builds a model with one or two random recurrences. */
    private static final class Builder {
        private final Random random;
        private final List<Node> parameters = new ArrayList<>();

        Builder(Random random) {
            this.random = random;
        }

        Graph graph() {
            Node x = Node.of(new Leaf.Input("x", Type.real(Rows.STEPS, Shape.of(WIDTH))));
            Node h = recurrence(x);
            if (random.nextBoolean()) {
                h = recurrence(random.nextBoolean() ? h : Ops.mul(h, x));
            }
            Node pooled = switch (random.nextInt(4)) {
                case 0 -> Node.of(new Time.TakeStep(Rows.STEPS, random.nextBoolean()), h);
                case 1 -> Node.of(new Time.SumTime(Rows.STEPS), h);
                case 2 -> Node.of(new Peaks.MaxTime(Rows.STEPS), h);
                default -> h;
            };
            Node loss = Ops.total(Ops.mul(pooled, pooled));
            Map<String, Node> outputs = new LinkedHashMap<>();
            outputs.put("loss", loss);
            outputs.put("h", h);
            List<Node> targets = new ArrayList<>(parameters);
            targets.add(x);
            Gradient.of(loss, targets)
                    .forEach(
                            (target, g) -> outputs.put("gradient:" + target.op().name(), g));
            return new Graph(outputs);
        }

        private Node parameter(int... shape) {
            Node parameter = Node.of(new Leaf.Parameter("p" + parameters.size(), Shape.of(shape)));
            parameters.add(parameter);
            return parameter;
        }

        private Node recurrence(Node x) {
            Node xt = leaf("x", Rows.BATCH, WIDTH);
            List<Node> constants = new ArrayList<>();
            List<Node> outer = new ArrayList<>();
            List<Node> states = new ArrayList<>();
            for (int k = 0; k <= random.nextInt(2); k++) {
                states.add(leaf("s" + k, Rows.BATCH, WIDTH));
            }
            List<Node> values = new ArrayList<>(states);
            values.add(xt);
            values.add(xt);
            for (int i = 0; i < 4 + random.nextInt(12); i++) {
                values.add(random(values, constants, outer));
            }
            List<Node> next =
                    states.stream().map(s -> Node.of(Unary.TANH, pick(values))).toList();
            Scan scan = new Scan(Rows.STEPS, random.nextBoolean(), List.of(xt), constants, states, next);
            List<Node> inputs = new ArrayList<>(List.of(x));
            inputs.addAll(outer);
            Node initial = random.nextBoolean() ? Ops.constant(0).named("zero") : parameter(WIDTH);
            Node wide = initial.type().shape().rank() == 1 ? initial : Node.of(new Leaf.Constant(0, Shape.of(WIDTH)));
            states.forEach(state -> inputs.add(Node.of(new RowAxis.ToRows(Rows.BATCH), wide)));
            Node node = Node.of(scan, inputs);
            Node emitted = Scan.stacked(
                    node,
                    pick(values.stream().filter(v -> !v.inputs().isEmpty()).toList()));
            Node last = Node.of(new Time.Broadcast(Rows.STEPS), Scan.last(node, pick(states)));
            return Ops.add(Node.of(Unary.TANH, emitted), last);
        }

        private Node random(List<Node> values, List<Node> constants, List<Node> outer) {
            Node a = pick(values);
            Node b = pick(values);
            return switch (random.nextInt(9)) {
                case 0 -> Node.of(Unary.SIGMOID, a);
                case 1 -> Node.of(Unary.TANH, a);
                case 2 -> Ops.mul(a, b);
                case 3 -> Ops.sub(a, b);
                case 4 -> Node.of(Binary.MAX, a, b);
                case 5 -> Ops.add(a, constant(constants, outer, WIDTH));
                case 6 -> Ops.mul(a, Ops.repeat(Ops.sum(b), a));
                case 7 ->
                    Node.of(
                            new Features.Concat(),
                            Node.of(new Features.Slice(0, 2), a),
                            Node.of(new Features.Slice(2, WIDTH), b));
                default ->
                    Ops.add(
                            Ops.matmul(a, constant(constants, outer, WIDTH, WIDTH)),
                            Ops.matmul(b, constant(constants, outer, WIDTH, WIDTH)));
            };
        }

        private Node constant(List<Node> constants, List<Node> outer, int... shape) {
            if (random.nextInt(3) == 0) {
                for (int i = 0; i < constants.size(); i++) {
                    if (constants.get(i).type().shape().equals(Shape.of(shape))) {
                        return constants.get(i);
                    }
                }
            }
            Node parameter = parameter(shape);
            Node leaf = leaf(parameter.op().name(), Rows.NONE, shape);
            constants.add(leaf);
            outer.add(parameter);
            return leaf;
        }

        private Node pick(List<Node> nodes) {
            return nodes.get(random.nextInt(nodes.size()));
        }

        private static Node leaf(String name, Rows rows, int... shape) {
            return Node.of(new Leaf.Input(name, Type.real(rows, Shape.of(shape))));
        }
    }
}
