package dev.unroll.compile;

import dev.unroll.graph.Graph;
import dev.unroll.graph.Node;
import dev.unroll.graph.Scan;
import java.util.Collection;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;

/** The number of reads of each node of a graph, by other nodes or as a result, step graphs included. */
final class Uses {
    private final Map<Node, Integer> counts = new IdentityHashMap<>();

    private Uses() {}

    static Uses of(Graph graph) {
        Uses uses = new Uses();
        uses.block(graph.order(), graph.outputs().values());
        return uses;
    }

    private void block(List<Node> order, Collection<Node> roots) {
        roots.forEach(this::add);
        for (Node node : order) {
            node.inputs().forEach(this::add);
            if (node.op() instanceof Scan scan) {
                block(scan.order(), scan.roots());
            }
        }
    }

    private void add(Node node) {
        counts.merge(node, 1, Integer::sum);
    }

    boolean isSingle(Node node) {
        return counts.getOrDefault(node, 0) == 1;
    }
}
