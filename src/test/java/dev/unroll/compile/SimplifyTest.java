package dev.unroll.compile;

import static dev.unroll.compile.Sketch.batch;
import static dev.unroll.compile.Sketch.graph;
import static dev.unroll.compile.Sketch.index;
import static dev.unroll.compile.Sketch.steps;
import static dev.unroll.compile.Sketch.weight;
import static dev.unroll.compile.Sketch.written;
import static dev.unroll.op.Ops.add;
import static dev.unroll.op.Ops.constant;
import static dev.unroll.op.Ops.div;
import static dev.unroll.op.Ops.mul;
import static dev.unroll.op.Ops.neg;
import static dev.unroll.op.Ops.pow;
import static dev.unroll.op.Ops.sub;
import static dev.unroll.op.Ops.sum;
import static dev.unroll.op.Ops.tanh;
import static org.assertj.core.api.Assertions.assertThat;

import dev.unroll.graph.Graph;
import dev.unroll.graph.Node;
import dev.unroll.graph.Rows;
import dev.unroll.op.Features.Concat;
import dev.unroll.op.Features.Pad;
import dev.unroll.op.Features.Repeat;
import dev.unroll.op.Features.Reshape;
import dev.unroll.op.Features.Slice;
import dev.unroll.op.RowAxis.SumRows;
import dev.unroll.op.RowAxis.ToRows;
import dev.unroll.op.Softmaxes.CrossEntropyGradient;
import dev.unroll.tensor.Shape;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class SimplifyTest {
    private static final Node X = steps("x", 4);
    private static final Node Y = steps("y", 4);
    private static final Node Z = steps("z", 4);
    private static final Node NUMBER = steps("number");
    private static final Node ROW = weight("row", 4);
    private static final Node ZEROS = broadcast(constant(0));

    private static Node broadcast(Node number) {
        return Node.of(new ToRows(Rows.STEPS), number);
    }

    private static Node slice(int from, int to, Node x) {
        return Node.of(new Slice(from, to), x);
    }

    private static Node pad(int before, int total, Node x) {
        return Node.of(new Pad(before, total), x);
    }

    private static Node concat(Node... parts) {
        return Node.of(new Concat(), parts);
    }

    private static Node rows(Node x) {
        return Node.of(new SumRows(), x);
    }

    private static Node gradient(Node each) {
        return Node.of(new CrossEntropyGradient(), X, index("labels", 4), each);
    }

    static Stream<Arguments> simpler() {
        Node xs = steps("xs", 6);
        return Stream.of(
                // numbers
                Arguments.of(mul(X, add(constant(1), constant(2))), "mul(x, 3.0)"),
                Arguments.of(add(X, constant(0)), "x"),
                Arguments.of(add(ZEROS, X), "x"),
                Arguments.of(sub(X, constant(0)), "x"),
                Arguments.of(mul(X, constant(1)), "x"),
                Arguments.of(mul(constant(1), X), "x"),
                Arguments.of(div(X, constant(1)), "x"),
                Arguments.of(pow(X, constant(1)), "x"),
                Arguments.of(mul(NUMBER, constant(0)), "to_rows steps(0.0)"),
                Arguments.of(mul(X, constant(-1)), "neg(x)"),
                Arguments.of(neg(neg(X)), "x"),
                Arguments.of(add(X, neg(Y)), "sub(x, y)"),
                Arguments.of(add(neg(X), Y), "sub(y, x)"),
                Arguments.of(add(X, X), "mul(2.0, x)"),
                Arguments.of(add(X, add(Y, X)), "add(y, mul(2.0, x))"),
                Arguments.of(add(add(X, Y), X), "add(y, mul(2.0, x))"),
                Arguments.of(mul(constant(3), mul(NUMBER, X)), "mul(mul(number, 3.0), x)"),
                // broadcasts
                Arguments.of(mul(X, broadcast(ROW)), "mul(x, row)"),
                Arguments.of(mul(X, Node.of(new Repeat(-1, 4), NUMBER)), "mul(x, number)"),
                Arguments.of(gradient(broadcast(constant(2))), "cross_entropy_gradient(x, labels, 2.0)"),
                // slices
                Arguments.of(slice(0, 4, X), "x"),
                Arguments.of(slice(1, 2, slice(2, 5, xs)), "slice 3:4(xs)"),
                Arguments.of(slice(5, 7, concat(X, Y)), "slice 1:3(y)"),
                Arguments.of(slice(4, 8, concat(X, Y)), "y"),
                Arguments.of(slice(1, 3, pad(1, 6, X)), "slice 0:2(x)"),
                Arguments.of(slice(1, 5, pad(1, 6, X)), "x"),
                Arguments.of(slice(0, 1, pad(1, 6, X)), "to_rows steps(0.0)"),
                Arguments.of(slice(5, 6, pad(1, 6, X)), "to_rows steps(0.0)"),
                Arguments.of(concat(slice(0, 2, xs), slice(2, 5, xs)), "slice 0:5(xs)"),
                Arguments.of(concat(slice(0, 2, xs), slice(2, 6, xs)), "xs"),
                Arguments.of(concat(concat(X, Y), Z), "concat(x, y, z)"),
                Arguments.of(concat(X), "x"),
                Arguments.of(add(pad(4, 8, X), pad(0, 8, Y)), "concat(y, x)"),
                Arguments.of(Node.of(new Reshape(Shape.of(4)), X), "x"),
                // sums
                Arguments.of(sum(neg(X)), "neg(sum(x))"),
                Arguments.of(rows(neg(X)), "neg(sum_rows(x))"),
                Arguments.of(rows(slice(1, 3, X)), "slice 1:3(sum_rows(x))"),
                Arguments.of(rows(ZEROS), "0.0"));
    }

    @ParameterizedTest
    @MethodSource("simpler")
    void becomesSimpler(Node node, String simpler) {
        Graph simplified = Simplify.apply(graph(node));
        assertThat(written(simplified)).isEqualTo(simpler);
        assertThat(simplified.output("out0").type()).isEqualTo(node.type());
    }

    static Stream<Node> simple() {
        Node narrow = steps("narrow", 1);
        return Stream.of(
                add(X, constant(1)),
                sub(constant(0), X),
                mul(X, constant(2)),
                div(constant(1), X),
                pow(constant(1), X),
                // the neutral number makes the type
                mul(narrow, Sketch.number(1, 4)),
                add(narrow, Sketch.number(0, 4)),
                // already where there are fewest numbers
                mul(constant(3), mul(Y, X)),
                // without a spread there would be rows per nothing
                add(broadcast(constant(2)), constant(3)),
                slice(2, 6, concat(X, Y)),
                slice(0, 2, pad(1, 6, X)),
                concat(slice(0, 2, X), slice(3, 4, X)),
                concat(slice(0, 2, X), slice(2, 4, Y)),
                concat(slice(2, 4, X), slice(0, 2, X)),
                add(pad(0, 9, X), pad(4, 9, Y)),
                add(pad(0, 8, X), pad(3, 8, Y)),
                add(pad(0, 8, X), steps("whole", 8)),
                Node.of(new Reshape(Shape.of(2, 2)), X),
                gradient(NUMBER),
                tanh(X));
    }

    @ParameterizedTest
    @MethodSource("simple")
    void staysWhatItIs(Node node) {
        assertThat(Simplify.rule(node)).isSameAs(node);
    }

    @Test
    void whatIsComputedTwiceIsComputedOnce() {
        Graph simplified = Simplify.apply(graph(mul(tanh(X), tanh(X)), tanh(X)));
        assertThat(Sketch.count(simplified, "tanh")).isEqualTo(1);
    }

    @Test
    void inputsOfOneNameAreToldApart() {
        Graph simplified = Simplify.apply(graph(mul(tanh(batch("x", 4)), tanh(batch("x", 4)))));
        assertThat(Sketch.count(simplified, "tanh")).isEqualTo(2);
    }

    /** Also inside a recurrence, and what only the next state or only a reader needs. */
    @Test
    void stepGraphsBecomeSimpler() {
        Steps steps = Steps.forward();
        Node x = steps.each("x", X);
        Node h = steps.state("h", batch("first", 4));
        Node next = tanh(add(h, mul(x, constant(1))));
        Steps.Loop loop = steps.next(next);
        Graph simplified = Simplify.apply(graph(loop.emit(neg(neg(h))), loop.total(mul(h, constant(1))), loop.last(h)));
        assertThat(Steps.next(simplified)).containsExactly("tanh(add(h, x))");
        assertThat(written(simplified)).isEqualTo("stacked{h}\nsummed{h}\nfinal{h}");
    }
}
