package dev.unroll.compile;

import static dev.unroll.compile.Sketch.batch;
import static dev.unroll.compile.Sketch.graph;
import static dev.unroll.compile.Sketch.index;
import static dev.unroll.compile.Sketch.steps;
import static dev.unroll.compile.Sketch.weight;
import static dev.unroll.op.Ops.contract;
import static dev.unroll.op.Ops.exp;
import static dev.unroll.op.Ops.matmul;
import static dev.unroll.op.Ops.matmulTransposed;
import static dev.unroll.op.Ops.mul;
import static dev.unroll.op.Ops.sum;
import static dev.unroll.op.Ops.tanh;
import static org.assertj.core.api.Assertions.assertThat;

import dev.unroll.graph.Graph;
import dev.unroll.graph.Node;
import dev.unroll.op.Features.Concat;
import dev.unroll.op.Features.Reshape;
import dev.unroll.op.Features.Slice;
import dev.unroll.op.Indexed.EmbedGradient;
import dev.unroll.op.Softmaxes.CrossEntropyGradient;
import dev.unroll.tensor.Shape;
import java.util.List;
import org.junit.jupiter.api.Test;

class PlannerTest {
    private static final Node X = steps("x", 4);
    private static final Node U = weight("U", 4, 4);

    /** The program of a plan, line by line, without what it holds in buffers. */
    private static List<String> program(Node... outputs) {
        return PlanText.of(Planner.plan(graph(outputs)))
                .lines()
                .dropWhile(line -> !line.equals("program"))
                .skip(1)
                .takeWhile(line -> !line.startsWith("output"))
                .map(String::strip)
                .toList();
    }

    private static Node slice(int from, int to, Node x) {
        return Node.of(new Slice(from, to), x);
    }

    private static Node beside(Node... parts) {
        return Node.of(new Concat(), parts);
    }

    private static long copies(Node... outputs) {
        return program(outputs).stream().filter(line -> line.contains("copy")).count();
    }

    @Test
    void aProductThatASumAloneReadsIsComputedWithIt() {
        assertThat(program(sum(mul(X, tanh(X)))))
                .containsExactly("fused steps x 4 {", "r1 = tanh %0", "r2 = sum %0, r1 -> %1", "}");
    }

    @Test
    void aProductThatIsReadElsewhereIsComputedByItself() {
        Node product = mul(X, X);
        assertThat(program(sum(product), tanh(product)))
                .containsExactly(
                        "fused steps x 4 {", "r1 = mul %0, %0", "r2 = sum r1 -> %1", "r3 = tanh r1 -> %2", "}");
    }

    @Test
    void whatOnlyTheKernelReadsIsNotWritten() {
        assertThat(program(exp(tanh(X))))
                .containsExactly("fused steps x 4 {", "r1 = tanh %0", "r2 = exp r1 -> %1", "}");
    }

    @Test
    void aNumberPerRowIsRepeatedOnce() {
        Node number = steps("number");
        assertThat(program(mul(number, exp(mul(number, X)))).stream().filter(line -> line.contains("repeat")))
                .hasSize(1);
    }

    @Test
    void partsAreComputedInTheirPlaces() {
        assertThat(copies(beside(tanh(X), matmul(X, U)))).isZero();
        assertThat(copies(beside(X, tanh(X)))).isEqualTo(1);
        Node twice = tanh(X);
        assertThat(copies(beside(twice, twice))).isEqualTo(1);
    }

    @Test
    void slicesAreReadInTheirPlaces() {
        assertThat(copies(tanh(slice(1, 3, X)))).isZero();
        assertThat(copies(slice(1, 3, X))).as("a result is rows side by side").isEqualTo(1);
        assertThat(copies(tanh(Node.of(new Reshape(Shape.of(2, 2)), X)))).isEqualTo(1);
    }

    @Test
    void weightsArePackedOnceForAllTheirProducts() {
        Plan plan = Planner.plan(graph(matmul(X, U), matmul(tanh(X), U)));
        assertThat(plan.packed()).isEqualTo(1);
        assertThat(Planner.plan(graph(matmul(X, U), matmulTransposed(X, U))).packed())
                .isEqualTo(2);
    }

    @Test
    void eachProductReadsItsOwnWeights() {
        Node v = weight("V", 4, 4);
        assertThat(program(matmul(X, U), matmul(X, v), matmul(tanh(X), v)))
                .filteredOn(line -> line.endsWith("p1"))
                .hasSize(2);
    }

    @Test
    void weightsOfOneNameAreOneBuffer() {
        Plan plan = Planner.plan(graph(mul(X, weight("w", 4)), mul(tanh(X), weight("w", 4))));
        assertThat(plan.parameters()).hasSize(1);
        assertThat(plan.buffers()).as("x, w and two results").hasSize(4);
    }

    @Test
    void theGradientOfSomeOfManyWeightsIsReadWhereItIs() {
        assertThat(copies(slice(1, 3, contract(X, X)))).isZero();
        Plan plan = Planner.plan(graph(slice(1, 3, U)));
        assertThat(plan.outputs().get("out0").view().buffer())
                .as("weights themselves change under who reads them")
                .isNotEqualTo(plan.parameters().get("U"));
    }

    /** An op that is no kernel's reads a number again for each row. */
    @Test
    void aNumberForAllRowsStandsStill() {
        Node labels = index("labels", 4);
        assertThat(stride(Node.of(new CrossEntropyGradient(), X, labels, weight("number"))))
                .isZero();
        assertThat(stride(Node.of(new CrossEntropyGradient(), X, labels, steps("each"))))
                .isEqualTo(1);
    }

    private static int stride(Node gradient) {
        Instruction only = Planner.plan(graph(gradient)).instructions().get(0);
        return ((Instruction.Apply) only).inputs().get(2).stride();
    }

    private static List<String> loop(Graph graph) {
        return PlanText.of(Planner.plan(graph))
                .lines()
                .dropWhile(line -> !line.strip().equals("loop {"))
                .skip(1)
                .takeWhile(line -> !line.equals("  }"))
                .map(String::strip)
                .toList();
    }

    @Test
    void weightsArePackedOutsideTheLoop() {
        Steps steps = Steps.forward();
        Node u = steps.constant("u", U);
        Node h = steps.state("h", batch("first", 4));
        Node next = matmul(h, u);
        assertThat(loop(graph(steps.next(next).emit(next)))).noneMatch(line -> line.contains("pack"));
    }

    @Test
    void weightsThatChangeInTheLoopArePackedAtEachStep() {
        Steps steps = Steps.forward();
        Node h = steps.state("h", batch("first", 4));
        Node next = matmul(h, contract(h, h));
        assertThat(loop(graph(steps.next(next).emit(next)))).anyMatch(line -> line.contains("pack"));
    }

    @Test
    void aStepWritesItsResultWhereItIsKept() {
        Steps steps = Steps.forward();
        Node h = steps.state("h", batch("first", 4));
        Node next = tanh(h);
        assertThat(loop(graph(steps.next(next).emit(next))))
                .containsExactly("fused batch x 4 {", "r1 = tanh %1 -> %2@t", "}", "%1 = copy %2@t");
    }

    @Test
    void anOldStateIsKeptByACopy() {
        Steps steps = Steps.forward();
        Node h = steps.state("h", batch("first", 4));
        assertThat(loop(graph(steps.next(tanh(h)).emit(h)))).contains("%2@t = copy %1");
    }

    /** Whichever is written first, the other reads what was there before. */
    @Test
    void statesThatChangePlacesAreReadBeforeTheyAreWritten() {
        Steps steps = Steps.forward();
        Node g = steps.state("g", batch("g0", 4));
        Node h = steps.state("h", batch("h0", 4));
        Steps.Loop loop = steps.next(h, g);
        assertThat(loop(graph(loop.last(g), loop.last(h))))
                .containsExactly("%4 = copy %3", "%5 = copy %1", "%1 = copy %4", "%3 = copy %5");
    }

    @Test
    void aStateThatStaysIsNotWritten() {
        Steps steps = Steps.forward();
        Node h = steps.state("h", batch("first", 4));
        assertThat(loop(graph(steps.next(h).last(h)))).noneMatch(line -> line.startsWith("%1 ="));
    }

    @Test
    void aSumOverTimeIsAddedUp() {
        Steps steps = Steps.forward();
        Node h = steps.state("h", batch("first", 4));
        Node next = tanh(h);
        Graph graph = graph(steps.next(next).total(next));
        assertThat(loop(graph)).contains("%2 += %3");
        assertThat(program(graph.output("out0")))
                .as("from zero on")
                .startsWith("%1 = %0 in lanes of steps", "%2 = fill 0.0");
    }

    @Test
    void theGradientOfAnEmbeddingIsTheRowsThatOccur() {
        Node gradient = Node.of(new EmbedGradient(), X, index("ids", 7));
        assertThat(Planner.plan(graph(gradient)).outputs().get("out0").isSparse())
                .isTrue();
    }

    @Test
    void butAWholeTableWhereSomethingReadsIt() {
        Node gradient = Node.of(new EmbedGradient(), X, index("ids", 7));
        assertThat(Planner.plan(graph(gradient, tanh(gradient)))
                        .outputs()
                        .get("out0")
                        .isSparse())
                .isFalse();
    }

    @Test
    void eachEmbeddingHasATableOfItsOwn() {
        Node first = Node.of(new EmbedGradient(), X, index("ids", 7));
        Node second = Node.of(new EmbedGradient(), X, index("others", 7));
        Plan plan = Planner.plan(graph(first, second, first));
        assertThat(plan.outputs().values()).extracting(Plan.Output::table).containsExactly(0, 1, 0);
    }
}
