package dev.unroll.compile;

import dev.unroll.graph.Graph;
import dev.unroll.graph.Node;
import dev.unroll.graph.Op;
import dev.unroll.graph.Rows;
import dev.unroll.graph.Scan;
import dev.unroll.graph.Scan.Result;
import dev.unroll.op.Binary;
import dev.unroll.op.Features.Concat;
import dev.unroll.op.Features.Slice;
import dev.unroll.op.Primitive;
import dev.unroll.op.Products;
import dev.unroll.op.Products.Contract;
import dev.unroll.op.Products.MatMul;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Merges several products into one. Products with the same left operand read it once, with their weights concatenated; a sum of
 * products by transposed weights is one product; contractions of the same rows are one contraction.
 */
final class Merge {
    private Merge() {}

    static Graph apply(Graph graph) {
        Map<Node, Node> done = new Block(graph.outputs().values()).build();
        return graph.replaced(done::get);
    }

    private record Key(Op op, Node left) {}

    /** The nodes of one graph, or of one step graph, while they are rebuilt. */
    private static final class Block {
        private final Collection<Node> roots;
        private final Map<Node, List<Node>> groups = new IdentityHashMap<>();
        private final Map<Node, Node> done = new IdentityHashMap<>();
        /** For each result of a scan, the slice of the rebuilt scan's result that it is, if it is not all of it. */
        private final Map<Node, List<Optional<Slice>>> slices = new IdentityHashMap<>();

        Block(Collection<Node> roots) {
            this.roots = roots;
            Set<Node> fixed = Collections.newSetFromMap(new IdentityHashMap<>());
            Map<Key, List<Node>> candidates = new HashMap<>();
            for (Node node : Graph.order(roots)) {
                if (node.type().rows() == Rows.NONE
                        && !(node.op() instanceof Scan)
                        && fixed.containsAll(node.inputs())) {
                    fixed.add(node);
                }
                boolean product = node.op().equals(Products.MATMUL) && fixed.contains(node.input(1))
                        || node.op() instanceof Affine affine
                                && !affine.transposed()
                                && fixed.containsAll(node.inputs().subList(1, 3));
                if (product || node.op() instanceof Contract) {
                    candidates
                            .computeIfAbsent(new Key(node.op(), node.input(0)), key -> new ArrayList<>())
                            .add(node);
                }
            }
            candidates.values().stream().filter(Block::isIndependent).forEach(group -> {
                group.forEach(member -> groups.put(member, group));
            });
        }

        private static boolean isIndependent(List<Node> group) {
            if (group.size() < 2) {
                return false;
            }
            Set<Node> needed = Collections.newSetFromMap(new IdentityHashMap<>());
            List<Node> inputs = group.stream()
                    .flatMap(
                            member -> member.inputs().subList(1, member.inputs().size()).stream())
                    .toList();
            needed.addAll(Graph.order(inputs));
            return group.stream().noneMatch(needed::contains);
        }

        Map<Node, Node> build() {
            Deque<Node> stack = new ArrayDeque<>();
            for (Node root : roots) {
                stack.push(root);
                while (!stack.isEmpty()) {
                    Node node = stack.peek();
                    List<Node> missing = done.containsKey(node) ? List.of() : missing(node);
                    missing.forEach(stack::push);
                    if (missing.isEmpty()) {
                        stack.pop();
                        if (!done.containsKey(node)) {
                            rebuild(node);
                        }
                    }
                }
            }
            return done;
        }

        private List<Node> missing(Node node) {
            return groups.getOrDefault(node, List.of(node)).stream()
                    .flatMap(member -> member.inputs().stream())
                    .filter(input -> !done.containsKey(input))
                    .distinct()
                    .toList();
        }

        private void rebuild(Node node) {
            List<Node> group = groups.get(node);
            if (group != null) {
                merge(group);
            } else if (node.op() instanceof Scan scan) {
                scan(node, scan);
            } else if (node.op() instanceof Scan.Read read) {
                done.put(node, read(node, read.index()));
            } else {
                Node rebuilt = node.with(inputs(node));
                done.put(node, rebuilt.op() == Binary.ADD ? sum(rebuilt) : rebuilt);
            }
        }

        private List<Node> inputs(Node node) {
            return node.inputs().stream().map(done::get).toList();
        }

        /** Right operands that are slices of one value are put in its order, so that together they are that value. */
        private int offset(Node member) {
            return done.get(member.input(1)).op() instanceof Slice slice ? slice.from() : 0;
        }

        private void merge(List<Node> members) {
            List<Node> group = new ArrayList<>(members);
            group.sort(Comparator.comparingInt(this::offset));
            List<Node> inputs = new ArrayList<>(List.of(done.get(group.get(0).input(0))));
            for (int i = 1; i < group.get(0).inputs().size(); i++) {
                int operand = i;
                inputs.add(Node.of(
                        new Concat(),
                        group.stream()
                                .map(member -> done.get(member.input(operand)))
                                .toList()));
            }
            Node product = Node.of(group.get(0).op(), inputs);
            int at = 0;
            for (Node member : group) {
                int width = member.type().shape().dim(-1);
                done.put(member, Node.of(new Slice(at, at + width), product).named(member.name()));
                at += width;
            }
        }

        /** A part of a concatenation that the loop makes anyway is read as a slice of it. */
        private void scan(Node node, Scan scan) {
            Map<Node, Node> step = new Block(scan.roots()).build();
            scan.leaves().forEach(leaf -> step.put(leaf, leaf));
            Scan changed = scan.map(step::get);
            Map<Node, Node> wholes = new IdentityHashMap<>();
            for (Node inner : Graph.order(changed.next())) {
                if (inner.op() instanceof Concat
                        && inner.type().rows() == scan.axis().parent()) {
                    inner.inputs().forEach(part -> wholes.putIfAbsent(part, inner));
                }
            }
            List<Result> results = new ArrayList<>();
            List<Optional<Slice>> parts = new ArrayList<>();
            for (Result result : changed.results()) {
                Optional<Node> whole = result.kind() == Scan.Kind.STACKED
                        ? Optional.ofNullable(wholes.get(result.inner()))
                        : Optional.empty();
                results.add(whole.map(all -> new Result(result.kind(), all)).orElse(result));
                parts.add(whole.map(all -> part(all, result.inner())));
            }
            slices.put(node, parts);
            done.put(node, Node.of(changed.with(results), inputs(node)).named(node.name()));
        }

        private static Slice part(Node concat, Node part) {
            int at = 0;
            for (Node before : concat.inputs().subList(0, concat.inputs().indexOf(part))) {
                at += before.type().shape().dim(-1);
            }
            return new Slice(at, at + part.type().shape().dim(-1));
        }

        private Node read(Node node, int index) {
            Node read = node.with(inputs(node));
            return slices.get(node.input(0))
                    .get(index)
                    .map(slice -> Node.of(slice, read).named(node.name()))
                    .orElse(read);
        }

        /** {@code a·Uᵀ + b·Vᵀ = [a b]·[U V]ᵀ}. */
        private static Node sum(Node node) {
            List<Node> terms = Rewriter.terms(node);
            List<Node> products = terms.stream()
                    .filter(term -> term.op() instanceof MatMul matmul && matmul.transposed())
                    .toList();
            if (products.size() < 2) {
                return node;
            }
            Node left =
                    Node.of(new Concat(), products.stream().map(p -> p.input(0)).toList());
            Node right =
                    Node.of(new Concat(), products.stream().map(p -> p.input(1)).toList());
            Node sum = Node.of((Primitive) products.get(0).op(), left, right);
            for (Node term : terms) {
                if (!products.contains(term)) {
                    sum = Node.of(Binary.ADD, sum, term);
                }
            }
            return sum;
        }
    }
}
