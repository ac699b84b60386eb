package dev.unroll.graph;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Deque;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

/** A graph is its named outputs. */
public record Graph(Map<String, Node> outputs) {
    public Graph {
        outputs = Collections.unmodifiableMap(new LinkedHashMap<>(outputs));
    }

    public Node output(String name) {
        return outputs.get(name);
    }

    /** The graph of some of the outputs; names that are none are left out. */
    public Graph only(Set<String> names) {
        Map<String, Node> some = new LinkedHashMap<>(outputs);
        some.keySet().retainAll(names);
        return new Graph(some);
    }

    /** The graph of each output's replacement. */
    public Graph replaced(Function<Node, Node> replacement) {
        Map<String, Node> changed = new LinkedHashMap<>();
        outputs.forEach((name, node) -> changed.put(name, replacement.apply(node)));
        return new Graph(changed);
    }

    /** Every node the outputs need, inputs before their users; step graphs stay inside their scans. */
    public List<Node> order() {
        return order(outputs.values());
    }

    /** Every node that {@code roots} need, inputs before their users. */
    public static List<Node> order(Collection<Node> roots) {
        List<Node> order = new ArrayList<>();
        Set<Node> entered = Collections.newSetFromMap(new IdentityHashMap<>());
        Set<Node> left = Collections.newSetFromMap(new IdentityHashMap<>());
        Deque<Node> stack = new ArrayDeque<>();
        for (Node root : roots) {
            stack.push(root);
            while (!stack.isEmpty()) {
                Node node = stack.peek();
                if (entered.add(node)) {
                    for (int i = node.inputs().size() - 1; i >= 0; i--) {
                        if (!entered.contains(node.input(i))) {
                            stack.push(node.input(i));
                        }
                    }
                } else {
                    stack.pop();
                    if (left.add(node)) {
                        order.add(node);
                    }
                }
            }
        }
        return order;
    }

    /** For each scan among {@code order}, the picks that read it, in order. */
    public static Map<Node, List<Node>> picks(List<Node> order) {
        Map<Node, List<Node>> picks = new IdentityHashMap<>();
        for (Node node : order) {
            if (node.op() instanceof Scan) {
                picks.put(node, new ArrayList<>());
            } else if (node.op() instanceof Scan.Pick) {
                picks.get(node.input(0)).add(node);
            }
        }
        return picks;
    }

    /** The nodes of a scan's step graph that its state and the given picks need, inputs before their users. */
    public static List<Node> stepOrder(Scan scan, List<Node> picks) {
        List<Node> roots = new ArrayList<>(scan.next());
        for (Node pick : picks) {
            roots.add(((Scan.Pick) pick.op()).inner());
        }
        return order(roots);
    }

    /**
     * Rebuilds what {@code roots} need, where {@code replace} gives the replacement of a node, or the node itself to
     * rebuild it from its replaced inputs.
     *
     * @return the new node of every node met on the way
     */
    public static Map<Node, Node> rewrite(Collection<Node> roots, Function<Node, Node> replace) {
        Map<Node, Node> done = new IdentityHashMap<>();
        Deque<Node> stack = new ArrayDeque<>();
        for (Node root : roots) {
            stack.push(root);
            while (!stack.isEmpty()) {
                Node node = stack.peek();
                if (done.containsKey(node)) {
                    stack.pop();
                    continue;
                }
                Node replacement = replace.apply(node);
                if (replacement != node) {
                    done.put(node, replacement);
                    continue;
                }
                boolean ready = true;
                for (Node input : node.inputs()) {
                    if (!done.containsKey(input)) {
                        stack.push(input);
                        ready = false;
                    }
                }
                if (ready) {
                    done.put(
                            node,
                            node.with(node.inputs().stream().map(done::get).toList()));
                }
            }
        }
        return done;
    }

    @Override
    public String toString() {
        return Listing.of(this);
    }
}
