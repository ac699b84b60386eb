package dev.unroll.compile;

import dev.unroll.graph.Leaf;
import dev.unroll.graph.Node;
import dev.unroll.graph.Rows;
import dev.unroll.graph.Type;
import dev.unroll.op.ElementWise;
import dev.unroll.op.Features;
import dev.unroll.op.RowAxis;
import dev.unroll.op.Time;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Groups nodes that are computed in one pass: element-wise ones, sums of a row, and sums of all rows. Each has a space,
 * the type of the rows it works on; a number per row that is computed from sums belongs to the space of what is summed.
 * A node's level is the number of barriers before it: nodes of one space share a level where one feeds the other;
 * everything else stands a level above its inputs. Nodes of a level that have one space make a cluster. Afterwards a
 * node sinks to its users if all of them are of its space.
 */
final class Levels {
    private final Map<Node, Integer> levels = new IdentityHashMap<>();
    private final Map<Node, Type> spaces = new IdentityHashMap<>();

    private record Key(int level, Type space) {}

    /** Nodes that are computed together, in order, and the type of the rows they work on. */
    record Cluster(List<Node> nodes, Type space) {}

    /** Groups, in an order in which they can be computed: a cluster of nodes that fuse, or one other node. */
    static List<Cluster> of(List<Node> order) {
        return new Levels().group(order);
    }

    static boolean fuses(Node node) {
        return node.op() instanceof ElementWise && node.type().shape().rank() <= 2 || sums(node);
    }

    private static boolean sums(Node node) {
        return (node.op() instanceof Features.Sum || sumsRows(node))
                && node.input(0).type().shape().rank() == 1
                && node.input(0).type().rows() != Rows.NONE;
    }

    /** Whether it sums rows of its input, all or those that have one parent: the sum is known only after a pass. */
    private static boolean sumsRows(Node node) {
        return node.op() instanceof RowAxis.SumRows || node.op() instanceof Time.SumTime;
    }

    private Type space(Node node) {
        if (sums(node)) {
            return node.input(0).type();
        }
        if (node.type().shape().rank() == 0) {
            for (Node input : node.inputs()) {
                Type space = spaces.get(input);
                if (space != null
                        && space.shape().rank() == 1
                        && space.rows() == node.type().rows()) {
                    return space;
                }
            }
        }
        return node.type();
    }

    private List<Cluster> group(List<Node> order) {
        for (Node node : order) {
            if (fuses(node)) {
                spaces.put(node, space(node));
            }
            int level = 0;
            for (Node input : node.inputs()) {
                int at = levels.getOrDefault(input, 0);
                level = Math.max(level, fuses(node) && together(node, input) ? at : at + 1);
            }
            levels.put(node, node.op() instanceof Leaf ? 0 : level);
        }
        sink(order);
        List<Node> sorted = new ArrayList<>(order);
        sorted.sort(Comparator.comparing(levels::get));
        Map<Object, List<Node>> groups = new LinkedHashMap<>();
        for (Node node : sorted) {
            Object key = fuses(node) ? new Key(levels.get(node), spaces.get(node)) : node;
            groups.computeIfAbsent(key, k -> new ArrayList<>()).add(node);
        }
        return groups.values().stream()
                .map(nodes -> new Cluster(
                        nodes, spaces.getOrDefault(nodes.get(0), nodes.get(0).type())))
                .toList();
    }

    /** Whether both fit one pass. The sum of all rows is known only after it. */
    private boolean together(Node user, Node input) {
        return spaces.containsKey(user)
                && spaces.containsKey(input)
                && spaces.get(user).equals(spaces.get(input))
                && !sumsRows(input);
    }

    private void sink(List<Node> order) {
        Map<Node, List<Node>> users = new IdentityHashMap<>();
        for (Node node : order) {
            node.inputs()
                    .forEach(input ->
                            users.computeIfAbsent(input, i -> new ArrayList<>()).add(node));
        }
        for (int i = order.size() - 1; i >= 0; i--) {
            Node node = order.get(i);
            List<Node> by = users.getOrDefault(node, List.of());
            if (fuses(node) && !by.isEmpty() && by.stream().allMatch(user -> together(user, node))) {
                levels.put(node, by.stream().mapToInt(levels::get).min().orElseThrow());
            }
        }
    }
}
