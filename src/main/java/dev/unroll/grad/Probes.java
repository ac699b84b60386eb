package dev.unroll.grad;

import dev.unroll.graph.Graph;
import dev.unroll.graph.Leaf;
import dev.unroll.graph.Node;
import dev.unroll.graph.Scan;
import dev.unroll.op.Ops;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Makes values inside a recurrence differentiable at every step by {@link Gradient}: a probe, which is an input with a
 * row per step, is added to the value. With a probe of zeros the graph computes the same, and the gradient by the probe
 * is the gradient by the value.
 *
 * @param graph the graph with the probes
 * @param probes the input of each probe, by the name that was asked for; one for all names of the same value. What the graph
 * does not need has none
 */
public record Probes(Graph graph, Map<String, Node> probes) {

    /**
     * @param graph any graph
     * @param inner by the name of its probe, nodes of step graphs: leaves or what is computed there, real, with rows
     */
    public static Probes insert(Graph graph, Map<String, Node> inner) {
        Map<Node, List<String>> names = new IdentityHashMap<>();
        inner.forEach((name, node) ->
                names.computeIfAbsent(node, n -> new ArrayList<>()).add(name));
        Map<String, Node> probes = new LinkedHashMap<>();
        Map<Node, Node> done = new IdentityHashMap<>();
        for (Node node : graph.order()) {
            List<Node> inputs = node.inputs().stream().map(done::get).toList();
            done.put(
                    node, node.op() instanceof Scan scan ? scan(node, scan, inputs, names, probes) : node.with(inputs));
        }
        return new Probes(graph.replaced(done::get), probes);
    }

    private static Node scan(
            Node node, Scan scan, List<Node> inputs, Map<Node, List<String>> names, Map<String, Node> probes) {
        Map<Node, Node> steps = new IdentityHashMap<>();
        List<Node> sequences = new ArrayList<>(scan.sequences());
        List<Node> outer = new ArrayList<>(inputs.subList(0, sequences.size()));
        for (Node inner : scan.order()) {
            Node changed = inner.with(inner.inputs().stream().map(steps::get).toList());
            if (names.containsKey(inner)) {
                String name = names.get(inner).get(0);
                Node probe = Node.of(new Leaf.Input(name, inner.type().withRows(scan.axis())));
                Node leaf = Node.of(new Leaf.Input(name, inner.type()));
                names.get(inner).forEach(alias -> probes.put(alias, probe));
                sequences.add(leaf);
                outer.add(probe);
                changed = Ops.add(changed, leaf);
            }
            steps.put(inner, changed);
        }
        outer.addAll(inputs.subList(scan.sequences().size(), inputs.size()));
        Scan changed = scan.map(steps::get);
        return Node.of(
                        new Scan(
                                scan.axis(),
                                scan.reverse(),
                                sequences,
                                scan.constants(),
                                scan.states(),
                                changed.next(),
                                changed.results()),
                        outer)
                .named(node.name());
    }
}
