package dev.unroll.compile;

import static dev.unroll.compile.Sketch.batch;
import static dev.unroll.compile.Sketch.steps;
import static dev.unroll.compile.Sketch.weight;
import static dev.unroll.compile.Sketch.written;
import static dev.unroll.op.Ops.add;
import static dev.unroll.op.Ops.constant;
import static dev.unroll.op.Ops.div;
import static dev.unroll.op.Ops.exp;
import static dev.unroll.op.Ops.mul;
import static dev.unroll.op.Ops.neg;
import static dev.unroll.op.Ops.repeat;
import static dev.unroll.op.Ops.sub;
import static dev.unroll.op.Ops.tanh;
import static org.assertj.core.api.Assertions.assertThat;

import dev.unroll.graph.Graph;
import dev.unroll.graph.Node;
import dev.unroll.graph.Rows;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A loop that reads a and b at each step. */
class RematerialisationTest {
    private static final Node A = steps("a", 4);
    private static final Node B = steps("b", 4);
    private static final Node NUMBER = steps("number");
    private static final Rematerialisation LOOP = new Rematerialisation(Rows.STEPS, List.of(A, B));

    private static Optional<List<String>> sources(Node value) {
        return LOOP.sources(value)
                .map(nodes -> nodes.stream().map(Sketch::written).toList());
    }

    static Stream<Node> again() {
        return Stream.of(
                sub(constant(1), A), mul(A, B), add(A, weight("w", 4)), neg(B), mul(NUMBER, A), repeat(NUMBER, A));
    }

    @ParameterizedTest
    @MethodSource("again")
    void plainArithmeticOnWhatIsReadIsDoneAgain(Node value) {
        assertThat(LOOP.sources(value)).contains(value.inputs());
    }

    static Stream<Node> kept() {
        return Stream.of(
                mul(A, steps("c", 4)), // c is read for this alone
                exp(A), // no plain arithmetic
                div(A, B),
                add(NUMBER, NUMBER), // one number a row is read as fast
                mul(weight("v", 4), weight("w", 4)), // not at each step
                mul(batch("v", 4), batch("w", 4)),
                add(A, mul(A, B))); // which nobody reads either
    }

    @ParameterizedTest
    @MethodSource("kept")
    void otherValuesAreRead(Node value) {
        assertThat(LOOP.sources(value)).isEmpty();
    }

    /** A value that another loop makes is computed from what that loop makes or reads. */
    @Test
    void whatAnotherLoopEmitsIsComputedFromItsOperands() {
        Steps steps = Steps.forward();
        Node a = steps.each("inside", A);
        Node h = steps.state("h", batch("first", 4));
        Node next = tanh(h);
        Steps.Loop loop = steps.next(next);
        Node product = mul(next, a);
        Node value = loop.emit(sub(constant(1), a));
        assertThat(sources(value)).contains(List.of("1.0", "a"));
        assertThat(sources(loop.emit(product))).isEmpty();
        Node stacked = loop.emit(next);
        Node read = loop.emit(product);
        Map<Node, Node> united = Graph.united(List.of(stacked, read));
        Rematerialisation reading = new Rematerialisation(Rows.STEPS, List.of(A, united.get(stacked)));
        assertThat(reading.sources(united.get(read)).map(nodes -> written(nodes.get(0))))
                .contains("stacked{tanh(h)}");
        assertThat(Rematerialisation.op(loop.emit(product))).isEqualTo(product.op());
    }
}
