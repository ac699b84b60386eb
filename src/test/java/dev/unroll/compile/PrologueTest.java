package dev.unroll.compile;

import static dev.unroll.compile.Sketch.graph;
import static dev.unroll.compile.Sketch.steps;
import static dev.unroll.compile.Sketch.weight;
import static dev.unroll.op.Ops.matmul;
import static dev.unroll.op.Ops.mul;
import static dev.unroll.op.Ops.tanh;
import static org.assertj.core.api.Assertions.assertThat;

import dev.unroll.graph.Node;
import dev.unroll.op.Features.Concat;
import java.util.List;
import org.junit.jupiter.api.Test;

class PrologueTest {
    private static final Node X = steps("x", 4);
    private static final Node U = weight("U", 4, 4);
    private static final Node V = weight("V", 4, 4);

    /** The kinds of the instructions that are done once for all shards. */
    private static List<String> prologue(Node node) {
        Plan plan = Planner.plan(graph(node));
        assertThat(plan.prologue()).noneMatch(plan.instructions()::contains);
        return plan.prologue().stream()
                .map(instruction -> instruction.getClass().getSimpleName())
                .toList();
    }

    private static Node beside(Node a, Node b) {
        return Node.of(new Concat(), a, b);
    }

    @Test
    void weightsArePackedOnce() {
        assertThat(prologue(matmul(X, U))).containsExactly("Pack");
    }

    @Test
    void weightsAreLaidSideBySideOnce() {
        assertThat(prologue(matmul(X, beside(U, V)))).containsExactly("Copy", "Copy", "Pack");
    }

    @Test
    void weightsThatAreComputedArePackedWithEachBatch() {
        assertThat(prologue(matmul(X, mul(U, U)))).isEmpty();
    }

    /** Half of what is packed would be that of the batch before. */
    @Test
    void weightsBesideComputedOnesArePackedWithEachBatch() {
        assertThat(prologue(matmul(X, beside(U, tanh(V))))).isEmpty();
    }

    @Test
    void whatHasRowsIsNotDoneOnce() {
        assertThat(prologue(beside(X, X))).isEmpty();
    }

    /** Two programs of one plan would write there at once. */
    @Test
    void whatIsLaidOutOnceSharesItsArrayWithNothing() {
        Plan plan = Planner.plan(graph(matmul(tanh(matmul(X, beside(U, V))), weight("W", 8, 4))));
        int laidOut = plan.prologue().get(0).writes().get(0).buffer();
        int array = plan.storage().get(laidOut);
        assertThat(plan.storage().stream().filter(a -> a == array)).hasSize(1);
    }
}
