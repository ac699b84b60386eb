package dev.unroll.compile;

import static dev.unroll.compile.Sketch.graph;
import static dev.unroll.compile.Sketch.input;
import static dev.unroll.compile.Sketch.steps;
import static dev.unroll.compile.Sketch.weight;
import static dev.unroll.op.Ops.mul;
import static org.assertj.core.api.Assertions.assertThat;

import dev.unroll.graph.Node;
import dev.unroll.graph.Rows;
import dev.unroll.graph.Type;
import dev.unroll.op.Context;
import dev.unroll.tensor.Packing;
import dev.unroll.tensor.Shape;
import dev.unroll.tensor.Tensor;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ExpandTest {
    private static final Node MATRIX = steps("m", 2, 3);

    private static Tensor expanded(Type to, int rows, Tensor from) {
        Tensor out = Tensor.zeros(rows, to.shape());
        new Expand(to).forward(List.of(from), out, Context.of(Packing.of(1), new long[1], 1, 1));
        return out;
    }

    @Test
    void writesARowForEachAndANumberAlongEach() {
        Type to = Type.real(Rows.STEPS, Shape.of(2, 3));
        Tensor each = Tensor.zeros(2, Shape.of(2, 1));
        System.arraycopy(new double[] {1, 2, 3, 4}, 0, each.data(), 0, 4);
        assertThat(expanded(to, 2, each).data()).containsExactly(1, 1, 1, 2, 2, 2, 3, 3, 3, 4, 4, 4);
        Tensor one = Tensor.zeros(1, Shape.of(2, 1));
        System.arraycopy(new double[] {1, 2}, 0, one.data(), 0, 2);
        assertThat(expanded(to, 2, one).data()).containsExactly(1, 1, 1, 2, 2, 2, 1, 1, 1, 2, 2, 2);
        assertThat(new Expand(to).infer(List.of())).isEqualTo(to);
    }

    private static long expansions(Node node) {
        return Planner.plan(graph(node)).instructions().stream()
                .filter(i -> i instanceof Instruction.Apply apply && apply.op() instanceof Expand)
                .count();
    }

    static Stream<Node> readInPlace() {
        return Stream.of(
                steps("same", 2, 3), steps("column", 2, 1), weight("row", 3), weight("number"), weight("one", 1, 1));
    }

    @ParameterizedTest
    @MethodSource("readInPlace")
    void whatAKernelCanReadInPlaceIsNotWrittenOut(Node operand) {
        assertThat(expansions(mul(MATRIX, operand))).isZero();
    }

    static Stream<Node> writtenOut() {
        return Stream.of(steps("row", 1, 3), weight("matrix", 2, 3), weight("column", 2, 1), input("x", Rows.STEPS, 3));
    }

    @ParameterizedTest
    @MethodSource("writtenOut")
    void otherBroadcastsAre(Node operand) {
        assertThat(expansions(mul(MATRIX, operand))).isEqualTo(1);
    }
}
