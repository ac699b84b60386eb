package dev.unroll.compile;

import dev.unroll.graph.Graph;
import dev.unroll.graph.Leaf;
import dev.unroll.graph.Node;
import dev.unroll.graph.Op;
import dev.unroll.graph.Scan;
import dev.unroll.op.Binary;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BinaryOperator;
import java.util.function.UnaryOperator;

/**
 * Rebuilds a graph from its leaves up, step graphs included, while a local rule may replace each node. Equal nodes on the
 * same inputs become one (common subexpressions), and what is not needed is not rebuilt (dead code).
 */
final class Rewriter {
    private final BinaryOperator<Node> rule;
    private final Map<Key, Node> known = new HashMap<>();

    private record Key(Op op, List<Node> inputs) {}

    /** @param rule gives the replacement of a node whose inputs are rebuilt already, or the node itself */
    Rewriter(UnaryOperator<Node> rule) {
        this((original, node) -> rule.apply(node));
    }

    /** @param rule gives the same from the node as it was before, too */
    Rewriter(BinaryOperator<Node> rule) {
        this.rule = rule;
    }

    Graph rewrite(Graph graph) {
        return graph.replaced(Graph.map(graph.outputs().values(), this::simplify)::get);
    }

    private Node simplify(Node original, Node rebuilt) {
        Node current = shared(rebuilt);
        Node next = rule.apply(original, current);
        while (next != current) {
            current = shared(next.with(next.inputs().stream().map(this::shared).toList()));
            next = rule.apply(original, current);
        }
        return current;
    }

    /** The one node that represents all equal ones. The leaves of a recurrence are told apart by identity. */
    private Node shared(Node node) {
        if (node.op() instanceof Leaf.Input || node.op() instanceof Scan) {
            return node;
        }
        Node first = known.putIfAbsent(new Key(node.op(), node.inputs()), node);
        return first == null ? node : first;
    }

    /** The terms of a sum, in order: what nested additions of the same type add up. */
    static List<Node> terms(Node sum) {
        List<Node> terms = new ArrayList<>();
        List<Node> stack = new ArrayList<>(List.of(sum));
        while (!stack.isEmpty()) {
            Node node = stack.remove(stack.size() - 1);
            if (node.op() == Binary.ADD
                    && node.inputs().stream().allMatch(i -> i.type().equals(sum.type()))) {
                stack.add(node.input(1));
                stack.add(node.input(0));
            } else {
                terms.add(node);
            }
        }
        return terms;
    }
}
