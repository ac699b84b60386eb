package dev.unroll.contract;

import dev.unroll.contract.GradientCheck.Comparison;
import dev.unroll.grad.Gradient;
import dev.unroll.graph.Graph;
import dev.unroll.graph.Leaf;
import dev.unroll.graph.Node;
import dev.unroll.graph.Rows;
import dev.unroll.graph.Scan;
import dev.unroll.graph.Type;
import dev.unroll.op.AlongTime;
import dev.unroll.op.Binary;
import dev.unroll.op.Context;
import dev.unroll.op.Features;
import dev.unroll.op.Ops;
import dev.unroll.op.RowAxis;
import dev.unroll.op.Time;
import dev.unroll.tensor.Shape;
import dev.unroll.tensor.Tensor;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The contract of an op along an axis where a recurrence along another uses it: rows lie one parent after the other there,
 * and sequences end while the op is still computed for others. Its operands change from step to step, so that it stays inside.
 */
record LoopContract(Node node, Context context, ForwardContract.Report report) {
    private static final int ELEMENTS = 3;

    /** What was compared; what is wrong is reported. */
    List<Comparison> check(Map<String, Tensor> inputs) {
        if (node.inputs().stream().anyMatch(input -> input.type().rows() == Rows.NONE)) {
            return List.of();
        }
        Map<String, Tensor> given = new LinkedHashMap<>(inputs);
        Tensor pace = Tensor.zeros(context.rows(Batchings.BESIDE), Shape.SCALAR);
        for (int row = 0; row < pace.rows(); row++) {
            pace.data()[row] = (float) (0.5 + 0.3 * Math.cos(3 * row));
        }
        given.put("pace", pace);
        Node loss = loss();
        Map<String, Node> outputs = new LinkedHashMap<>(Map.of("loss", loss));
        List<Node> targets =
                node.inputs().stream().filter(input -> !input.type().isIndex()).toList();
        Gradient.of(loss, targets)
                .forEach((target, gradient) -> outputs.put(target.op().name(), gradient));
        new ProgramCheck(1e-5)
                .difference(new Graph(outputs).united(), given, Map.of(), context)
                .ifPresent(d -> report.fault(
                        "compiled in a loop",
                        "differs when compiled within a recurrence along another axis: " + d,
                        "ask the context where rows lie and how many there are"));
        List<Comparison> all = new GradientCheck(given, Map.of(), context, OpContract.SEED).compare(loss, ELEMENTS);
        Optional<Comparison> wrong = all.stream().filter(c -> !c.passes()).findFirst();
        wrong.ifPresent(c -> report.fault(
                "order " + c.order() + " in a loop",
                "has a wrong gradient within a recurrence along another axis, by " + c.input() + ": "
                        + Mistake.numbers(c, "its vjp"),
                "check vjp"));
        return all;
    }

    /** A recurrence beside the steps, whose state is made of the op's result, which is made of the state. */
    private Node loss() {
        Node pace = Node.of(new Leaf.Input("pace", Type.real(Rows.BATCH, Shape.SCALAR)));
        Node state = Node.of(new Leaf.Input("state", Type.real(Rows.BATCH, Shape.SCALAR)));
        Node moving = Ops.add(pace, Ops.mul(Ops.constant(0.1), state));
        List<Node> leaves = new ArrayList<>();
        List<Node> operands = new ArrayList<>();
        for (Node input : node.inputs()) {
            Node leaf = Node.of(new Leaf.Input(input.op().name(), input.type()));
            leaves.add(leaf);
            operands.add(
                    leaf.type().isIndex() ? leaf : Ops.mul(leaf, on(leaf.type().rows(), moving)));
        }
        Node result = Node.of(node.op(), operands);
        Node numbers = result.type().isIndex() ? Node.of(Binary.EQUAL, result, Ops.constant(1)) : result;
        Node curved = Ops.mul(numbers, Ops.add(numbers, Ops.sin(Ops.mul(numbers, Ops.constant(0.7)))));
        Node own = Ops.sum(
                Node.of(new Features.Reshape(Shape.of(curved.type().shape().size())), curved));
        Rows rows = own.type().rows();
        Node weighed = rows == Rows.BATCH ? own : Ops.mul(own, Ops.add(Ops.constant(1), position(rows)));
        Node next = Ops.tanh(Ops.mul(moving, Ops.mul(Ops.constant(0.1), up(weighed))));
        Scan scan = new Scan(Batchings.BESIDE, false, List.of(pace), leaves, List.of(state), List.of(next));
        List<Node> outer = new ArrayList<>();
        outer.add(Node.of(new Leaf.Input("pace", Type.real(Batchings.BESIDE, Shape.SCALAR))));
        outer.addAll(node.inputs());
        outer.add(Node.of(new RowAxis.ToRows(Rows.BATCH), Ops.constant(0)));
        return Ops.total(Scan.stacked(Node.of(scan, outer), next));
    }

    /** A number that tells the rows of a parent apart, so that no step takes another's place unseen. */
    private static Node position(Rows rows) {
        return Ops.mul(Ops.constant(0.3), Node.of(new AlongTime.Position(rows, false)));
    }

    private static Node on(Rows rows, Node number) {
        return rows == Rows.BATCH ? number : Node.of(new Time.Broadcast(rows), on(rows.parent(), number));
    }

    private static Node up(Node number) {
        Rows rows = number.type().rows();
        return rows == Rows.BATCH ? number : up(Node.of(new Time.SumTime(rows), number));
    }
}
