package dev.unroll.compile;

import static dev.unroll.compile.Sketch.batch;
import static dev.unroll.compile.Sketch.graph;
import static dev.unroll.compile.Sketch.steps;
import static dev.unroll.compile.Sketch.weight;
import static dev.unroll.compile.Sketch.written;
import static dev.unroll.op.Ops.add;
import static dev.unroll.op.Ops.matmul;
import static dev.unroll.op.Ops.matmulTransposed;
import static dev.unroll.op.Ops.mul;
import static dev.unroll.op.Ops.sub;
import static dev.unroll.op.Ops.tanh;
import static org.assertj.core.api.Assertions.assertThat;

import dev.unroll.graph.Graph;
import dev.unroll.graph.Node;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class BiasesTest {
    private static final Node X = steps("x", 3);
    private static final Node W = weight("W", 3, 4);
    private static final Node B = weight("b", 4);

    @Test
    void aProductBeginsWithItsBias() {
        assertThat(written(Biases.apply(graph(add(matmul(X, W), B))))).isEqualTo("affine(x, W, b)");
        assertThat(written(Biases.apply(graph(add(B, matmul(X, W)))))).isEqualTo("affine(x, W, b)");
    }

    @Test
    void aProductByATransposedTableDoes() {
        assertThat(written(Biases.apply(graph(add(matmulTransposed(X, weight("T", 4, 3)), B)))))
                .isEqualTo("affine_t(x, T, b)");
    }

    @Test
    void theSumKeepsItsName() {
        Graph changed = Biases.apply(graph(add(matmul(X, W), B).named("layer.z")));
        assertThat(changed.output("out0").name()).isEqualTo("layer.z");
    }

    @Test
    void productsInsideRecurrencesDo() {
        Steps steps = Steps.forward();
        Node u = steps.constant("U", weight("U", 4, 4));
        Node b = steps.constant("b", B);
        Node h = steps.state("h", batch("first", 4));
        Node next = tanh(add(matmul(h, u), b));
        Graph changed = Biases.apply(graph(steps.next(next).emit(next)));
        assertThat(Steps.next(changed)).containsExactly("tanh(affine(h, U, b))");
    }

    static Stream<Node> others() {
        Node product = matmul(X, W);
        return Stream.of(
                mul(add(product, B), product), // something else reads the product
                add(product, steps("y", 4)), // a row per step
                add(product, weight("one", 1)), // narrower
                add(product, weight("number")),
                sub(product, B),
                add(matmul(weight("V", 5, 3), W), B), // weights only
                add(matmul(X, weight("N", 3, 1)), B)); // the sum is wider than the product
    }

    @ParameterizedTest
    @MethodSource("others")
    void otherSumsStay(Node sum) {
        assertThat(written(Biases.apply(graph(sum)))).isEqualTo(written(sum));
    }
}
