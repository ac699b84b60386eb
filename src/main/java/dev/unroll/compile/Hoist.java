package dev.unroll.compile;

import dev.unroll.graph.Graph;
import dev.unroll.graph.Leaf;
import dev.unroll.graph.Node;
import dev.unroll.graph.Rows;
import dev.unroll.graph.Scan;
import dev.unroll.op.Binary;
import dev.unroll.op.ElementWise;
import dev.unroll.op.Indexed;
import dev.unroll.op.OfRows;
import dev.unroll.op.Ops;
import dev.unroll.op.Primitive;
import dev.unroll.op.Products;
import dev.unroll.op.RowAxis;
import dev.unroll.op.Time.Broadcast;
import dev.unroll.op.Trait;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Moves work out of recurrences. A step node that does not depend on the state is computed before the loop, once for
 * all steps; one that the state does not depend on, after it; a contraction of rows summed over time becomes one
 * contraction over all rows. Plain arithmetic stays inside, where it costs nothing beside the kernel it is fused with.
 */
final class Hoist {
    private final Map<Node, Node> done = new IdentityHashMap<>();
    /** What takes the place of each result of a scan. */
    private final Map<Node, List<Node>> results = new IdentityHashMap<>();

    private final Uses uses;
    /** Results of loops that go into element-wise work and sums alone. */
    private final Set<Node> fused = Collections.newSetFromMap(new IdentityHashMap<>());

    private Hoist(Uses uses, List<Node> order, Collection<Node> roots) {
        this.uses = uses;
        order.stream().filter(node -> node.op() instanceof Scan.Read).forEach(fused::add);
        roots.forEach(fused::remove);
        for (Node node : order) {
            if (!Levels.fuses(node)) {
                node.inputs().forEach(fused::remove);
            }
        }
    }

    static Graph apply(Graph graph) {
        List<Node> order = graph.order();
        Hoist hoist = new Hoist(Uses.of(graph), order, graph.outputs().values());
        Map<Node, Set<Scan.Result>> fused = new IdentityHashMap<>();
        hoist.fused.forEach(read ->
                fused.computeIfAbsent(read.input(0), scan -> new HashSet<>()).add(Scan.result(read)));
        for (Node node : order) {
            if (node.op() instanceof Scan scan) {
                hoist.results.put(node, hoist.new Loop(node, scan, fused.getOrDefault(node, Set.of())).results());
            } else if (node.op() instanceof Scan.Read read) {
                hoist.done.put(node, hoist.results.get(node.input(0)).get(read.index()));
            } else {
                hoist.done.put(
                        node,
                        node.with(node.inputs().stream().map(hoist.done::get).toList()));
            }
        }
        return graph.replaced(hoist.done::get);
    }

    /** One scan while it is taken apart. */
    private final class Loop {
        private final Node node;
        private final Scan scan;
        /** Step nodes that depend on a state. */
        private final Set<Node> stateful = Collections.newSetFromMap(new IdentityHashMap<>());
        /** Step nodes that the next state depends on. */
        private final Set<Node> core = Collections.newSetFromMap(new IdentityHashMap<>());
        /** Sums that are terms of other sums. */
        private final Set<Node> parts = Collections.newSetFromMap(new IdentityHashMap<>());

        private final Map<Node, Node> outside = new IdentityHashMap<>();
        private final Map<Node, Node> inside = new IdentityHashMap<>();
        private final List<Node> sequences = new ArrayList<>();
        private final List<Node> constants = new ArrayList<>();
        private final List<Node> outerSequences = new ArrayList<>();
        private final List<Node> outerConstants = new ArrayList<>();
        /** Outputs of the remaining loop, and the leaf that replaces each until the loop is known. */
        private final Map<Scan.Result, Node> left = new LinkedHashMap<>();

        private final Set<Scan.Result> fused;
        private final Map<Node, Node> emitted = new IdentityHashMap<>();
        /** Step nodes that are read outside and cannot be computed there. */
        private final Set<Node> demanded = Collections.newSetFromMap(new IdentityHashMap<>());

        private final Rematerialisation recomputed;
        /** Step nodes whose value is another at every step, also where all states stay the same. */
        private final Set<Node> changing = Collections.newSetFromMap(new IdentityHashMap<>());

        /** The rows of most step nodes. */
        private final Rows lanes;

        /** @param fused results that go into element-wise work and sums alone */
        Loop(Node node, Scan scan, Set<Scan.Result> fused) {
            this.node = node;
            this.scan = scan;
            this.fused = fused;
            lanes = scan.axis().parent();
            List<Node> order = scan.order();
            stateful.addAll(scan.states());
            changing.addAll(scan.sequences());
            for (Node inner : order) {
                if (Primitive.is(inner, Trait.VARIES) || inner.inputs().stream().anyMatch(changing::contains)) {
                    changing.add(inner);
                }
                // What has a row for each step and each row of another axis exists one step at a time only.
                if (inner.inputs().stream().anyMatch(stateful::contains)
                        || isOnOtherAxis(inner) && changing.contains(inner)) {
                    stateful.add(inner);
                }
            }
            changing.addAll(stateful);
            core.addAll(Graph.order(scan.next()));
            recomputed = new Rematerialisation(
                    scan.axis(),
                    node.inputs().subList(0, scan.sequences().size()).stream()
                            .map(done::get)
                            .toList());
            for (Node leaf : scan.states()) {
                inside.put(leaf, leaf);
            }
            for (Node inner : order) {
                inner.inputs().stream().filter(part -> isPart(part, inner)).forEach(parts::add);
            }
            for (Node inner : order) {
                if (stateful.contains(inner) && !inside.containsKey(inner) && !parts.contains(inner)) {
                    Node regrouped = inner.op() == Binary.ADD ? withBiasesOutside(inner) : inner;
                    inside.put(
                            inner,
                            regrouped.with(regrouped.inputs().stream()
                                    .map(this::within)
                                    .toList()));
                }
            }
            scan.results().forEach(result -> demand(result.inner()));
            demanded.retainAll(core);
        }

        /** What takes the place of each result, in order. */
        List<Node> results() {
            List<Node> results = scan.results().stream().map(this::outside).toList();
            List<Node> next = scan.next().stream().map(this::within).toList();
            List<Node> outer = new ArrayList<>(outerSequences);
            outer.addAll(outerConstants);
            node.inputs()
                    .subList(scan.firstState(), node.inputs().size())
                    .forEach(initial -> outer.add(done.get(initial)));
            Node loop = Node.of(
                            new Scan(
                                    scan.axis(),
                                    scan.reverse(),
                                    sequences,
                                    constants,
                                    scan.states(),
                                    next,
                                    List.copyOf(left.keySet())),
                            outer)
                    .named(node.name());
            Map<Node, Node> reads = new IdentityHashMap<>();
            left.forEach((result, leaf) -> reads.put(leaf, Node.of(new Scan.Read(reads.size()), loop)));
            Map<Node, Node> read = Graph.rewrite(results, leaf -> reads.getOrDefault(leaf, leaf));
            return results.stream().map(read::get).toList();
        }

        private Node outside(Scan.Result result) {
            return switch (result.kind()) {
                case FINAL -> leave(result);
                case STACKED -> emit(result.inner(), fused.contains(result));
                case SUMMED -> total(result.inner());
            };
        }

        private Node leave(Scan.Result result) {
            return left.computeIfAbsent(result, r -> Node.of(new Leaf.Input("result", scan.type(r))));
        }

        /**
         * A sum whose biases are added to each other and to a product that leaves the loop, however the cell spells it. What
         * other nodes read in between stays.
         */
        private Node withBiasesOutside(Node sum) {
            List<Node> terms = terms(sum);
            List<Node> fixed = terms.stream()
                    .filter(term -> term.type().rows() == Rows.NONE && !stateful.contains(term))
                    .toList();
            Optional<Node> product = terms.stream()
                    .filter(term -> term.op().equals(Products.MATMUL)
                            && !stateful.contains(term)
                            && term.type().equals(sum.type()))
                    .findFirst();
            Optional<Node> bias = fixed.stream().reduce(Ops::add);
            if (bias.isEmpty()
                    || !bias.get().type().shape().equals(sum.type().shape())
                    || product.isEmpty() && fixed.size() < 2) {
                return sum;
            }
            Node first = product.map(p -> Ops.add(p, bias.get())).orElse(bias.get());
            inside.put(first, leaf(first));
            Node result = first;
            for (Node term : terms) {
                if (!fixed.contains(term) && !product.equals(Optional.of(term))) {
                    result = Ops.add(result, term);
                }
            }
            return result.named(sum.name());
        }

        private List<Node> terms(Node sum) {
            List<Node> terms = new ArrayList<>();
            for (Node input : sum.inputs()) {
                if (isPart(input, sum)) {
                    terms.addAll(terms(input));
                } else {
                    terms.add(input);
                }
            }
            return terms;
        }

        /** Whether a node is a sum that is a term of another sum and of nothing else. */
        private boolean isPart(Node inner, Node sum) {
            return sum.op() == Binary.ADD
                    && inner.op() == Binary.ADD
                    && uses.isSingle(inner)
                    && inner.type().equals(sum.type());
        }

        /** A step node as the remaining loop sees it: itself, or a leaf that reads what is computed outside. */
        private Node within(Node inner) {
            Node known = inside.get(inner);
            if (known != null) {
                return known;
            }
            Node result;
            if (inner.op() instanceof Leaf.Constant) {
                result = inner;
            } else if (stateful.contains(inner) || staysInside(inner)) {
                result = inner.with(inner.inputs().stream().map(this::within).toList());
            } else {
                result = leaf(inner);
            }
            inside.put(inner, result);
            return result;
        }

        private boolean staysInside(Node inner) {
            return Primitive.is(inner, Trait.CHEAP) && inner.type().rows() == lanes;
        }

        private boolean isOnOtherAxis(Node inner) {
            return inner.type().rows() != Rows.NONE && inner.type().rows() != lanes;
        }

        private Node leaf(Node inner) {
            return read(outside(inner), label(inner), inner.type().rows() == lanes);
        }

        private static String label(Node node) {
            Node named = node.op() instanceof Scan.Read ? Scan.result(node).inner() : node;
            return named.name().isEmpty() ? named.op().name() : named.name();
        }

        /**
         * What is computed outside, read in the loop or, where that is cheaper, computed again from what the loop reads.
         *
         * @param perLane whether a step reads a row for each lane, not all steps of another axis
         */
        private Node read(Node outer, String name, boolean perLane) {
            if (outer.op() instanceof Leaf.Constant) {
                return outer;
            }
            boolean steps = perLane && outer.type().rows() == scan.axis();
            Optional<List<Node>> sources = steps ? recomputed.sources(outer) : Optional.empty();
            if (sources.isPresent()) {
                List<Node> inputs = sources.get().stream()
                        .map(source -> read(source, label(source), true))
                        .toList();
                return Node.of(Rematerialisation.op(outer), inputs).named(outer.name());
            }
            List<Node> leaves = steps ? sequences : constants;
            List<Node> outers = steps ? outerSequences : outerConstants;
            int known = outers.indexOf(outer);
            if (known >= 0) {
                return leaves.get(known);
            }
            Node leaf = Node.of(new Leaf.Input(name, steps ? outer.type().withRows(lanes) : outer.type()));
            leaves.add(leaf);
            outers.add(outer);
            return leaf;
        }

        /** A step node without state, computed outside: with a row per step if it changes over time, else as it is inside. */
        private Node outside(Node inner) {
            Node known = outside.get(inner);
            if (known != null) {
                return known;
            }
            Node result;
            int at = scan.leaves().indexOf(inner);
            if (at >= 0) {
                result = done.get(node.input(at));
            } else {
                result = overTime(
                        inner, inner.inputs().stream().map(this::outside).toList());
            }
            outside.put(inner, result);
            return result;
        }

        private void demand(Node inner) {
            if (inner.type().rows() != Rows.NONE) {
                demanded.add(inner);
            } else {
                inner.inputs().forEach(this::demand);
            }
        }

        /** Whether arithmetic can be done after the loop, on values that the loop stores in any case. */
        private boolean isFree(Node inner) {
            return staysInside(inner)
                    && inner.op() instanceof ElementWise
                    && inner.inputs().stream()
                            .allMatch(i -> !stateful.contains(i) || demanded.contains(i) || isFree(i));
        }

        /**
         * The values of a step node at all steps.
         *
         * @param fuses whether only element-wise work and sums read it
         */
        private Node emit(Node inner, boolean fuses) {
            Node known = emitted.get(inner);
            if (known != null) {
                return known;
            }
            Node result;
            if (!stateful.contains(inner)) {
                Node outer = outside(inner);
                result = outer.type().rows() == lanes ? Node.of(new Broadcast(scan.axis()), outer) : outer;
            } else if (!core.contains(inner) && isWorthMoving(inner) || fuses && isFree(inner)) {
                boolean into = Levels.fuses(inner);
                List<Node> inputs = inner.inputs().stream()
                        .map(input -> input.type().rows() == Rows.NONE ? outside(input) : emit(input, into))
                        .toList();
                result = overTime(inner, inputs);
            } else {
                result = leave(new Scan.Result(Scan.Kind.STACKED, within(inner)));
            }
            emitted.put(inner, result);
            return result;
        }

        /** Behind the loop goes what is not plain element-wise work, and what such work goes into. */
        private boolean isWorthMoving(Node inner) {
            boolean movable = inner.inputs().stream()
                    .allMatch(i -> i.type().rows() == Rows.NONE ? !stateful.contains(i) : !isOnOtherAxis(i));
            if (!movable || inner.inputs().isEmpty()) {
                return false;
            }
            return !(inner.op() instanceof ElementWise)
                    || inner.inputs().stream()
                            .anyMatch(i -> stateful.contains(i) && !core.contains(i) && isWorthMoving(i));
        }

        /** The sum over time of a step node, through every op that is linear in its rows. */
        private Node total(Node inner) {
            boolean perRow = inner.inputs().stream().allMatch(i -> i.type().rows() == lanes);
            if (Primitive.is(inner, Trait.SUMS_ROWS) && perRow) {
                boolean fuses = Levels.fuses(inner);
                return Node.of(
                        inner.op(),
                        inner.inputs().stream().map(input -> emit(input, fuses)).toList());
            }
            if (inner.type().rows() == Rows.NONE && isLinear(inner)) {
                return inner.with(inner.inputs().stream().map(this::total).toList());
            }
            if (inner.type().rows() == Rows.NONE && inner.op() == Binary.MUL) {
                for (int i = 0; i < 2; i++) {
                    if (!changing.contains(inner.input(i))) {
                        return Node.of(Binary.MUL, total(inner.input(1 - i)), outside(inner.input(i)));
                    }
                }
            }
            Optional<Node> product = productOfTotal(inner);
            if (product.isPresent()) {
                return product.get();
            }
            if (inner.type().rows() != Rows.NONE && inner.op() == Binary.ADD && hasProduct(inner)) {
                return inner.with(inner.inputs().stream().map(this::total).toList());
            }
            return leave(new Scan.Result(Scan.Kind.SUMMED, within(inner)));
        }

        /** A product in which one operand stays the same over time, as the product of that and of the other's total. */
        private Optional<Node> productOfTotal(Node inner) {
            boolean sums = inner.op() instanceof Products.Contract
                    || inner.op() instanceof Indexed.EmbedGradient
                    || inner.op() instanceof RowAxis.SumRows && isInProduct(inner.input(0));
            if (!sums && !isProduct(inner)) {
                return Optional.empty();
            }
            List<Node> changed =
                    inner.inputs().stream().filter(changing::contains).toList();
            boolean single =
                    changed.size() == 1 && (sums ? isOnOtherAxis(changed.get(0)) : changed.get(0) == inner.input(0));
            return single
                    ? Optional.of(inner.with(inner.inputs().stream()
                            .map(input -> changing.contains(input) ? total(input) : outside(input))
                            .toList()))
                    : Optional.empty();
        }

        private boolean isProduct(Node inner) {
            return inner.op() instanceof Products.MatMul
                    && inner.input(1).type().rows() == Rows.NONE
                    && !changing.contains(inner.input(1));
        }

        /** Whether a sum has a term that is a product with something that stays the same. */
        private boolean hasProduct(Node inner) {
            return isProduct(inner)
                    || inner.op() == Binary.ADD
                            && sameTypes(inner)
                            && inner.inputs().stream().anyMatch(this::hasProduct);
        }

        /** Whether a product reads a value, whose total is then there in any case. */
        private boolean isInProduct(Node inner) {
            return scan.order().stream()
                    .anyMatch(user -> (isProduct(user) || user.op() instanceof Products.Contract)
                            && user.inputs().contains(inner));
        }

        private boolean isLinear(Node inner) {
            boolean broadcasts = inner.op() instanceof ElementWise && !sameTypes(inner);
            return Primitive.is(inner, Trait.LINEAR) && Primitive.is(inner, Trait.ROW_WISE) && !broadcasts;
        }

        private boolean sameTypes(Node inner) {
            return inner.inputs().stream().allMatch(i -> i.type().equals(inner.type()));
        }

        /** The op of a step node on inputs outside the loop, at every step where one of them is there for each. */
        private Node overTime(Node inner, List<Node> inputs) {
            if (inner.op() instanceof OfRows op && inputs.isEmpty()) {
                return Node.of(op.rows() == lanes ? op.on(scan.axis()) : op);
            }
            boolean steps = !isOnOtherAxis(inner)
                    && inputs.stream().anyMatch(i -> i.type().rows() == scan.axis());
            List<Node> aligned = inputs.stream()
                    .map(i -> steps && i.type().rows() == lanes ? Node.of(new Broadcast(scan.axis()), i) : i)
                    .toList();
            return Node.of(inner.op(), aligned).named(inner.name());
        }
    }
}
