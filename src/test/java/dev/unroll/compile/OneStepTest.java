package dev.unroll.compile;

import static dev.unroll.compile.Sketch.batch;
import static dev.unroll.compile.Sketch.graph;
import static dev.unroll.compile.Sketch.steps;
import static dev.unroll.compile.Sketch.weight;
import static dev.unroll.compile.Sketch.written;
import static dev.unroll.op.Ops.add;
import static dev.unroll.op.Ops.matmul;
import static dev.unroll.op.Ops.mul;
import static dev.unroll.op.Ops.tanh;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.unroll.graph.Graph;
import dev.unroll.graph.Node;
import dev.unroll.graph.Rows;
import dev.unroll.op.Features.Slice;
import dev.unroll.op.RowAxis.Mask;
import dev.unroll.op.RowAxis.RowCount;
import dev.unroll.op.RowAxis.SumRows;
import dev.unroll.op.RowAxis.ToRows;
import dev.unroll.op.Time.Broadcast;
import dev.unroll.op.Time.Length;
import dev.unroll.op.Time.SumTime;
import dev.unroll.op.Time.TakeStep;
import dev.unroll.tensor.Shape;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class OneStepTest {
    private static final Node X = steps("x", 4);

    private static String step(Node node) {
        Graph step = OneStep.of(graph(node)).graph();
        assertThat(step.order()).noneMatch(inner -> inner.type().rows() == Rows.STEPS);
        return written(step.output("out0"));
    }

    @Test
    void aRecurrenceIsItsStepGraphOnce() {
        Steps steps = Steps.forward();
        Node x = steps.each("each", X);
        Node u = steps.constant("u", weight("U", 4, 4));
        Node first = batch("first", 4);
        Node h = steps.state("h", first);
        Node next = tanh(add(x, matmul(h, u)));
        OneStep step = OneStep.of(graph(mul(steps.next(next).emit(next), X)));
        String state = "tanh(add(x, matmul(state 0, U)))";
        assertThat(written(step.graph().output("out0"))).isEqualTo("mul(" + state + ", x)");
        assertThat(written(step.graph().output("state 0"))).isEqualTo(state);
        assertThat(step.initial()).containsOnlyKeys("state 0").containsValue(first);
        assertThat(OneStep.obstacle(step.graph())).isEmpty();
    }

    @Test
    void statesOfSeveralRecurrencesAreNumberedOn() {
        Steps lower = Steps.forward();
        Node g = lower.state("g", batch("g0", 4));
        Node k = lower.state("k", batch("k0", 4));
        Steps upper = Steps.forward();
        Node x = upper.each("each", lower.next(k, tanh(g)).emit(g));
        Node h = upper.state("h", batch("h0", 4));
        Node next = mul(x, h);
        OneStep step = OneStep.of(graph(upper.next(next).emit(next)));
        assertThat(step.graph().outputs().entrySet().stream()
                        .map(output -> output.getKey() + " = " + written(output.getValue())))
                .containsExactly(
                        "state 0 = state 1",
                        "state 1 = tanh(state 0)",
                        "state 2 = mul(state 0, state 2)",
                        "out0 = mul(state 0, state 2)");
        assertThat(step.initial().values().stream().map(Sketch::written)).containsExactly("g0", "k0", "h0");
    }

    @Test
    void whatHadARowAStepHasARowASequence() {
        assertThat(step(Node.of(new Broadcast(Rows.STEPS), batch("c", 4)))).isEqualTo("c");
        assertThat(step(mul(X, Node.of(new ToRows(Rows.STEPS), weight("w", 4)))))
                .isEqualTo("mul(x, to_rows batch(w))");
        assertThat(step(mul(X, Node.of(new Mask(Rows.STEPS, Shape.of(4), 0.5, 7)))))
                .isEqualTo("mul(x, mask 0.5)");
        assertThat(step(mul(X, Node.of(new RowCount(Rows.STEPS))))).isEqualTo("mul(x, row_count batch)");
        assertThat(step(Node.of(new Slice(0, 2), X))).isEqualTo("slice 0:2(x)");
    }

    static Stream<Node> obstacles() {
        Steps back = Steps.reversed();
        Node h = back.state("h", batch("first", 4));
        Node next = tanh(h);
        Steps forward = Steps.forward();
        Node g = forward.state("g", batch("first", 4));
        Steps.Loop loop = forward.next(tanh(g));
        return Stream.of(
                back.next(next).emit(next),
                loop.last(g),
                loop.total(g),
                Node.of(new SumTime(Rows.STEPS), X),
                Node.of(new TakeStep(Rows.STEPS, true), X),
                Node.of(new SumRows(), X),
                Node.of(new Length(Rows.STEPS)));
    }

    @ParameterizedTest
    @MethodSource("obstacles")
    void whatNeedsOtherStepsIsAnObstacle(Node node) {
        assertThat(OneStep.obstacle(graph(node))).isPresent();
        assertThatThrownBy(() -> OneStep.of(graph(node))).isInstanceOf(IllegalArgumentException.class);
    }
}
