package dev.unroll.grad;

import dev.unroll.graph.Node;
import dev.unroll.graph.Scan;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.Optional;

/** The forward node that each node of a gradient belongs to. */
public final class Origins {
    private final Map<Node, Node> origins = new IdentityHashMap<>();

    /** The node whose gradient it is a part of; empty for a node outside the gradient. */
    public Optional<Node> of(Node node) {
        return Optional.ofNullable(origins.get(node));
    }

    /** Notes that a share was made for a node of its gradient and its inputs, or brought to the form of the input it is for. */
    void note(Node share, Node node, Node gradient, Node input) {
        Deque<Node> stack = new ArrayDeque<>();
        stack.push(share);
        while (!stack.isEmpty()) {
            Node made = stack.pop();
            boolean old = made == node
                    || made == gradient
                    || made == input
                    || node.inputs().contains(made)
                    || origins.containsKey(made);
            if (!old) {
                origins.put(made, node);
                if (!(made.op() instanceof Scan.Read)) {
                    made.inputs().forEach(stack::push);
                }
            }
        }
    }

    /** Notes that a node takes the place of another. */
    public void replaced(Node old, Node by) {
        if (old != by && origins.containsKey(old)) {
            origins.putIfAbsent(by, origins.get(old));
        }
    }
}
