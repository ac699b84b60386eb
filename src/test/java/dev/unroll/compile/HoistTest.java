package dev.unroll.compile;

import static dev.unroll.compile.Sketch.batch;
import static dev.unroll.compile.Sketch.graph;
import static dev.unroll.compile.Sketch.index;
import static dev.unroll.compile.Sketch.steps;
import static dev.unroll.compile.Sketch.weight;
import static dev.unroll.compile.Sketch.written;
import static dev.unroll.op.Ops.add;
import static dev.unroll.op.Ops.constant;
import static dev.unroll.op.Ops.contract;
import static dev.unroll.op.Ops.div;
import static dev.unroll.op.Ops.exp;
import static dev.unroll.op.Ops.matmul;
import static dev.unroll.op.Ops.mul;
import static dev.unroll.op.Ops.neg;
import static dev.unroll.op.Ops.sigmoid;
import static dev.unroll.op.Ops.sub;
import static dev.unroll.op.Ops.sum;
import static dev.unroll.op.Ops.tanh;
import static org.assertj.core.api.Assertions.assertThat;

import dev.unroll.graph.Graph;
import dev.unroll.graph.Node;
import dev.unroll.graph.Rows;
import dev.unroll.op.Features.Slice;
import dev.unroll.op.Indexed.EmbedGradient;
import dev.unroll.op.Products.Transpose;
import dev.unroll.op.RowAxis.Mask;
import dev.unroll.op.RowAxis.SumRows;
import dev.unroll.tensor.Shape;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** One recurrence over x, of width 4 like its state h, with the weights U, W and b and the context of each sequence. */
class HoistTest {
    private final Steps steps = Steps.forward();
    private final Node x = steps.each("x", steps("xs", 4));
    private final Node context = steps.constant("context", batch("contexts", 4));
    private final Node u = steps.constant("u", weight("U", 4, 4));
    private final Node w = steps.constant("w", weight("W", 4, 4));
    private final Node b = steps.constant("b", weight("b", 4));
    private final Node h = steps.state("h", batch("first", 4));

    private static Node slice(int from, int to, Node x) {
        return Node.of(new Slice(from, to), x);
    }

    /** What the state becomes, hoisted. */
    private Graph next(Node next) {
        return Hoist.apply(graph(steps.next(next).last(h)));
    }

    @Test
    void whatTheInputAloneMakesIsComputedInFrontOfTheLoop() {
        Graph graph = next(mul(sigmoid(matmul(x, w)), h));
        assertThat(Steps.next(graph)).containsExactly("mul(SIGMOID, h)");
        assertThat(Steps.reads(graph)).containsExactly("SIGMOID <- sigmoid(matmul(xs, W))");
    }

    @Test
    void whatASequenceHasOnceIsComputedOnce() {
        Graph graph = next(mul(h, exp(context)));
        assertThat(Steps.next(graph)).containsExactly("mul(h, EXP)");
        assertThat(Steps.reads(graph)).containsExactly("EXP <- exp(contexts)");
    }

    @Test
    void whatWeightsAloneMakeIsComputedOnce() {
        Graph graph = next(matmul(h, Node.of(new Transpose(), u)));
        assertThat(Steps.reads(graph)).containsExactly("transpose <- transpose(U)");
    }

    @Test
    void aValueOfASequenceIsSpreadOverStepsWhereItMeetsThem() {
        Graph graph = next(mul(h, exp(mul(x, context))));
        assertThat(Steps.reads(graph)).containsExactly("EXP <- exp(mul(xs, broadcast(contexts)))");
    }

    @Test
    void masksAreDrawnInFrontOfTheLoop() {
        Node each = Node.of(new Mask(Rows.BATCH, Shape.of(4), 0.5, 7));
        assertThat(Steps.reads(next(mul(h, exp(each))))).containsExactly("EXP <- exp(mask 0.5)");
    }

    static Stream<String> arithmetic() {
        return Stream.of("add", "sub", "mul", "neg", "slice");
    }

    @ParameterizedTest
    @MethodSource("arithmetic")
    void plainArithmeticStaysInTheLoop(String op) {
        Node plain = switch (op) {
            case "add" -> add(x, context);
            case "sub" -> sub(x, context);
            case "mul" -> mul(x, b);
            case "neg" -> neg(x);
            default -> slice(1, 2, x);
        };
        Node next = mul(h, plain);
        assertThat(Steps.next(next(next))).containsExactly(written(next));
    }

    @Test
    void divisionLeavesTheLoop() {
        assertThat(Steps.reads(next(mul(h, div(x, context))))).containsExactly("DIV <- div(xs, broadcast(contexts))");
    }

    @Test
    void whatReadsTheStateStays() {
        Graph graph = next(tanh(matmul(h, u)));
        assertThat(Steps.next(graph)).containsExactly("tanh(matmul(h, u))");
        assertThat(Steps.reads(graph)).containsExactly("u <- U");
    }

    @Test
    void whatIsNotReadIsNotTakenIn() {
        assertThat(Steps.reads(next(tanh(h)))).isEmpty();
    }

    @Test
    void aBiasLeavesWithAProduct() {
        Graph graph = next(tanh(add(add(matmul(h, u), b), matmul(x, w))));
        assertThat(Steps.next(graph)).containsExactly("tanh(add(ADD, matmul(h, u)))");
        assertThat(Steps.reads(graph)).containsExactly("ADD <- add(matmul(xs, W), b)", "u <- U");
    }

    @Test
    void biasesAreAddedOnce() {
        Node second = steps.constant("c", weight("c", 4));
        Graph graph = next(tanh(add(add(matmul(h, u), b), second)));
        assertThat(Steps.reads(graph)).containsExactly("u <- U", "ADD <- add(b, c)");
    }

    @Test
    void oneBiasWithoutAProductStays() {
        Graph graph = next(tanh(add(matmul(h, u), b)));
        assertThat(Steps.reads(graph)).containsExactly("u <- U", "b <- b");
    }

    /** Who reads it would not find it any more. */
    @Test
    void aSumThatOthersReadIsNotTakenApart() {
        Node inner = add(matmul(h, u), b);
        Graph graph = next(mul(tanh(add(inner, matmul(x, w))), inner));
        assertThat(Steps.next(graph))
                .containsExactly("mul(tanh(add(add(matmul(h, u), b), matmul)), add(matmul(h, u), b))");
    }

    @Test
    void whatNoStateReadsIsComputedBehindTheLoop() {
        Node next = tanh(h);
        Graph graph = Hoist.apply(graph(steps.next(next).emit(matmul(next, w))));
        assertThat(written(graph)).isEqualTo("matmul(stacked{tanh(h)}, W)");
    }

    /** The product's operand, which is plain arithmetic on what the loop makes, is kept; what reads the product leaves. */
    @Test
    void whatReadsSuchAProductLeaves() {
        Node next = tanh(h);
        Graph graph = Hoist.apply(graph(steps.next(next).emit(add(matmul(mul(next, x), w), next))));
        assertThat(written(graph)).isEqualTo("add(matmul(stacked{mul(tanh(h), x)}, W), stacked{tanh(h)})");
    }

    @Test
    void plainArithmeticOnTheStateStaysInTheLoop() {
        Node next = tanh(h);
        Graph graph = Hoist.apply(graph(matmul(steps.next(next).emit(mul(next, x)), weight("V", 4, 4))));
        assertThat(written(graph)).isEqualTo("matmul(stacked{mul(tanh(h), x)}, V)");
    }

    /** Where a kernel reads it, it is computed there, from what is kept in any case. */
    @Test
    void plainArithmeticThatAKernelReadsLeaves() {
        Node next = tanh(h);
        Steps.Loop loop = steps.next(next);
        Graph graph = Hoist.apply(graph(tanh(loop.emit(mul(next, x))), exp(loop.emit(next))));
        assertThat(written(graph)).isEqualTo("tanh(mul(stacked{tanh(h)}, xs))\nexp(stacked{tanh(h)})");
    }

    /** Otherwise more would be kept, not less. */
    @Test
    void plainArithmeticOnWhatNobodyKeepsStays() {
        Node next = tanh(h);
        Graph graph = Hoist.apply(graph(tanh(steps.next(next).emit(mul(next, x)))));
        assertThat(written(graph)).isEqualTo("tanh(stacked{mul(tanh(h), x)})");
    }

    @Test
    void whatReadsNoStateIsNoResultOfTheLoop() {
        Graph graph = Hoist.apply(graph(steps.next(tanh(h)).emit(exp(context)), steps("y", 4)));
        assertThat(written(graph)).isEqualTo("broadcast(exp(contexts))\ny");
    }

    @Test
    void aSumOfContractionsIsOneContraction() {
        Node next = tanh(matmul(h, u));
        Graph graph = Hoist.apply(graph(steps.next(next).total(contract(x, next))));
        assertThat(written(graph)).isEqualTo("contract(xs, stacked{tanh(matmul(h, u))})");
    }

    /** Through what is linear. */
    @Test
    void aSumOverTimeGoesThroughLinearOps() {
        Node next = tanh(h);
        Node rows = Node.of(new SumRows(), next);
        Node gradient = Node.of(new Transpose(), add(contract(x, next), neg(contract(next, x))));
        Steps.Loop loop = steps.next(next);
        Graph graph = Hoist.apply(graph(loop.total(gradient), loop.total(mul(slice(0, 2, rows), constant(3)))));
        assertThat(written(graph))
                .isEqualTo("transpose(add(contract(xs, stacked{tanh(h)}), neg(contract(stacked{tanh(h)}, xs))))\n"
                        + "mul(slice 0:2(sum_rows(stacked{tanh(h)})), 3.0)");
    }

    @Test
    void aFactorThatChangesKeepsTheSumInTheLoop() {
        Node next = tanh(h);
        Node rows = Node.of(new SumRows(), next);
        Graph graph = Hoist.apply(graph(steps.next(next).total(mul(rows, rows))));
        assertThat(written(graph)).isEqualTo("summed{mul(sum_rows(tanh(h)), sum_rows(tanh(h)))}");
    }

    /** The sum of (v + 1) over time is not the sum of v, plus 1. */
    @Test
    void aBroadcastKeepsTheSumInTheLoop() {
        Node next = tanh(h);
        Node rows = Node.of(new SumRows(), next);
        Steps.Loop loop = steps.next(next);
        Graph graph = Hoist.apply(graph(loop.total(add(rows, constant(1))), loop.total(sub(rows, constant(1)))));
        assertThat(written(graph))
                .isEqualTo("summed{add(sum_rows(tanh(h)), 1.0)}\nsummed{sub(sum_rows(tanh(h)), 1.0)}");
    }

    @Test
    void aDifferenceOfSumsLeaves() {
        Node next = tanh(h);
        Node difference = sub(Node.of(new SumRows(), next), Node.of(new SumRows(), h));
        Graph graph = Hoist.apply(graph(steps.next(next).total(difference)));
        assertThat(written(graph)).isEqualTo("sub(sum_rows(stacked{tanh(h)}), sum_rows(stacked{h}))");
    }

    @Test
    void theGradientOfAnEmbeddingLeaves() {
        Node ids = steps.each("each", index("ids", 7));
        Node next = tanh(h);
        Graph graph = Hoist.apply(graph(steps.next(next).total(Node.of(new EmbedGradient(), next, ids))));
        assertThat(written(graph)).isEqualTo("embed_gradient(stacked{tanh(h)}, ids)");
    }

    @Test
    void aStepOpThatIsNotLinearKeepsTheSumInTheLoop() {
        Node next = tanh(h);
        Graph graph = Hoist.apply(graph(steps.next(next).total(exp(Node.of(new SumRows(), next)))));
        assertThat(written(graph)).isEqualTo("summed{exp(sum_rows(tanh(h)))}");
    }

    @Test
    void directionAndNamesStay() {
        Steps back = Steps.reversed();
        Node g = back.state("g", batch("zero", 4));
        Node next = tanh(g).named("layer.h");
        Graph graph = Hoist.apply(graph(back.next(next).emit(next)));
        assertThat(Sketch.count(graph, "scan reversed")).isEqualTo(1);
        assertThat(Steps.inner(graph.output("out0")).name()).isEqualTo("layer.h");
    }

    @Test
    void oneValueIsReadOnce() {
        Node both = exp(x);
        Graph graph = next(add(mul(h, both), sigmoid(mul(both, h))));
        assertThat(Steps.reads(graph)).containsExactly("EXP <- exp(xs)");
    }

    @Test
    void sumsOfARowLeaveTheLoop() {
        assertThat(Steps.reads(next(mul(h, sum(x))))).containsExactly("sum <- sum(xs)");
    }
}
