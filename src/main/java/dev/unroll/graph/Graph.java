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
import java.util.function.BinaryOperator;
import java.util.function.Function;

/** A graph, defined by its named outputs. */
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

    /** The same graph in which each loop is one scan, with the results that are read. */
    public Graph united() {
        return replaced(united(outputs.values())::get);
    }

    /** The new node of everything that {@code roots} need, where each loop is one scan with the results that are read. */
    public static Map<Node, Node> united(Collection<Node> roots) {
        return Union.of(roots);
    }

    /**
     * Rebuilds what {@code roots} need from its leaves up, the step graph of each scan before the scan. A node of several
     * scans, as those of one loop have, is rebuilt once.
     *
     * @param rule gives, from a node and from the same node on rebuilt inputs, what takes its place; a leaf of a step graph
     *     stays
     * @return the new node of every node, also of those in step graphs
     */
    public static Map<Node, Node> map(Collection<Node> roots, BinaryOperator<Node> rule) {
        Map<Node, Node> done = new IdentityHashMap<>();
        map(roots, rule, done);
        return done;
    }

    private static void map(Collection<Node> roots, BinaryOperator<Node> rule, Map<Node, Node> done) {
        for (Node node : order(roots)) {
            if (done.containsKey(node)) {
                continue;
            }
            List<Node> inputs = node.inputs().stream().map(done::get).toList();
            if (node.op() instanceof Scan scan) {
                scan.leaves().forEach(leaf -> done.put(leaf, leaf));
                map(scan.roots(), rule, done);
                Scan changed = scan.map(done::get);
                Node rebuilt = changed.equals(scan)
                        ? node.with(inputs)
                        : Node.of(changed, inputs).named(node.name());
                done.put(node, rule.apply(node, rebuilt));
            } else {
                done.put(node, rule.apply(node, node.with(inputs)));
            }
        }
    }

    /**
     * Rebuilds what {@code roots} need, where {@code replace} gives the replacement of a node, or the node itself to
     * rebuild it from its replaced inputs.
     *
     * @return the new node of every visited node
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
