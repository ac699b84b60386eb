package dev.unroll.graph;

import static org.assertj.core.api.Assertions.assertThat;

import dev.unroll.op.Ops;
import dev.unroll.tensor.Shape;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class UnionTest {
    private static final Type STEPS = Type.real(Rows.STEPS, Shape.of(2));
    private static final Type BATCH = Type.real(Rows.BATCH, Shape.of(2));

    private final Node x = Node.of(new Leaf.Input("x", BATCH));
    private final Node h = Node.of(new Leaf.Input("h", BATCH));
    private final Node gate = Ops.sigmoid(x);
    private final Node next = Ops.add(h, gate);
    private final Node loop = Node.of(
            new Scan(Rows.STEPS, false, List.of(x), List.of(), List.of(h), List.of(next)),
            Node.of(new Leaf.Input("xs", STEPS)),
            Node.of(new Leaf.Input("start", BATCH)));

    private static List<Node> scans(Graph graph) {
        return graph.order().stream().filter(n -> n.op() instanceof Scan).toList();
    }

    @Test
    void readsOfOneLoopBecomeReadsOfOneScan() {
        Graph graph = new Graph(
                Map.of("all", Scan.stacked(loop, next), "last", Scan.last(loop, h), "sum", Scan.summed(loop, gate)));
        assertThat(scans(graph)).hasSize(3);
        Graph united = graph.united();
        assertThat(scans(united)).hasSize(1);
        united.outputs()
                .forEach((name, node) -> assertThat(Scan.result(node)).isEqualTo(Scan.result(graph.output(name))));
    }

    @Test
    void aResultThatNothingReadsIsDropped() {
        Node all = Node.of(
                ((Scan) loop.op())
                        .with(List.of(
                                new Scan.Result(Scan.Kind.SUMMED, gate), new Scan.Result(Scan.Kind.STACKED, next))),
                loop.inputs());
        Node read =
                new Graph(Map.of("h", Node.of(new Scan.Read(1), all))).united().output("h");
        assertThat(((Scan) read.input(0).op()).results()).containsExactly(new Scan.Result(Scan.Kind.STACKED, next));
        assertThat(read.type()).isEqualTo(STEPS);
    }

    @Test
    void whatIsReadTwiceIsOneResult() {
        Node sum = Ops.add(Scan.stacked(loop, next), Scan.stacked(loop, next));
        Node united = Graph.united(List.of(sum)).get(sum);
        assertThat(united.input(0)).isSameAs(united.input(1));
    }

    @Test
    void aScanThatReadsBothCopiesOfAValueIsOneScan() {
        Node deep = Node.of(loop.op(), Scan.stacked(loop, next), loop.input(1));
        Node again = Node.of(loop.op(), Scan.stacked(loop, next), loop.input(1));
        Graph graph = new Graph(Map.of("a", Scan.stacked(deep, gate), "b", Scan.last(again, h)));
        assertThat(scans(graph.united())).hasSize(2);
    }

    @Test
    void aUnitedGraphStaysAsItIs() {
        Graph united = new Graph(Map.of("all", Scan.stacked(loop, next), "last", Scan.last(loop, h))).united();
        assertThat(united.united().order()).containsExactlyElementsOf(united.order());
    }
}
