package dev.unroll.model;

import dev.unroll.graph.Graph;
import dev.unroll.graph.Node;
import dev.unroll.graph.Op;
import dev.unroll.graph.Scan;
import dev.unroll.graph.Type;
import dev.unroll.op.Ops;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.BinaryOperator;

/**
 * Dropout, as long as a model is put together: its first input is the value, its second the mask. Equations are read once;
 * the training graph multiplies by the mask, the evaluation graph takes the value as it is.
 */
record Dropped() implements Op {
    @Override
    public String name() {
        return "dropped";
    }

    @Override
    public Type infer(List<Type> inputs) {
        return inputs.get(0);
    }

    /** The graph with dropout. */
    static Graph on(Graph graph) {
        // Not united: a scan with results besides the loss's would be another loop than the one that Gradient makes of
        // it.
        return resolved(
                graph,
                (node, rebuilt) -> rebuilt.op() instanceof Dropped
                        ? Ops.mul(rebuilt.input(0), rebuilt.input(1)).named(rebuilt.name())
                        : rebuilt);
    }

    /** The graph without dropout. */
    static Graph off(Graph graph) {
        // United first: of the scans of one loop, each reads some of its masks.
        return resolved(graph.united(), (node, rebuilt) -> {
                    if (rebuilt.op() instanceof Dropped) {
                        return Term.named(rebuilt.input(0), rebuilt.name());
                    }
                    return rebuilt.op() instanceof Scan scan ? unmasked(rebuilt, scan) : rebuilt;
                })
                .united();
    }

    private static Graph resolved(Graph graph, BinaryOperator<Node> rule) {
        return graph.replaced(Graph.map(graph.outputs().values(), rule)::get);
    }

    /** The loop without the constants that its step does not read: the masks of whole sequences. */
    private static Node unmasked(Node node, Scan scan) {
        Set<Node> read = new HashSet<>(scan.order());
        if (read.containsAll(scan.constants())) {
            return node;
        }
        List<Node> inputs = new ArrayList<>();
        List<Node> leaves = scan.leaves();
        for (int i = 0; i < leaves.size(); i++) {
            if (read.contains(leaves.get(i)) || !scan.constants().contains(leaves.get(i))) {
                inputs.add(node.input(i));
            }
        }
        List<Node> constants = scan.constants().stream().filter(read::contains).toList();
        Scan changed = new Scan(
                scan.axis(), scan.reverse(), scan.sequences(), constants, scan.states(), scan.next(), scan.results());
        return Node.of(changed, inputs).named(node.name());
    }
}
