package dev.unroll.compile;

import static dev.unroll.compile.Sketch.batch;
import static dev.unroll.compile.Sketch.graph;
import static dev.unroll.compile.Sketch.steps;
import static dev.unroll.compile.Sketch.written;
import static dev.unroll.op.Ops.add;
import static dev.unroll.op.Ops.constant;
import static dev.unroll.op.Ops.exp;
import static dev.unroll.op.Ops.mul;
import static dev.unroll.op.Ops.sigmoid;
import static dev.unroll.op.Ops.sub;
import static dev.unroll.op.Ops.tanh;
import static org.assertj.core.api.Assertions.assertThat;

import dev.unroll.graph.Graph;
import dev.unroll.graph.Node;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class PeepholeTest {
    private static final Node A = steps("a", 4);
    private static final Node B = steps("b", 4);
    private static final Node C = steps("c", 4);
    private static final Node G = steps("g", 4);
    private static final Node NUMBER = steps("number");

    private static Node oneLess(Node x) {
        return sub(constant(1), x);
    }

    static Stream<Arguments> together() {
        return Stream.of(
                Arguments.of(add(mul(A, B), C), "multiply_add(a, b, c)"),
                Arguments.of(add(C, mul(A, B)), "multiply_add(a, b, c)"),
                Arguments.of(sub(C, mul(A, B)), "subtract_product(a, b, c)"),
                Arguments.of(sigmoid(add(A, B)), "sigmoid_of_sum(a, b)"),
                Arguments.of(tanh(add(A, B)), "tanh_of_sum(a, b)"),
                Arguments.of(mul(G, mul(A, oneLess(A))), "sigmoid_slope(g, a)"),
                Arguments.of(mul(mul(oneLess(A), A), G), "sigmoid_slope(g, a)"),
                Arguments.of(mul(G, oneLess(mul(A, A))), "tanh_slope(g, a)"),
                Arguments.of(mul(oneLess(mul(A, A)), G), "tanh_slope(g, a)"));
    }

    @ParameterizedTest
    @MethodSource("together")
    void isOneOp(Node node, String combined) {
        Graph graph = Peephole.apply(graph(node));
        assertThat(written(graph)).isEqualTo(combined);
        assertThat(graph.output("out0").type()).isEqualTo(node.type());
    }

    static Stream<Arguments> apart() {
        Node product = mul(A, B);
        Node sum = add(A, B);
        Node slope = mul(A, oneLess(A));
        return Stream.of(
                Arguments.of(sub(mul(A, B), C), "a product that something is taken from"),
                Arguments.of(exp(add(A, B)), "no op for this"),
                Arguments.of(mul(add(product, C), product), "the product is read twice"),
                Arguments.of(mul(sub(C, product), product), "the product is read twice"),
                Arguments.of(mul(sigmoid(sum), sum), "the sum is read twice"),
                Arguments.of(exp(sub(mul(G, slope), slope)), "the slope is read twice"),
                Arguments.of(mul(G, mul(A, oneLess(B))), "not the slope of what is multiplied"),
                Arguments.of(mul(G, mul(A, sub(constant(2), A))), "not from one"),
                Arguments.of(add(mul(NUMBER, constant(2)), A), "the product is narrower than the sum"));
    }

    @ParameterizedTest
    @MethodSource("apart")
    void staysApart(Node node, String why) {
        assertThat(written(Peephole.apply(graph(node)))).as(why).isEqualTo(written(node));
    }

    @Test
    void gatesInsideRecurrencesAreOneOp() {
        Steps steps = Steps.forward();
        Node x = steps.each("x", A);
        Node h = steps.state("h", batch("first", 4));
        Node next = sigmoid(add(x, h)).named("gate");
        Graph graph = Peephole.apply(graph(steps.next(next).emit(next)));
        assertThat(Steps.next(graph)).containsExactly("sigmoid_of_sum(x, h)");
        assertThat(Steps.inner(graph.output("out0")).name()).isEqualTo("gate");
    }

    /** The same sum, emitted, is read by someone else. */
    @Test
    void whatIsEmittedStays() {
        Steps steps = Steps.forward();
        Node x = steps.each("x", A);
        Node h = steps.state("h", batch("first", 4));
        Node sum = add(x, h);
        Graph graph = Peephole.apply(graph(steps.next(sigmoid(sum)).emit(sum)));
        assertThat(Steps.next(graph)).containsExactly("sigmoid(add(x, h))");
    }
}
