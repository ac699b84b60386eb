package dev.unroll.run.reference;

import dev.unroll.grad.Gradient;
import dev.unroll.grad.Origins;
import dev.unroll.graph.Graph;
import dev.unroll.graph.Leaf;
import dev.unroll.graph.Node;
import dev.unroll.graph.Rows;
import dev.unroll.graph.Scan;
import dev.unroll.op.Context;
import dev.unroll.op.Where;
import dev.unroll.tensor.Tensor;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Finds where a batch first becomes NaN or infinite: the interpreter computes it again, rounding to float32 as the
 * program does, and follows the loss or the gradients back to an op that makes NaN or infinity from finite numbers. An
 * infinity that nothing reads, as in the branch that a {@code where} does not select, is skipped.
 *
 * @param path the equation it belongs to, such as {@code scores} or, in a cell, {@code h.c'}; empty for the loss itself
 * @param op the name of the op
 * @param isGradient whether all of the loss is finite, and the gradient alone is not
 * @param isNaN whether it became NaN rather than infinite
 * @param isBranch whether the op is in a branch that a {@code where} does not select for all numbers
 */
public record NotFinite(String path, String op, boolean isGradient, boolean isNaN, boolean isBranch) {
    /**
     * The origin; nothing if the interpreter finds all of it finite, or if the batch is too large for it.
     *
     * @param loss a single number
     */
    public static Optional<NotFinite> find(
            Node loss, Map<String, Tensor> inputs, Map<String, Tensor> parameters, Context context) {
        return new Search(loss, context).find(inputs, parameters);
    }

    private static final class Search {
        private static final int BYTES = 8;
        private static final int PART_OF_MEMORY = 3;

        private final Node loss;
        private final Context context;
        private final Origins origins = new Origins();
        /** The replacement of each node after merging the loops of the loss and of its gradient. */
        private final Map<Node, Node> united;

        private final Map<String, Node> outputs = new LinkedHashMap<>();
        private final List<Node> forward;
        /** What is not finite, in the order in which it was computed. */
        private final Map<Node, Integer> bad = new IdentityHashMap<>();
        /** What is not finite and was made of finite numbers: whether it is NaN. */
        private final Map<Node, Boolean> born = new IdentityHashMap<>();
        /** Branches that were not taken somewhere: the input of a where, by its position. */
        private final Map<Node, Set<Integer>> passedOver = new IdentityHashMap<>();
        /** The outer node of a leaf of a step graph, and the next value of its state. */
        private final Map<Node, List<Node>> outside = new IdentityHashMap<>();

        Search(Node trained, Context context) {
            // The loss alone: scans of a training graph have results for its gradients, too.
            Node value = Graph.united(List.of(trained)).get(trained);
            this.context = context;
            outputs.put("loss", value);
            List<Node> targets = Graph.order(List.of(value)).stream()
                    .filter(n -> n.op() instanceof Leaf.Parameter)
                    .toList();
            Gradient.traced(value, targets, origins)
                    .forEach((target, gradient) ->
                            outputs.put("gradient:" + target.op().name(), gradient));
            united = Graph.united(outputs.values());
            united.forEach(origins::replaced);
            outputs.replaceAll((name, node) -> united.get(node));
            loss = united.get(value);
            forward = Graph.order(List.of(loss));
        }

        Optional<NotFinite> find(Map<String, Tensor> inputs, Map<String, Tensor> parameters) {
            Graph graph = new Graph(outputs);
            if (bytes(graph.order()) > Runtime.getRuntime().maxMemory() / PART_OF_MEMORY) {
                return Optional.empty();
            }
            new Interpreter(inputs, parameters, this::computed).run(graph, context);
            scans(graph.order()).forEach(this::leaves);
            boolean isGradient = !bad.containsKey(loss);
            Collection<Node> roots = isGradient ? outputs.values() : List.of(loss);
            return reached(roots).stream()
                    .filter(born::containsKey)
                    .min(Comparator.comparing(bad::get))
                    .map(node -> {
                        Node cause = origins.of(node)
                                .map(forNode -> united.getOrDefault(forNode, forNode))
                                .orElse(node);
                        return new NotFinite(
                                path(cause),
                                cause.op().name().toLowerCase(Locale.ROOT),
                                isGradient,
                                born.get(node),
                                isBranch(cause));
                    });
        }

        private double bytes(List<Node> order) {
            double numbers = 0;
            for (Node node : order) {
                numbers += (double) context.rows(node.type().rows())
                        * node.type().shape().size();
                if (node.op() instanceof Scan scan) {
                    for (Node inner : scan.order()) {
                        numbers += (double) context.rows(Rows.BATCH)
                                * inner.type().shape().size();
                    }
                }
            }
            return numbers * BYTES;
        }

        private void computed(Node node, List<Tensor> read, Tensor out) {
            double[] data = out.data();
            for (int i = 0; i < data.length; i++) {
                data[i] = (float) data[i];
            }
            if (node.op() instanceof Where) {
                Set<Integer> branches = passedOver.computeIfAbsent(node, n -> new HashSet<>());
                for (double condition : read.get(0).data()) {
                    branches.add(condition != 0 ? 2 : 1);
                }
            }
            if (!isFinite(out)) {
                bad.putIfAbsent(node, bad.size());
                if (read.stream().allMatch(Search::isFinite)) {
                    born.putIfAbsent(node, Arrays.stream(data).anyMatch(Double::isNaN));
                }
            }
        }

        private static boolean isFinite(Tensor tensor) {
            return Arrays.stream(tensor.data()).allMatch(Double::isFinite);
        }

        private static List<Node> scans(List<Node> order) {
            return order.stream().filter(n -> n.op() instanceof Scan).toList();
        }

        private void leaves(Node node) {
            Scan scan = (Scan) node.op();
            List<Node> leaves = scan.leaves();
            for (int i = 0; i < leaves.size(); i++) {
                List<Node> sources = outside.computeIfAbsent(leaves.get(i), leaf -> new ArrayList<>());
                sources.add(node.input(i));
                if (i >= scan.firstState()) {
                    sources.add(scan.next().get(i - scan.firstState()));
                }
            }
        }

        /** All that is not finite and leads to one of the roots. */
        private Set<Node> reached(Collection<Node> roots) {
            Set<Node> reached = Collections.newSetFromMap(new IdentityHashMap<>());
            Deque<Node> stack = new ArrayDeque<>(roots);
            Set<Node> seen = Collections.newSetFromMap(new IdentityHashMap<>());
            while (!stack.isEmpty()) {
                Node node = stack.pop();
                boolean passes = bad.containsKey(node) || node.op() instanceof Leaf || node.op() instanceof Scan.Read;
                if (passes && seen.add(node)) {
                    if (bad.containsKey(node)) {
                        reached.add(node);
                    }
                    if (node.op() instanceof Scan.Read) {
                        stack.push(Scan.result(node).inner());
                    } else {
                        node.inputs().forEach(stack::push);
                    }
                    outside.getOrDefault(node, List.of()).forEach(stack::push);
                }
            }
            return reached;
        }

        /** For each node that the loss is computed by, those that read it. */
        private Map<Node, List<Node>> readers() {
            Map<Node, List<Node>> readers = new IdentityHashMap<>();
            List<Node> all = new ArrayList<>(forward);
            for (Node node : scans(forward)) {
                all.addAll(((Scan) node.op()).order());
                ((Scan) node.op())
                        .next()
                        .forEach(next -> readers.computeIfAbsent(next, n -> new ArrayList<>())
                                .add(node));
            }
            for (Node node : all) {
                node.inputs()
                        .forEach(input -> readers.computeIfAbsent(input, n -> new ArrayList<>())
                                .add(node));
                if (node.op() instanceof Scan.Read) {
                    readers.computeIfAbsent(Scan.result(node).inner(), n -> new ArrayList<>())
                            .add(node);
                }
            }
            return readers;
        }

        /** The name of the node, or of the nearest of those that are computed from it. */
        private String path(Node from) {
            Map<Node, List<Node>> readers = readers();
            Deque<Node> queue = new ArrayDeque<>(List.of(from));
            Set<Node> seen = Collections.newSetFromMap(new IdentityHashMap<>());
            while (!queue.isEmpty()) {
                Node node = queue.poll();
                if (!node.name().isEmpty()) {
                    return node.name();
                }
                readers.getOrDefault(node, List.of()).stream().filter(seen::add).forEach(queue::add);
            }
            return "";
        }

        /** Whether a where of the same equation reads it, perhaps through others, and does not take it somewhere. */
        private boolean isBranch(Node from) {
            Map<Node, List<Node>> readers = readers();
            Deque<Node> queue = new ArrayDeque<>(List.of(from));
            Set<Node> seen = Collections.newSetFromMap(new IdentityHashMap<>());
            while (!queue.isEmpty()) {
                Node node = queue.poll();
                for (Node reader : readers.getOrDefault(node, List.of())) {
                    int at = reader.inputs().indexOf(node);
                    if (passedOver.getOrDefault(reader, Set.of()).contains(at)) {
                        return true;
                    }
                    if (reader.name().isEmpty() && seen.add(reader)) {
                        queue.add(reader);
                    }
                }
            }
            return false;
        }
    }
}
