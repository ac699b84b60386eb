package dev.unroll.grad;

import dev.unroll.graph.Graph;
import dev.unroll.graph.Leaf;
import dev.unroll.graph.Node;
import dev.unroll.graph.Scan;
import dev.unroll.op.Ops;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The gradient of a scan, which is a scan in the opposite direction (backpropagation through time, Werbos 1990). Its
 * states are the cotangents of the states; it reads the values that it needs from the forward step as sequences emitted
 * by the forward scan.
 */
final class ScanGradient {
    private final Node node;
    private final Scan scan;
    private final Map<Scan.Result, Node> results;

    private final List<Node> sequences = new ArrayList<>();
    private final List<Node> constants = new ArrayList<>();
    private final List<Node> states = new ArrayList<>();
    private final List<Node> outerSequences = new ArrayList<>();
    private final List<Node> outerConstants = new ArrayList<>();
    private final List<Node> outerStates = new ArrayList<>();
    private final Map<Node, Node> substitutes = new IdentityHashMap<>();

    private final Optional<Origins> origins;

    /**
     * @param results the gradient of each result
     * @param origins receives the origin of each new node
     */
    ScanGradient(Node node, Scan scan, Map<Scan.Result, Node> results, Optional<Origins> origins) {
        this.origins = origins;
        this.node = node;
        this.scan = scan;
        this.results = results;
    }

    /** The cotangent of each active input of the scan; an input that is used twice gets the sum. */
    Map<Node, Node> shares(Set<Node> active) {
        List<Node> leaves = scan.leaves();
        Map<Node, Optional<Node>> found = Gradient.of(seeds(), leaves, origins);
        List<Node> wanted = new ArrayList<>();
        for (int i = 0; i < leaves.size(); i++) {
            boolean state = i >= scan.firstState();
            if (state || active.contains(node.input(i))) {
                found.get(leaves.get(i)).ifPresent(wanted::add);
            }
        }
        Set<Node> primal = Collections.newSetFromMap(new IdentityHashMap<>());
        primal.addAll(scan.order());
        primal.addAll(leaves);
        Map<Node, Node> rewritten = Graph.rewrite(wanted, inner -> primal.contains(inner) ? substitute(inner) : inner);
        origins.ifPresent(noted -> rewritten.forEach(noted::replaced));
        List<Node> next = new ArrayList<>();
        for (Node state : scan.states()) {
            next.add(found.get(state).map(rewritten::get).orElseGet(() -> Gradient.conform(Ops.constant(0), state)));
        }
        List<Node> outer = new ArrayList<>(outerSequences);
        outer.addAll(outerConstants);
        outer.addAll(outerStates);
        Node backward = Node.of(new Scan(scan.axis(), !scan.reverse(), sequences, constants, states, next), outer)
                .named(node.name());
        Map<Node, Node> shares = new LinkedHashMap<>();
        for (int i = 0; i < leaves.size(); i++) {
            if (active.contains(node.input(i))) {
                Node share = share(i, backward, found.get(leaves.get(i)).map(rewritten::get));
                if (share != null) {
                    shares.merge(node.input(i), share, Ops::add);
                }
            }
        }
        return shares;
    }

    private Node share(int i, Node backward, Optional<Node> inner) {
        if (i >= scan.firstState()) {
            return Scan.last(backward, states.get(i - scan.firstState()));
        }
        return inner.map(g -> i < scan.sequences().size() ? Scan.stacked(backward, g) : Scan.summed(backward, g))
                .orElse(null);
    }

    /** The gradients that reach the step graph's results, as leaves of the backward step. */
    private Map<Node, Node> seeds() {
        Map<Node, Node> seeds = new LinkedHashMap<>();
        Map<Node, Node> finals = new IdentityHashMap<>();
        results.forEach((result, g) -> {
            Node inner = result.inner();
            switch (result.kind()) {
                case FINAL -> finals.put(inner, g);
                case STACKED -> seeds.merge(inner, sequence("d_" + inner.name(), g), Ops::add);
                case SUMMED -> seeds.merge(inner, constant("d_" + inner.name(), g), Ops::add);
            }
        });
        for (int k = 0; k < scan.states().size(); k++) {
            Node state = scan.states().get(k);
            Node leaf = leaf("d_" + state.op().name(), state);
            states.add(leaf);
            Node initial = finals.get(state);
            outerStates.add(
                    initial != null ? initial : Gradient.conform(Ops.constant(0), node.input(scan.firstState() + k)));
            seeds.merge(scan.next().get(k), leaf, Ops::add);
        }
        return seeds;
    }

    /** How the backward step gets at a value of the forward step. */
    private Node substitute(Node inner) {
        if (substitutes.containsKey(inner)) {
            return substitutes.get(inner);
        }
        int at = scan.leaves().indexOf(inner);
        Node substitute;
        if (at >= 0 && at < scan.sequences().size()) {
            substitute = sequence(inner.op().name(), node.input(at));
        } else if (at >= scan.sequences().size() && at < scan.firstState()) {
            substitute = constant(inner.op().name(), node.input(at));
        } else if (inner.type().rows() == scan.axis().parent()
                        && !inner.inputs().isEmpty()
                || at >= 0) {
            substitute = sequence(inner.name().isEmpty() ? inner.op().name() : inner.name(), Scan.stacked(node, inner));
        } else {
            return inner; // computed again from its own inputs
        }
        substitutes.put(inner, substitute);
        return substitute;
    }

    private Node sequence(String name, Node outer) {
        Node leaf =
                Node.of(new Leaf.Input(name, outer.type().withRows(scan.axis().parent())));
        sequences.add(leaf);
        outerSequences.add(outer);
        return leaf;
    }

    private Node constant(String name, Node outer) {
        Node leaf = Node.of(new Leaf.Input(name, outer.type()));
        constants.add(leaf);
        outerConstants.add(outer);
        return leaf;
    }

    private static Node leaf(String name, Node like) {
        return Node.of(new Leaf.Input(name, like.type()));
    }
}
