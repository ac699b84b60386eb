package dev.unroll.model;

import dev.unroll.graph.Graph;
import dev.unroll.graph.Leaf;
import dev.unroll.graph.Node;
import dev.unroll.graph.Rows;
import dev.unroll.op.Binary;
import dev.unroll.op.Ops;
import dev.unroll.op.RowAxis;
import dev.unroll.op.Time;
import dev.unroll.op.Unary;
import java.util.ArrayDeque;
import java.util.Collections;
import java.util.Deque;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A term of what training lowers.
 *
 * @param name its name; empty if it is the only one
 * @param each its value in each of its rows
 */
record Loss(String name, Node each) {
    /** The output that holds the value of each row. */
    String output() {
        return Model.named("losses", name);
    }

    /** Its mean over all its rows of the batch. */
    Node mean() {
        Rows rows = each.type().rows();
        return rows == Rows.NONE
                ? each
                : Ops.div(Node.of(new RowAxis.SumRows(), each), Node.of(new RowAxis.RowCount(rows)));
    }

    /** What training lowers: the sum of the terms' means, as outputs a {@code loss}, and each by its name. */
    static void put(List<Loss> terms, Map<String, Node> outputs) {
        List<Node> means = terms.stream().map(Loss::mean).toList();
        outputs.put("loss", means.stream().reduce(Ops::add).orElseThrow());
        for (int i = 0; i < terms.size(); i++) {
            outputs.put(Model.named("loss", terms.get(i).name), means.get(i));
            outputs.put(terms.get(i).output(), terms.get(i).each);
        }
    }

    /**
     * Whether numbers per step and numbers per sequence are added, so that the latter count once for each step of their
     * sequence. A factor that nothing trains is looked through, as in {@code 0.5 * (a + b)}; a sum of anything else, such as
     * the features of a value, is no sum of losses.
     */
    boolean mixesRows() {
        Deque<Node> addends = new ArrayDeque<>(List.of(each));
        Set<Node> seen = Collections.newSetFromMap(new IdentityHashMap<>());
        while (!addends.isEmpty()) {
            Node node = addends.pop();
            if (!seen.add(node)) {
                continue;
            }
            boolean sum = node.op() == Binary.ADD || node.op() == Binary.SUB;
            if (sum && node.inputs().stream().anyMatch(input -> input.op() instanceof Time.Spread)) {
                return true;
            } else if (sum || node.op() == Unary.NEG) {
                addends.addAll(node.inputs());
            } else if (node.op() == Binary.MUL && !isTrained(node.input(0))) {
                addends.push(node.input(1));
            } else if (node.op() == Binary.MUL || node.op() == Binary.DIV) {
                if (!isTrained(node.input(1))) {
                    addends.push(node.input(0));
                }
            }
        }
        return false;
    }

    private static boolean isTrained(Node node) {
        return Graph.order(List.of(node)).stream().anyMatch(n -> n.op() instanceof Leaf.Parameter);
    }
}
