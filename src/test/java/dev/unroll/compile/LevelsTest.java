package dev.unroll.compile;

import static dev.unroll.compile.Sketch.batch;
import static dev.unroll.compile.Sketch.steps;
import static dev.unroll.compile.Sketch.weight;
import static dev.unroll.op.Ops.add;
import static dev.unroll.op.Ops.constant;
import static dev.unroll.op.Ops.div;
import static dev.unroll.op.Ops.exp;
import static dev.unroll.op.Ops.matmul;
import static dev.unroll.op.Ops.mul;
import static dev.unroll.op.Ops.sigmoid;
import static dev.unroll.op.Ops.sum;
import static dev.unroll.op.Ops.tanh;
import static org.assertj.core.api.Assertions.assertThat;

import dev.unroll.graph.Graph;
import dev.unroll.graph.Leaf;
import dev.unroll.graph.Node;
import dev.unroll.op.RowAxis.SumRows;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class LevelsTest {
    private static final Node X = steps("x", 4);
    private static final Node W = weight("W", 4, 4);

    /** The ops of each cluster, leaves left out. */
    private static List<String> clusters(Node... roots) {
        return Levels.of(Graph.order(List.of(roots))).stream()
                .map(Levels.Cluster::nodes)
                .filter(nodes -> !(nodes.get(0).op() instanceof Leaf))
                .map(nodes -> nodes.stream()
                        .map(node -> node.op().name().toLowerCase(Locale.ROOT))
                        .collect(Collectors.joining(" ")))
                .toList();
    }

    @Test
    void elementWiseWorkIsOneKernel() {
        assertThat(clusters(mul(tanh(X), sigmoid(X)))).containsExactly("tanh sigmoid mul");
    }

    @Test
    void aProductPartsKernels() {
        assertThat(clusters(exp(matmul(tanh(X), W)))).containsExactly("tanh", "matmul", "exp");
    }

    /** The sum is known while the row is near. */
    @Test
    void theSumOfARowDoesNot() {
        assertThat(clusters(div(X, sum(exp(X))))).containsExactly("exp sum div");
    }

    @Test
    void norDoesArithmeticOnTheSum() {
        assertThat(clusters(mul(X, add(sum(exp(X)), constant(1))))).containsExactly("exp sum add mul");
    }

    /** The sum of all rows is known behind the last of them. */
    @Test
    void theSumOfAllRowsPartsKernels() {
        assertThat(clusters(mul(X, Node.of(new SumRows(), exp(X))))).containsExactly("exp sum_rows", "mul");
    }

    @Test
    void otherRowsAndWidthsAreOtherKernels() {
        assertThat(clusters(tanh(X), tanh(batch("y", 4)), tanh(steps("z", 3)))).containsExactly("tanh", "tanh", "tanh");
    }

    @Test
    void independentWorkOfOneKindIsOneKernel() {
        assertThat(clusters(tanh(X), exp(steps("y", 4)))).containsExactly("tanh exp");
    }

    /** What is computed early and read late would be written and read for nothing. */
    @Test
    void workSinksToWhatReadsIt() {
        Node early = tanh(X);
        assertThat(clusters(mul(early, matmul(X, W)))).containsExactly("matmul", "tanh mul");
    }

    @Test
    void workThatAProductReadsDoesNotSink() {
        Node early = tanh(X);
        assertThat(clusters(mul(early, matmul(early, W)))).containsExactly("tanh", "matmul", "mul");
    }

    @Test
    void cubesDoNotFuse() {
        Node cube = steps("cube", 2, 2, 2);
        assertThat(Levels.fuses(tanh(cube))).isFalse();
        assertThat(Levels.fuses(tanh(steps("square", 2, 2)))).isTrue();
        assertThat(Levels.fuses(sum(steps("square", 2, 2)))).isFalse();
        assertThat(Levels.fuses(sum(weight("w", 4)))).isFalse();
        assertThat(Levels.fuses(matmul(X, W))).isFalse();
    }
}
