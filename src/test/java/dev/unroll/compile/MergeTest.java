package dev.unroll.compile;

import static dev.unroll.compile.Sketch.batch;
import static dev.unroll.compile.Sketch.graph;
import static dev.unroll.compile.Sketch.steps;
import static dev.unroll.compile.Sketch.weight;
import static dev.unroll.compile.Sketch.written;
import static dev.unroll.op.Ops.add;
import static dev.unroll.op.Ops.contract;
import static dev.unroll.op.Ops.matmul;
import static dev.unroll.op.Ops.matmulTransposed;
import static dev.unroll.op.Ops.mul;
import static dev.unroll.op.Ops.tanh;
import static org.assertj.core.api.Assertions.assertThat;

import dev.unroll.graph.Graph;
import dev.unroll.graph.Node;
import dev.unroll.op.Features.Concat;
import dev.unroll.op.Features.Slice;
import org.junit.jupiter.api.Test;

class MergeTest {
    private static final Node X = steps("x", 3);
    private static final Node Y = steps("y", 3);
    private static final Node V = weight("V", 3, 2);
    private static final Node W = weight("W", 3, 4);

    private static Node affine(Node x, Node w, Node b) {
        return Node.of(new Affine(false), x, w, b);
    }

    @Test
    void productsOfOneInputAreOne() {
        Graph merged = Merge.apply(graph(matmul(X, V).named("a"), matmul(X, W)));
        assertThat(written(merged)).isEqualTo("slice 0:2(matmul(x, concat(V, W)))\nslice 2:6(matmul(x, concat(V, W)))");
        assertThat(Sketch.count(merged, "matmul")).isEqualTo(1);
        assertThat(merged.output("out0").name()).isEqualTo("a");
    }

    @Test
    void theirBiasesStandSideBySide() {
        Node a = weight("a", 2);
        Node b = weight("b", 4);
        Graph merged = Merge.apply(graph(affine(X, V, a), affine(X, W, b)));
        assertThat(written(merged))
                .isEqualTo("slice 0:2(affine(x, concat(V, W), concat(a, b)))\n"
                        + "slice 2:6(affine(x, concat(V, W), concat(a, b)))");
    }

    /** So that no weights are laid out anew where they lie side by side already. */
    @Test
    void slicesOfOneMatrixStandInItsOrder() {
        Node whole = weight("whole", 3, 6);
        Node right = Node.of(new Slice(2, 6), whole);
        Node left = Node.of(new Slice(0, 2), whole);
        Graph merged = Simplify.apply(Merge.apply(graph(matmul(X, right), matmul(X, left))));
        assertThat(written(merged)).isEqualTo("slice 2:6(matmul(x, whole))\nslice 0:2(matmul(x, whole))");
    }

    @Test
    void productsByTransposedWeightsAddUpToOne() {
        Node a = matmulTransposed(steps("g", 2), V);
        Node b = matmulTransposed(steps("k", 4), W);
        assertThat(written(Merge.apply(graph(add(a, b))))).isEqualTo("matmul_t(concat(g, k), concat(V, W))");
        assertThat(written(Merge.apply(graph(add(add(a, X), b)))))
                .isEqualTo("add(matmul_t(concat(g, k), concat(V, W)), x)");
    }

    @Test
    void oneProductByTransposedWeightsStays() {
        Graph graph = graph(add(matmulTransposed(steps("g", 2), V), X));
        assertThat(written(Merge.apply(graph))).isEqualTo(written(graph));
    }

    @Test
    void contractionsOfTheSameRowsAreOne() {
        Graph merged = Merge.apply(graph(contract(X, steps("g", 2)), contract(X, steps("k", 4))));
        assertThat(written(merged))
                .isEqualTo("slice 0:2(contract(x, concat(g, k)))\nslice 2:6(contract(x, concat(g, k)))");
    }

    @Test
    void productsOfDifferentInputsStay() {
        Graph graph = graph(matmul(X, V), matmul(Y, W), contract(X, Y), contract(Y, X));
        assertThat(written(Merge.apply(graph))).isEqualTo(written(graph));
    }

    /** A matrix that is computed from rows is not there before them. */
    @Test
    void productsByWhatIsNoWeightStay() {
        Steps steps = Steps.forward();
        Node h = steps.state("h", batch("first", 3));
        Node total = steps.next(tanh(h)).total(contract(h, h));
        Graph graph = graph(matmul(X, total), matmul(X, W));
        assertThat(Sketch.count(Merge.apply(graph), "matmul")).isEqualTo(2);
    }

    /** As one they would wait for themselves. */
    @Test
    void contractionsThatNeedEachOtherStay() {
        Node first = contract(X, Y);
        Node second = contract(X, matmul(Y, first));
        assertThat(written(Merge.apply(graph(second)))).isEqualTo(written(second));
    }

    @Test
    void productsInsideARecurrenceAreOne() {
        Steps steps = Steps.forward();
        Node u = steps.constant("U", weight("U", 4, 4));
        Node v = steps.constant("V", weight("V", 4, 4));
        Node h = steps.state("h", batch("first", 4));
        Node next = mul(tanh(matmul(h, u)), matmul(h, v));
        Graph merged = Merge.apply(graph(steps.next(next).emit(next)));
        assertThat(Steps.next(merged))
                .containsExactly("mul(tanh(slice 0:4(matmul(h, concat(U, V)))), slice 4:8(matmul(h, concat(U, V))))");
    }

    /** What the loop lays side by side anyway need not be kept a second time. */
    @Test
    void partsOfWhatALoopConcatenatesAreReadFromIt() {
        Steps steps = Steps.forward();
        Node u = steps.constant("U", weight("U", 8, 4));
        Node h = steps.state("h", batch("first", 4));
        Node a = tanh(h);
        Node b = mul(h, h);
        Steps.Loop loop = steps.next(matmul(Node.of(new Concat(), a, b), u));
        Graph merged = Merge.apply(graph(loop.emit(a).named("a"), loop.emit(b), loop.last(h), loop.total(a)));
        assertThat(written(merged).lines())
                .containsExactly(
                        "slice 0:4(stacked{concat(tanh(h), mul(h, h))})",
                        "slice 4:8(stacked{concat(tanh(h), mul(h, h))})",
                        "final{h}",
                        "summed{tanh(h)}");
        assertThat(merged.output("out0").name()).isEqualTo("a");
    }
}
