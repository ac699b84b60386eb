package dev.unroll.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.unroll.compile.Passes;
import dev.unroll.grad.Gradient;
import dev.unroll.graph.Axes;
import dev.unroll.graph.Graph;
import dev.unroll.graph.Leaf;
import dev.unroll.graph.Node;
import dev.unroll.graph.Rows;
import dev.unroll.graph.Scan;
import dev.unroll.graph.Type;
import dev.unroll.op.Context;
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
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.LongStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Random recurrences on examples with two sibling axes and two nested ones, which attend to each other: passes, program,
 * threads and company change nothing, and gradients of orders 1 and 2 agree with differences.
 */
class RandomAxesTest {
    private static final int WIDTH = 3;
    private static final Rows SOURCE = Rows.axis("source");
    private static final Rows WORDS = Rows.axis("words");
    private static final Rows CHARS = WORDS.child("chars");
    private static final List<Rows> ALL = List.of(Rows.BATCH, SOURCE, WORDS, CHARS);

    static LongStream seeds() {
        return LongStream.range(0, 40);
    }

    /** A random graph with random values for a random batch. */
    private static final class Trial {
        private final Random random;
        private final Builder builder;
        private final Axes axes;
        private final Graph graph;
        private final Map<String, Tensor> inputs = new LinkedHashMap<>();
        private final Map<String, Tensor> parameters = new LinkedHashMap<>();

        Trial(long seed) {
            random = new Random(seed);
            builder = new Builder(random);
            graph = builder.graph();
            int batch = seed % 8 == 7 ? 20 : 1 + random.nextInt(4);
            Packing words = lengths(batch, 4);
            axes = Axes.of(batch, Map.of(SOURCE, lengths(batch, 4), WORDS, words, CHARS, lengths(words.total(), 3)));
            for (Rows rows : ALL) {
                inputs.put(rows.name(), fill(axes.rows(rows)));
            }
            for (Node parameter : builder.parameters) {
                Tensor tensor = Tensor.zeros(1, parameter.type().shape());
                Arrays.setAll(tensor.data(), i -> (float) (random.nextGaussian() * 0.5));
                parameters.put(parameter.op().name(), tensor);
            }
        }

        private Packing lengths(int parents, int most) {
            int[] lengths = new int[parents];
            Arrays.setAll(lengths, p -> 1 + random.nextInt(most));
            return Packing.of(lengths);
        }

        private Tensor fill(int rows) {
            Tensor tensor = Tensor.zeros(rows, Shape.of(WIDTH));
            Arrays.setAll(tensor.data(), i -> (float) (random.nextGaussian() * 0.5));
            return tensor;
        }

        Context context() {
            long[] keys = new long[axes.batch()];
            Arrays.setAll(keys, b -> b);
            return Context.of(axes, keys, 1, 1);
        }

        Map<String, Tensor> interpret(Graph of) {
            return new Interpreter(inputs, parameters).run(of, context());
        }

        Weights weights() {
            return new Weights(parameters.entrySet().stream()
                    .map(e -> new Weights.Weight(
                            e.getKey(), e.getValue().shape(), e.getValue().toFloats()))
                    .toList());
        }

        Batch batch() {
            Map<String, float[]> values = new LinkedHashMap<>();
            inputs.forEach((name, tensor) -> values.put(name, tensor.toFloats()));
            return new Batch(axes, values, context().keys(), 1, 1);
        }
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void passesAndProgramKeepTheMeaning(long seed) {
        Trial trial = new Trial(seed);
        Map<String, Tensor> expected = trial.interpret(trial.graph);
        Map<String, Map<String, Tensor>> others = new LinkedHashMap<>();
        others.put("all passes", trial.interpret(Passes.optimise(trial.graph)));
        Passes.names()
                .forEach(off ->
                        others.put("without " + off, trial.interpret(Passes.optimise(trial.graph, Set.of(off)))));
        others.forEach((what, values) ->
                expected.forEach((name, tensor) -> assertThat(values.get(name).data())
                        .as(what + ", " + name)
                        .containsExactly(tensor.data(), within(1e-10 * size(tensor)))));
        Program program = Program.compile(trial.graph);
        program.run(trial.weights(), trial.batch());
        Results results = program.run(trial.weights(), trial.batch());
        expected.forEach((name, tensor) -> {
            double[] floats = new double[tensor.data().length];
            Arrays.setAll(floats, i -> results.values(name)[i]);
            assertThat(floats).as("program, " + name).containsExactly(tensor.data(), within(2e-4 * size(tensor)));
        });
        try (Threads one = new Threads(1)) {
            Results alone = one.use(() -> Program.compile(trial.graph).run(trial.weights(), trial.batch()));
            expected.keySet()
                    .forEach(name -> assertThat(Arrays.copyOf(alone.values(name), alone.size(name)))
                            .as("threads, " + name)
                            .isEqualTo(Arrays.copyOf(results.values(name), results.size(name))));
        }
    }

    private static double size(Tensor tensor) {
        return Arrays.stream(tensor.data()).map(Math::abs).max().orElse(1) + 1;
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void companyChangesNothing(long seed) {
        Trial trial = new Trial(seed);
        Graph graph = trial.graph.only(Set.of("source", "words", "chars"));
        Results together = Program.compile(graph).run(trial.weights(), trial.batch());
        for (int b = 0; b < trial.axes.batch(); b++) {
            Axes.Part part = trial.axes.part(new int[] {b});
            Map<String, float[]> values = new LinkedHashMap<>();
            for (Rows rows : ALL) {
                values.put(
                        rows.name(),
                        rows(
                                trial.inputs.get(rows.name()).toFloats(),
                                part.origins().get(rows)));
            }
            Results alone =
                    Program.compile(graph).run(trial.weights(), new Batch(part.axes(), values, new long[] {b}, 1, 1));
            for (Rows rows : List.of(SOURCE, WORDS, CHARS)) {
                assertThat(Arrays.copyOf(alone.values(rows.name()), alone.size(rows.name())))
                        .as("sequence " + b + ", " + rows)
                        .containsExactly(
                                rows(
                                        together.values(rows.name()),
                                        part.origins().get(rows)),
                                within(1e-5f));
            }
        }
    }

    private static float[] rows(float[] all, int[] origins) {
        float[] rows = new float[origins.length * WIDTH];
        for (int row = 0; row < origins.length; row++) {
            System.arraycopy(all, origins[row] * WIDTH, rows, row * WIDTH, WIDTH);
        }
        return rows;
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void gradientsAgreeWithDifferences(long seed) {
        Trial trial = new Trial(seed);
        List<Node> targets = trial.builder.targets();
        Node loss = trial.graph.output("loss");
        check(trial, loss, targets);
        // Order 2: the derivative of the gradient in a direction.
        Map<Node, Node> gradients = Gradient.of(loss, targets);
        Node along = targets.stream()
                .map(target -> Ops.total(Ops.mul(gradients.get(target), target)))
                .reduce(Ops::add)
                .orElseThrow();
        check(trial, along, targets);
    }

    private static void check(Trial trial, Node value, List<Node> targets) {
        Map<String, Node> outputs = new LinkedHashMap<>();
        Gradient.of(value, targets)
                .forEach((target, g) -> outputs.put(target.op().name(), g));
        Map<String, Tensor> analytic = trial.interpret(new Graph(outputs));
        Map<String, Tensor> direction = new LinkedHashMap<>();
        analytic.forEach((name, g) -> {
            Tensor random = Tensor.zeros(g.rows(), g.shape());
            Arrays.setAll(random.data(), i -> trial.random.nextGaussian());
            direction.put(name, random);
        });
        double slope = 0;
        for (String name : analytic.keySet()) {
            for (int i = 0; i < analytic.get(name).data().length; i++) {
                slope += analytic.get(name).data()[i] * direction.get(name).data()[i];
            }
        }
        Graph graph = new Graph(Map.of("value", value));
        double nearest = Double.POSITIVE_INFINITY;
        for (double step : new double[] {1e-5, 1e-6, 1e-7}) { // a longer step may cross a kink of a maximum
            double difference =
                    (moved(trial, direction, step, graph) - moved(trial, direction, -step, graph)) / (2 * step);
            nearest = Math.abs(difference - slope) < Math.abs(nearest - slope) ? difference : nearest;
        }
        assertThat(nearest).isCloseTo(slope, within(1e-5 * (1 + Math.abs(slope))));
    }

    private static double moved(Trial trial, Map<String, Tensor> direction, double step, Graph graph) {
        return new Interpreter(shifted(trial.inputs, direction, step), shifted(trial.parameters, direction, step))
                .run(graph, trial.context())
                .get("value")
                .data()[0];
    }

    private static Map<String, Tensor> shifted(Map<String, Tensor> values, Map<String, Tensor> direction, double step) {
        Map<String, Tensor> shifted = new LinkedHashMap<>(values);
        values.forEach((name, tensor) -> {
            if (direction.containsKey(name)) {
                Tensor moved = tensor.copy();
                Arrays.setAll(
                        moved.data(),
                        i -> tensor.data()[i] + step * direction.get(name).data()[i]);
                shifted.put(name, moved);
            }
        });
        return shifted;
    }

    /** Builds recurrences along the characters, the words and the source, each of which may attend to what is there. */
    private static final class Builder {
        private final Random random;
        private final List<Node> parameters = new ArrayList<>();
        private final Map<Rows, Node> values = new LinkedHashMap<>();
        private final List<Node> inputs = new ArrayList<>();

        Builder(Random random) {
            this.random = random;
        }

        List<Node> targets() {
            List<Node> targets = new ArrayList<>(parameters);
            targets.addAll(inputs);
            return targets;
        }

        Graph graph() {
            for (Rows rows : ALL) {
                Node input = leaf(rows.name(), rows);
                inputs.add(input);
                values.put(rows, input);
            }
            Map<String, Node> outputs = new LinkedHashMap<>();
            for (Rows axis : List.of(CHARS, SOURCE, WORDS, SOURCE)) {
                Node run = recurrence(axis);
                values.put(axis, run);
                outputs.put(axis.name(), run);
                Node up = summary(axis, run);
                values.merge(axis.parent(), up, Ops::add);
            }
            Node loss = values.values().stream()
                    .map(value -> Ops.total(Ops.mul(value, value)))
                    .reduce(Ops::add)
                    .orElseThrow();
            outputs.put("loss", loss);
            Gradient.of(loss, targets())
                    .forEach(
                            (target, g) -> outputs.put("gradient:" + target.op().name(), g));
            return new Graph(outputs);
        }

        private Node summary(Rows axis, Node run) {
            return switch (random.nextInt(3)) {
                case 0 -> Node.of(new Time.TakeStep(axis, random.nextBoolean()), run);
                case 1 -> Node.of(new Peaks.MaxTime(axis), run);
                default -> Node.of(new Time.SumTime(axis), run);
            };
        }

        private Node recurrence(Rows axis) {
            Rows lanes = axis.parent();
            Node x = leaf("x", lanes);
            Node state = leaf("s", lanes);
            List<Node> constants = new ArrayList<>();
            List<Node> outer = new ArrayList<>();
            List<Node> pool = new ArrayList<>(List.of(x, state));
            for (int i = 0; i < 3 + random.nextInt(5); i++) {
                pool.add(step(axis, pool, constants, outer));
            }
            Node next = Node.of(Unary.TANH, pool.get(pool.size() - 1));
            Scan scan = new Scan(axis, random.nextBoolean(), List.of(x), constants, List.of(state), List.of(next));
            List<Node> all = new ArrayList<>(List.of(values.get(axis)));
            all.addAll(outer);
            all.add(random.nextBoolean() ? values.get(lanes) : Node.of(new RowAxis.ToRows(lanes), parameter(WIDTH)));
            Node node = Node.of(scan, all);
            Node last = Node.of(new Time.Broadcast(axis), Scan.last(node, state));
            Node emitted = Scan.stacked(node, pool.get(2 + random.nextInt(pool.size() - 2)));
            return Node.of(Unary.TANH, Ops.add(emitted, last));
        }

        private Node step(Rows axis, List<Node> pool, List<Node> constants, List<Node> outer) {
            Node a = pick(pool);
            Node b = pick(pool);
            List<Rows> below = ALL.stream()
                    .filter(rows -> rows != axis.parent() && axis.parent().contains(rows))
                    .toList();
            return switch (random.nextInt(6)) {
                case 0 -> Node.of(Unary.SIGMOID, a);
                case 1 -> Ops.mul(a, b);
                case 2 -> Ops.add(a, constant(constants, outer, values.get(axis.parent())));
                case 3 ->
                    Ops.add(
                            Ops.matmul(a, constant(constants, outer, parameter(WIDTH, WIDTH))),
                            Ops.matmul(b, constant(constants, outer, parameter(WIDTH, WIDTH))));
                default -> attention(a, values.get(below.get(random.nextInt(below.size()))), constants, outer);
            };
        }

        /** What a row reads from all steps of another axis, or of a whole tree of them. */
        private Node attention(Node query, Node memory, List<Node> constants, List<Node> outer) {
            Rows rows = memory.type().rows();
            Node read = constant(constants, outer, memory);
            Node spread = spread(query, rows);
            Node keys =
                    random.nextBoolean() ? read : Ops.matmul(read, constant(constants, outer, parameter(WIDTH, WIDTH)));
            Node mixed = random.nextBoolean() ? Ops.add(keys, spread) : Ops.mul(keys, spread);
            if (random.nextBoolean()) {
                mixed = Ops.matmul(mixed, constant(constants, outer, parameter(WIDTH, WIDTH)));
            }
            Node energy = Node.of(Unary.EXP, Node.of(Unary.TANH, Ops.sum(mixed)));
            Node weights = Ops.div(energy, Node.of(new Time.Broadcast(rows), Node.of(new Time.SumTime(rows), energy)));
            Node found = Ops.mul(Ops.repeat(weights, read), random.nextBoolean() ? read : mixed);
            while (found.type().rows() != query.type().rows()) {
                found = random.nextInt(4) == 0
                        ? Node.of(new Peaks.MaxTime(found.type().rows()), found)
                        : Node.of(new Time.SumTime(found.type().rows()), found);
            }
            return Ops.add(query, found);
        }

        private static Node spread(Node value, Rows rows) {
            return value.type().rows() == rows
                    ? value
                    : Node.of(new Time.Broadcast(rows), spread(value, rows.parent()));
        }

        private Node constant(List<Node> constants, List<Node> outer, Node value) {
            int known = outer.indexOf(value);
            if (known >= 0) {
                return constants.get(known);
            }
            Node leaf = Node.of(new Leaf.Input("c" + constants.size(), value.type()));
            constants.add(leaf);
            outer.add(value);
            return leaf;
        }

        private Node parameter(int... shape) {
            Node parameter = Node.of(new Leaf.Parameter("p" + parameters.size(), Shape.of(shape)));
            parameters.add(parameter);
            return parameter;
        }

        private Node pick(List<Node> nodes) {
            return nodes.get(random.nextInt(nodes.size()));
        }

        private static Node leaf(String name, Rows rows) {
            return Node.of(new Leaf.Input(name, Type.real(rows, Shape.of(WIDTH))));
        }
    }
}
