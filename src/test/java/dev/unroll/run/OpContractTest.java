package dev.unroll.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import dev.unroll.contract.Batchings;
import dev.unroll.contract.EveryOp;
import dev.unroll.contract.OpContract;
import dev.unroll.contract.Verdict;
import dev.unroll.graph.Graph;
import dev.unroll.graph.Node;
import dev.unroll.graph.Rows;
import dev.unroll.op.Binary;
import dev.unroll.op.Builtins;
import dev.unroll.op.Context;
import dev.unroll.op.Ops;
import dev.unroll.op.Primitive;
import dev.unroll.op.RowAxis;
import dev.unroll.run.kernel.Kernels;
import dev.unroll.run.kernel.PlainKernels;
import dev.unroll.run.reference.Interpreter;
import dev.unroll.tensor.Packing;
import dev.unroll.tensor.Shape;
import dev.unroll.tensor.Tensor;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every op keeps the contract, on both kinds of kernels. */
class OpContractTest {
    private static final List<Packing> PACKINGS = List.of(Packing.of(1), Packing.of(3, 2, 2, 1), Packing.of(2, 1));

    static Stream<Node> cases() {
        return EveryOp.ops().stream().flatMap(op -> EveryOp.cases(op).stream());
    }

    static Stream<Primitive> ops() {
        return EveryOp.ops().stream().filter(OpContract::isApplicable);
    }

    /** The list of ops is that of the package, and some attributes of each suit some operands. */
    @Test
    void everyOpIsChecked() {
        List<Class<?>> found = new ClassFileImporter()
                .withImportOption(new ImportOption.DoNotIncludeTests()).importPackages("dev.unroll.op").stream()
                        .<Class<?>>map(JavaClass::reflect)
                        .filter(type -> Primitive.class.isAssignableFrom(type) && (type.isEnum() || type.isRecord()))
                        .toList();
        assertThat(Builtins.classes())
                .hasSameElementsAs(found.stream()
                        .<Class<? extends Primitive>>map(type -> type.asSubclass(Primitive.class))
                        .toList());
        assertThat(ops().map(op -> op instanceof Enum<?> e ? e.getDeclaringClass() : op.getClass())
                        .distinct()
                        .toList())
                .hasSameSizeAs(Builtins.classes());
    }

    @ParameterizedTest
    @MethodSource("ops")
    void keepsTheContract(Primitive op) {
        Verdict verdict = OpContract.check(op);
        assertThat(verdict.faults()).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("cases")
    void programAgreesWithInterpreter(Node op) {
        Graph graph = new Graph(Map.of("y", op, "loss", loss(op)));
        for (Kernels kernels : List.of(Kernels.best(), new PlainKernels())) {
            Program program = Program.compile(graph, kernels, false);
            for (Packing packing : PACKINGS) {
                Context context = Batchings.of(packing);
                Map<String, Tensor> inputs = inputs(op, context, 2);
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

    static Batch batch(Map<String, Tensor> inputs, Context context) {
        Map<String, float[]> values = new LinkedHashMap<>();
        inputs.forEach((name, tensor) -> values.put(name, tensor.toFloats()));
        return new Batch(context.axes(), values, context.keys(), context.seed(), context.step());
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
            assertThat(three.slice(company.axes().packing(Rows.STEPS).row(1, t), 1)
                            .data())
                    .isEqualTo(one.slice(t, 1).data());
        }
        assertThat(Arrays.stream(one.data()).distinct()).containsExactlyInAnyOrder(0.0, 2.0);
    }
}
