package dev.unroll.compile;

import dev.unroll.graph.Leaf;
import dev.unroll.graph.Node;
import dev.unroll.graph.Type;
import dev.unroll.op.ElementWise;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Which element-wise nodes are computed in one pass. A node's level is the number of barriers before it: two element-wise
 * nodes of the same type share a level where one feeds the other; everything else stands a level above its inputs. Nodes
 * of a level that have one type make a cluster. Afterwards a node sinks to its users if all of them are of its type.
 */
final class Levels {
    private final Map<Node, Integer> levels = new IdentityHashMap<>();

    private record Key(int level, Type type) {}

    /** Groups, in an order in which they can be computed: a cluster of element-wise nodes, or one other node. */
    static List<List<Node>> of(List<Node> order) {
        return new Levels().group(order);
    }

    static boolean fuses(Node node) {
        return node.op() instanceof ElementWise && node.type().shape().rank() <= 2;
    }

    private List<List<Node>> group(List<Node> order) {
        for (Node node : order) {
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
            Object key = fuses(node) ? new Key(levels.get(node), node.type()) : node;
            groups.computeIfAbsent(key, k -> new ArrayList<>()).add(node);
        }
        return new ArrayList<>(groups.values());
    }

    private static boolean together(Node a, Node b) {
        return fuses(a) && fuses(b) && a.type().equals(b.type());
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
            if (fuses(node) && !by.isEmpty() && by.stream().allMatch(user -> together(node, user))) {
                levels.put(node, by.stream().mapToInt(levels::get).min().orElseThrow());
            }
        }
    }
}
