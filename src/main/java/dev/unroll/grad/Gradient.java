package dev.unroll.grad;

import dev.unroll.graph.Graph;
import dev.unroll.graph.Leaf;
import dev.unroll.graph.Node;
import dev.unroll.graph.Rows;
import dev.unroll.graph.Scan;
import dev.unroll.graph.Type;
import dev.unroll.op.Features;
import dev.unroll.op.Ops;
import dev.unroll.op.Primitive;
import dev.unroll.op.RowAxis;
import dev.unroll.tensor.Shape;
import java.util.Collection;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Reverse-mode differentiation as a transformation of graphs (Griewank and Walther 2008, ch. 3): nodes propagate
 * cotangents to their inputs, in reverse order.
 */
public final class Gradient {
    private final Set<Node> active = Collections.newSetFromMap(new IdentityHashMap<>());
    private final Map<Node, Node> adjoints = new IdentityHashMap<>();
    private final Map<Node, Map<Scan.Result, Node>> resultAdjoints = new IdentityHashMap<>();

    private final Optional<Origins> origins;

    private Gradient(Optional<Origins> origins) {
        this.origins = origins;
    }

    /**
     * The gradient of a single number.
     *
     * @param value a scalar without rows
     * @param targets what to differentiate by
     * @return for each target its gradient, of the target's own type; zeros where the value does not depend on it
     */
    public static Map<Node, Node> of(Node value, Collection<Node> targets) {
        return of(value, targets, Optional.empty());
    }

    /**
     * The same, of which it is noted what each node is for.
     *
     * @param origins empty before
     */
    public static Map<Node, Node> traced(Node value, Collection<Node> targets, Origins origins) {
        return of(value, targets, Optional.of(origins));
    }

    private static Map<Node, Node> of(Node value, Collection<Node> targets, Optional<Origins> origins) {
        if (!value.type().equals(Type.real(Rows.NONE, Shape.SCALAR))) {
            throw new IllegalArgumentException("only a single number has a gradient, not " + value);
        }
        Map<Node, Node> united = Graph.united(List.of(value));
        Map<Node, Optional<Node>> found = of(
                Map.of(united.get(value), Ops.constant(1)),
                targets.stream()
                        .map(target -> united.getOrDefault(target, target))
                        .toList(),
                origins);
        Map<Node, Node> gradients = new LinkedHashMap<>();
        for (Node target : targets) {
            gradients.put(
                    target,
                    found.get(united.getOrDefault(target, target)).orElseGet(() -> conform(Ops.constant(0), target)));
        }
        return gradients;
    }

    /** The vector-Jacobian product: what the seeds, one gradient for each of several values, send back to each target. */
    static Map<Node, Optional<Node>> of(Map<Node, Node> seeds, Collection<Node> targets, Optional<Origins> origins) {
        Gradient gradient = new Gradient(origins);
        seeds.forEach(gradient::add);
        List<Node> order = Graph.order(seeds.keySet());
        gradient.activate(order, targets);
        for (int i = order.size() - 1; i >= 0; i--) {
            gradient.visit(order.get(i));
        }
        Map<Node, Optional<Node>> found = new LinkedHashMap<>();
        for (Node target : targets) {
            found.put(target, Optional.ofNullable(gradient.adjoints.get(target)));
        }
        return found;
    }

    private void activate(List<Node> order, Collection<Node> targets) {
        active.addAll(targets);
        for (Node node : order) {
            if (node.inputs().stream().anyMatch(active::contains)) {
                active.add(node);
            }
        }
    }

    private void visit(Node node) {
        if (!active.contains(node)) {
            return;
        }
        if (node.op() instanceof Scan scan) {
            Map<Scan.Result, Node> results = resultAdjoints.get(node);
            if (results != null) {
                new ScanGradient(node, scan, results, origins).shares(active).forEach(this::add);
            }
            return;
        }
        Node g = adjoints.get(node);
        if (g == null) {
            return;
        }
        if (node.op() instanceof Scan.Read) {
            resultAdjoints
                    .computeIfAbsent(node.input(0), scan -> new LinkedHashMap<>())
                    .merge(Scan.result(node), g, Ops::add);
        } else if (node.op() instanceof Primitive primitive) {
            primitive.vjp(node, g, (input, share) -> {
                if (active.contains(node.input(input))) {
                    origins.ifPresent(noted -> noted.note(share, node, g, node));
                    add(node.input(input), share);
                }
            });
        } else if (!(node.op() instanceof Leaf)) {
            throw new IllegalStateException(
                    "no gradient is known for " + node.op().name());
        }
    }

    private void add(Node node, Node share) {
        Node whole = adjoints.merge(node, conform(share, node), Ops::add);
        origins.ifPresent(noted -> noted.note(whole, node, whole.inputs().isEmpty() ? whole : share, share));
    }

    /** A share in the type of the node it is for: summed where it was broadcast, spread where it was not written out. */
    static Node conform(Node share, Node like) {
        Node node = share;
        Rows rows = like.type().rows();
        Shape shape = like.type().shape();
        if (rows == Rows.NONE && node.type().rows() != Rows.NONE) {
            node = Node.of(new RowAxis.SumRows(), node);
        }
        while (node.type().shape().rank() > shape.rank()) {
            node = Node.of(new Features.Sum(-node.type().shape().rank()), node);
        }
        for (int axis = -1; axis >= -node.type().shape().rank(); axis--) {
            if (shape.dim(axis) == 1 && node.type().shape().dim(axis) > 1) {
                node = Node.of(new Features.Repeat(axis, 1), Node.of(new Features.Sum(axis), node));
            }
        }
        node = widen(node, shape);
        return node.type().rows() == rows ? node : Node.of(new RowAxis.ToRows(rows), node);
    }

    private static Node widen(Node narrow, Shape shape) {
        Node node = narrow;
        for (int axis = -1; axis >= -shape.rank(); axis--) {
            boolean missing = -axis > node.type().shape().rank();
            if (!missing && node.type().shape().dim(axis) == 1 && shape.dim(axis) > 1) {
                node = Node.of(new Features.Sum(axis), node);
                node = Node.of(new Features.Repeat(axis, shape.dim(axis)), node);
            } else if (missing) {
                node = Node.of(new Features.Repeat(axis, shape.dim(axis)), node);
            }
        }
        return node;
    }
}
