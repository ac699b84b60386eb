package dev.unroll.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.unroll.graph.Graph;
import dev.unroll.graph.Node;
import dev.unroll.graph.Rows;
import dev.unroll.op.Binary;
import dev.unroll.op.Context;
import dev.unroll.op.EveryOp;
import dev.unroll.op.Ops;
import dev.unroll.op.Primitive;
import dev.unroll.op.RowAxis;
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
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What every op owes: a complete result, untouched inputs, right gradients of both orders, and a program that agrees. */
class OpContractTest {
    private static final List<Packing> PACKINGS = List.of(Packing.of(1), Packing.of(3, 2, 2, 1), Packing.of(2, 1));

    static Stream<EveryOp.Case> cases() {
        return EveryOp.cases();
    }

    @Test
    void everyOpHasACase() {
        assertThat(names(EveryOp.cases().map(EveryOp.Case::op)))
                .containsExactlyInAnyOrderElementsOf(names(EveryOp.ops().stream()));
    }

    private static Set<String> names(Stream<Primitive> ops) {
        return ops.map(op -> op.getClass().getName() + (op instanceof Enum<?> constant ? constant.name() : ""))
                .collect(Collectors.toSet());
    }

    @ParameterizedTest
    @MethodSource("cases")
    void writesEveryElementAndLeavesItsInputsAlone(EveryOp.Case op) {
        for (Packing packing : PACKINGS) {
            Context context = context(packing);
            Map<String, Tensor> inputs = inputs(op.node(), context, 1);
            List<Tensor> operands = new ArrayList<>(inputs.values());
            List<Tensor> before = operands.stream().map(Tensor::copy).toList();
            Tensor out = Tensor.zeros(
                    context.rows(op.node().type().rows()), op.node().type().shape());
            Arrays.fill(out.data(), Double.NaN);
            op.op().forward(operands, out, context);
            assertThat(out.data()).doesNotContain(Double.NaN);
            for (int i = 0; i < before.size(); i++) {
                assertThat(operands.get(i).data()).isEqualTo(before.get(i).data());
            }
        }
    }

    @ParameterizedTest
    @MethodSource("cases")
    void gradientsAgreeWithDifferencesAtBothOrders(EveryOp.Case op) {
        Node value = loss(op.node());
        for (Packing packing : PACKINGS) {
            Context context = context(packing);
            for (long seed = 1; seed <= 3; seed++) {
                Map<String, Tensor> inputs = inputs(op.node(), context, seed);
                assertThat(new GradientCheck(inputs, Map.of(), context, seed).compare(value, true))
                        .as("packing %s, seed %d", packing.steps(), seed)
                        .allMatch(GradientCheck.Comparison::passes);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("cases")
    void programAgreesWithInterpreter(EveryOp.Case op) {
        Graph graph = new Graph(Map.of("y", op.node(), "loss", loss(op.node())));
        for (Kernels kernels : List.of(Kernels.best(), new PlainKernels())) {
            Program program = Program.compile(graph, kernels, false);
            for (Packing packing : PACKINGS) {
                Context context = context(packing);
                Map<String, Tensor> inputs = inputs(op.node(), context, 2);
                Map<String, Tensor> expected = new Interpreter(inputs, Map.of()).run(graph, context);
                Results results = program.run(new Weights(List.of()), batch(inputs, context));
                expected.forEach((name, tensor) -> {
                    assertThat(results.size(name)).isEqualTo(tensor.data().length);
                    for (int i = 0; i < tensor.data().length; i++) {
                        assertThat((double) results.values(name)[i])
                                .isCloseTo(tensor.data()[i], within(1e-5 * Math.max(1, Math.abs(tensor.data()[i]))));
                    }
                });
            }
        }
    }

    /** A smooth number that depends on every element of the result, differently for each. */
    private static Node loss(Node node) {
        if (node.type().isIndex()) {
            return Ops.total(Node.of(Binary.EQUAL, node, Ops.constant(1)));
        }
        return Ops.total(Ops.mul(node, Ops.add(node, Ops.sin(Ops.mul(node, Ops.constant(0.7))))));
    }

    static Context context(Packing packing) {
        long[] keys = new long[packing.batch()];
        Arrays.setAll(keys, b -> 100 + b);
        return Context.of(packing, keys, 1, 1);
    }

    static Batch batch(Map<String, Tensor> inputs, Context context) {
        Map<String, float[]> values = new LinkedHashMap<>();
        inputs.forEach((name, tensor) -> values.put(name, tensor.toFloats()));
        return new Batch(context.packing(), values, context.keys(), context.seed(), context.step());
    }

    /** Positive numbers away from the kinks and poles that some ops have; float32 numbers, so that both executors see the same. */
    private static Map<String, Tensor> inputs(Node node, Context context, long seed) {
        Random random = new Random(seed);
        Map<String, Tensor> inputs = new LinkedHashMap<>();
        for (Node leaf : node.inputs()) {
            Tensor tensor =
                    Tensor.zeros(context.rows(leaf.type().rows()), leaf.type().shape());
            for (int i = 0; i < tensor.data().length; i++) {
                tensor.data()[i] = leaf.type().isIndex()
                        ? random.nextInt(leaf.type().classes())
                        : (float) (0.4 + 1.4 * random.nextDouble());
            }
            inputs.put(leaf.op().name(), tensor);
        }
        return inputs;
    }

    @Test
    void masksDoNotDependOnTheCompany() {
        Node mask = Node.of(new RowAxis.Mask(Rows.STEPS, Shape.of(50), 0.5, 9));
        Graph graph = new Graph(Map.of("mask", mask));
        Context alone = Context.of(Packing.of(3), new long[] {42}, 1, 1);
        Context company = Context.of(Packing.of(5, 3, 1), new long[] {7, 42, 8}, 1, 1);
        Tensor one = new Interpreter(Map.of(), Map.of()).run(graph, alone).get("mask");
        Tensor three = new Interpreter(Map.of(), Map.of()).run(graph, company).get("mask");
        for (int t = 0; t < 3; t++) {
            assertThat(three.slice(company.packing().row(1, t), 1).data())
                    .isEqualTo(one.slice(t, 1).data());
        }
        assertThat(Arrays.stream(one.data()).distinct()).containsExactlyInAnyOrder(0.0, 2.0);
    }
}
