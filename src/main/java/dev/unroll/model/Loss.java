package dev.unroll.model;

import dev.unroll.graph.Node;
import dev.unroll.graph.Rows;
import dev.unroll.op.Ops;
import dev.unroll.op.RowAxis;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A term of the training objective.
 *
 * @param name its name; empty if it is the only one
 * @param each its value in each of its rows, 0 in those that do not count
 * @param weights the weight of each row; empty if all are equal
 * @param fault what is wrong with it
 */
record Loss(String name, Node each, Optional<Node> weights, Optional<Counted.Fault> fault) {
    static Loss of(String name, Node value) {
        Counted.Count count = Counted.of(value);
        return new Loss(name, Counted.resolved(value), count.weights(), count.fault());
    }

    /**
     * Its mean over the rows of the batch that count: the sum of weight times value, divided by the sum of the weights of
     * the whole batch, of which a program may compute a part at a time. 0 where no row counts.
     */
    private Node mean() {
        Rows rows = each.type().rows();
        if (rows == Rows.NONE) {
            return each;
        } else if (weights.isEmpty()) {
            return Ops.div(Node.of(new RowAxis.SumRows(), each), Node.of(new RowAxis.RowCount(rows)));
        }
        Node sum = Node.of(new RowAxis.SumRows(), Ops.mul(weights.get(), each));
        Node all = Node.of(new RowAxis.SumBatch(), weights.get());
        return Ops.div(sum, Ops.where(all, all, Ops.constant(1)));
    }

    /** What training lowers: the sum of the terms' means, as outputs a {@code loss}, and each by its name. */
    static void put(List<Loss> terms, Map<String, Node> outputs) {
        List<Node> means = terms.stream().map(Loss::mean).toList();
        outputs.put(Output.LOSS.whole(), means.stream().reduce(Ops::add).orElseThrow());
        for (int i = 0; i < terms.size(); i++) {
            Loss term = terms.get(i);
            outputs.put(Output.LOSS.of(term.name), means.get(i));
            outputs.put(Output.LOSSES.of(term.name), term.each);
            term.weights.ifPresent(weights -> outputs.put(Output.WEIGHTS.of(term.name), weights));
        }
    }
}
