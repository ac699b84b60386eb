package dev.unroll.model;

import dev.unroll.graph.Graph;
import dev.unroll.graph.Leaf;
import dev.unroll.graph.Node;
import dev.unroll.graph.Op;
import dev.unroll.graph.Rows;
import dev.unroll.graph.Type;
import dev.unroll.op.Binary;
import dev.unroll.op.Ops;
import dev.unroll.op.Time;
import dev.unroll.op.Unary;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Collections;
import java.util.Deque;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A masked or weighted loss, used only while a model is built: its first input is the loss, its second the weight of
 * each row. Means over rows use the weights; for any other use it is the loss, and 0 in rows that do not count.
 */
record Counted() implements Op {
    @Override
    public String name() {
        return "counted";
    }

    @Override
    public Type infer(List<Type> inputs) {
        return inputs.get(0);
    }

    /**
     * What a sum of losses counts.
     *
     * @param weights the weight of each row; empty if all are equal
     * @param fault what is wrong with such a sum
     */
    record Count(Optional<Node> weights, Optional<Fault> fault) {}

    /** What can be wrong with what is to be counted. */
    enum Fault {
        /** Numbers per step and numbers per sequence are added. */
        ROWS,
        /** A sum adds numbers whose rows have different weights. */
        WEIGHTS,
        /** A loss that leaves rows out is used other than in a sum of losses. */
        USE
    }

    /**
     * Looks through sums, and through products with a number of the whole batch or with what nothing trains, as in {@code
     * 0.5 * (a + b)}. A sum of anything else, such as the features of a value, is no sum of losses.
     */
    static Count of(Node value) {
        Set<Node> seen = Collections.newSetFromMap(new IdentityHashMap<>());
        Set<Node> weights = Collections.newSetFromMap(new IdentityHashMap<>());
        boolean plain = false;
        boolean mixed = false;
        Deque<Node> addends = new ArrayDeque<>(List.of(value));
        while (!addends.isEmpty()) {
            Node node = addends.pop();
            if (!seen.add(node)) {
                continue;
            }
            boolean sum = node.op() == Binary.ADD || node.op() == Binary.SUB;
            boolean product = node.op() == Binary.MUL || node.op() == Binary.DIV;
            if (sum || node.op() == Unary.NEG) {
                mixed |= sum && node.inputs().stream().anyMatch(input -> input.op() instanceof Time.Broadcast);
                addends.addAll(node.inputs());
            } else if (product && isFactor(node.input(1))) {
                addends.push(node.input(0));
            } else if (node.op() == Binary.MUL && isFactor(node.input(0))) {
                addends.push(node.input(1));
            } else if (node.op() instanceof Dropped) {
                addends.push(node.input(0));
            } else if (node.op() instanceof Counted) {
                weights.add(node.input(1));
            } else {
                plain |= node.type().rows() != Rows.NONE;
            }
        }
        Optional<Node> one = weights.stream().findFirst();
        if (mixed) {
            return new Count(one, Optional.of(Fault.ROWS));
        } else if (weights.stream().anyMatch(other -> !isSame(one.get(), other)) || plain && one.isPresent()) {
            return new Count(one, Optional.of(Fault.WEIGHTS));
        }
        boolean elsewhere = Graph.order(List.of(value)).stream()
                .anyMatch(node -> node.op() instanceof Counted && !seen.contains(node));
        return new Count(one, elsewhere ? Optional.of(Fault.USE) : Optional.empty());
    }

    /** Whether two nodes compute the same from the same, as two calls with {@code where=mask} do. */
    static boolean isSame(Node a, Node b) {
        Map<Node, Node> compared = new IdentityHashMap<>();
        Deque<Node> left = new ArrayDeque<>(List.of(a));
        Deque<Node> right = new ArrayDeque<>(List.of(b));
        while (!left.isEmpty()) {
            Node one = left.pop();
            Node other = right.pop();
            if (one == other || compared.put(one, other) == other) {
                continue;
            }
            if (!one.op().equals(other.op())
                    || one.inputs().size() != other.inputs().size()) {
                return false;
            }
            left.addAll(one.inputs());
            right.addAll(other.inputs());
        }
        return true;
    }

    private static boolean isFactor(Node node) {
        return node.type().rows() == Rows.NONE && !(node.op() instanceof Counted) || !isTrained(node) && !isIn(node);
    }

    private static boolean isIn(Node node) {
        return Graph.order(List.of(node)).stream().anyMatch(n -> n.op() instanceof Counted);
    }

    /** Whether training changes a value. */
    static boolean isTrained(Node node) {
        return Graph.order(List.of(node)).stream().anyMatch(n -> n.op() instanceof Leaf.Parameter);
    }

    /** The values of these nodes, by node, with ops that a program knows. */
    static Map<Node, Node> resolved(Collection<Node> nodes) {
        return Graph.rewrite(
                nodes,
                node -> node.op() instanceof Counted
                        ? Ops.where(node.input(1), node.input(0), Ops.constant(0))
                                .named(node.name())
                        : node);
    }

    /** The same of one node. */
    static Node resolved(Node node) {
        return resolved(List.of(node)).get(node);
    }
}
