package dev.unroll.compile;

import dev.unroll.compile.Instruction.Apply;
import dev.unroll.compile.Instruction.Broadcast;
import dev.unroll.compile.Instruction.Copy;
import dev.unroll.compile.Instruction.Fill;
import dev.unroll.compile.Instruction.Operand;
import dev.unroll.graph.Leaf;
import dev.unroll.graph.Node;
import dev.unroll.graph.Rows;
import dev.unroll.graph.Scan;
import dev.unroll.graph.Type;
import dev.unroll.op.ElementWise;
import dev.unroll.op.Features.Concat;
import dev.unroll.op.Features.Reshape;
import dev.unroll.op.Features.Slice;
import dev.unroll.op.Primitive;
import dev.unroll.op.Products.Contract;
import dev.unroll.op.Products.MatMul;
import dev.unroll.op.Time;
import dev.unroll.tensor.Shape;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Lowers the nodes of one graph, or of one step graph, to instructions. */
final class Lowering {
    private final Planner planner;
    private final List<Node> order;
    private final Set<Node> roots = Collections.newSetFromMap(new IdentityHashMap<>());
    private final Map<Node, List<Node>> users = new IdentityHashMap<>();
    private final Map<Node, View> views = new IdentityHashMap<>();
    private final Map<Node, View> destinations = new IdentityHashMap<>();
    private final Map<PackKey, Integer> packs = new HashMap<>();
    private final List<Instruction> instructions = new ArrayList<>();
    private Lowering outer = this;

    private record PackKey(View weights, boolean transposed) {}

    Lowering(Planner planner, List<Node> order, Collection<Node> roots) {
        this.planner = planner;
        this.order = order;
        this.roots.addAll(roots);
        for (Node node : order) {
            node.inputs()
                    .forEach(input ->
                            users.computeIfAbsent(input, i -> new ArrayList<>()).add(node));
        }
    }

    /** Marks this as the step graph of a loop in {@code surrounding}. */
    void inside(Lowering surrounding) {
        outer = surrounding;
    }

    List<Instruction> instructions() {
        return instructions;
    }

    void add(Instruction instruction) {
        instructions.add(instruction);
    }

    void define(Node node, View view) {
        views.put(node, view);
    }

    boolean isUnused(Node node) {
        return !users.containsKey(node);
    }

    View view(Node node) {
        View known = views.get(node);
        if (known != null) {
            return known;
        }
        if (node.op() instanceof Leaf.Constant constant) {
            View view = planner.allocate(node.type());
            outer.constantFirst(new Fill(Rows.NONE, view, (float) constant.value()));
            views.put(node, view);
            return view;
        }
        if (node.op() instanceof Leaf leaf) {
            View view = planner.leaf(leaf);
            views.put(node, view);
            return view;
        }
        throw new IllegalStateException("not computed yet: " + node);
    }

    private void constantFirst(Fill fill) {
        instructions.add(0, fill);
    }

    /** Asks for a node's value to be written to a place of the caller's, where the node can. */
    void sendTo(Node node, View place) {
        if (producesRows(node) && !destinations.containsKey(node)) {
            destinations.put(node, place);
        }
    }

    /** Whether a node's value went to the place that was asked for. */
    boolean writesTo(Node node, View place) {
        return place.atStep().equals(views.get(node));
    }

    private boolean producesRows(Node node) {
        return node.op() instanceof Primitive
                && !(node.op() instanceof Slice)
                && !(node.op() instanceof Reshape)
                && !views.containsKey(node);
    }

    /** A view of a result whose rows are contiguous. */
    View contiguous(Node node) {
        View view = view(node);
        boolean plain = view.isContiguous() && view.column() == 0;
        boolean own = !(node.op() instanceof Leaf)
                && users.getOrDefault(node, List.of()).stream().noneMatch(user -> user.op() instanceof Reshape);
        if (plain && own) {
            return view;
        }
        View copy = planner.allocate(node.type());
        add(new Copy(node.type().rows(), view, copy));
        return copy;
    }

    void lower(Map<Node, Integer> sparse) {
        placeParts();
        Map<Node, List<View>> results = new IdentityHashMap<>();
        for (Levels.Cluster cluster : Levels.of(order)) {
            Node node = cluster.nodes().get(0);
            if (isReadFromParent(node)) {
                continue;
            } else if (Levels.fuses(node)) {
                fuse(cluster);
            } else if (node.op() instanceof Scan scan) {
                results.put(node, planner.scan(this, node, scan));
            } else if (node.op() instanceof Scan.Read read) {
                define(node, results.get(node.input(0)).get(read.index()));
            } else if (sparse.containsKey(node)) {
                int classes = node.type().shape().dim(0);
                add(new Instruction.TableRows(indexed(node, 0), classes, sparse.get(node)));
            } else if (node.op() instanceof Primitive primitive) {
                single(node, primitive);
            }
        }
    }

    /** The parts of a concatenation are computed in their places where that is possible. */
    private void placeParts() {
        for (Node node : order) {
            if (node.op() instanceof Concat) {
                View whole = destinations.computeIfAbsent(node, n -> planner.allocate(n.type()));
                int at = 0;
                for (Node part : node.inputs()) {
                    int width = part.type().shape().dim(-1);
                    if (producesRows(part) && !destinations.containsKey(part) && !(part.op() instanceof Concat)) {
                        destinations.put(part, whole.columns(at, at + width));
                    }
                    at += width;
                }
            }
        }
    }

    private View result(Node node) {
        View view = destinations.containsKey(node) ? destinations.get(node) : planner.allocate(node.type());
        views.put(node, view);
        return view;
    }

    private void single(Node node, Primitive op) {
        Rows rows = node.type().rows();
        if (op instanceof Slice slice) {
            views.put(node, view(node.input(0)).columns(slice.from(), slice.to()));
        } else if (op instanceof Reshape reshape) {
            View from = contiguous(node.input(0));
            int width = reshape.shape().width();
            views.put(node, new View(from.buffer(), 0, width, reshape.shape().size() / width, width, from.stepped()));
        } else if (op instanceof Concat) {
            concat(node);
        } else if (op instanceof MatMul matmul) {
            View left = view(node.input(0));
            int packed = pack(node.input(1), matmul.transposed());
            add(new Instruction.Product(rows, left, packed, Optional.empty(), result(node)));
        } else if (op instanceof Affine affine) {
            View left = view(node.input(0));
            int packed = pack(node.input(1), affine.transposed());
            add(new Instruction.Product(rows, left, packed, Optional.of(view(node.input(2))), result(node)));
        } else if (Tables.isTable(node)) {
            View table = result(node);
            add(new Fill(Rows.NONE, table, 0));
            indexed(node, 0).forEach(source -> add(new Instruction.Scatter(source, table)));
        } else if (op instanceof Tables.Scatter) {
            View table = scattered(node);
            indexed(node, 1).forEach(source -> add(new Instruction.Scatter(source, table)));
        } else if (op instanceof Contract) {
            View left = view(node.input(0));
            View right = view(node.input(1));
            add(new Instruction.Contraction(node.input(0).type().rows(), left, right, result(node)));
        } else {
            List<View> inputs = node.inputs().stream().map(this::argument).toList();
            List<Type> inputTypes = node.inputs().stream().map(Node::type).toList();
            add(new Apply(op, inputs, inputTypes, result(node), node.type()));
        }
    }

    private List<Instruction.Indexed> indexed(Node node, int from) {
        List<Instruction.Indexed> pairs = new ArrayList<>();
        for (int i = from; i < node.inputs().size(); i += 2) {
            Node gradients = node.input(i);
            pairs.add(new Instruction.Indexed(gradients.type().rows(), view(gradients), view(node.input(i + 1))));
        }
        return pairs;
    }

    /** The dense gradient that rows are added to: in its own place if nothing else reads it. */
    private View scattered(Node node) {
        Node dense = node.input(0);
        boolean own = dense.op() instanceof Contract
                && users.get(dense).size() == 1
                && !roots.contains(dense)
                && !destinations.containsKey(node);
        if (own) {
            views.put(node, view(dense));
        } else {
            add(new Copy(Rows.NONE, view(dense), result(node)));
        }
        return view(node);
    }

    /** A number that is the same for all rows is read again for each. */
    private View argument(Node input) {
        View view = view(input);
        boolean number =
                input.type().rows() == Rows.NONE && input.type().shape().rank() == 0;
        return number ? new View(view.buffer(), view.column(), 0, 1, 1, view.stepped()) : view;
    }

    private void concat(Node node) {
        View whole = result(node);
        int at = 0;
        for (Node part : node.inputs()) {
            int width = part.type().shape().dim(-1);
            View place = whole.columns(at, at + width);
            if (!place.equals(view(part))) {
                add(new Copy(node.type().rows(), view(part), place));
            }
            at += width;
        }
    }

    /** Weights that do not change in the loop are laid out once, in front of it. */
    private int pack(Node weights, boolean transposed) {
        View view = view(weights);
        boolean changes = outer != this && order.contains(weights) && !(weights.op() instanceof Leaf);
        Lowering scope = changes ? this : outer;
        PackKey key = new PackKey(view, transposed);
        Integer known = scope.packs.get(key);
        if (known != null) {
            return known;
        }
        int packed = planner.newPacked();
        scope.add(new Instruction.Pack(view, transposed, packed));
        scope.packs.put(key, packed);
        return packed;
    }

    private void fuse(Levels.Cluster cluster) {
        Type type = cluster.space();
        Shape shape = type.shape();
        int width = shape.width();
        Set<Node> members = Collections.newSetFromMap(new IdentityHashMap<>());
        members.addAll(cluster.nodes());
        Fusion fusion = new Fusion(type);
        for (Node node : cluster.nodes()) {
            for (Node input : node.inputs()) {
                if (!members.contains(input)) {
                    fusion.operand(input, () -> operand(input, type, shape.size() / width));
                }
            }
        }
        for (Node node : cluster.nodes()) {
            List<Node> by = users.getOrDefault(node, List.of());
            if (by.size() == 1 && !roots.contains(node) && members.contains(by.get(0))) {
                fusion.absorb(node, by.get(0));
            }
        }
        for (Node node : cluster.nodes()) {
            if (fusion.isAbsorbed(node)) {
                continue;
            }
            fusion.compute(node);
            boolean read = roots.contains(node)
                    || users.getOrDefault(node, List.of()).stream().anyMatch(user -> !members.contains(user));
            if (read) {
                fusion.store(node, result(node));
            }
        }
        add(fusion.instruction());
    }

    /** Whether a value that is repeated for all rows of a parent is read from there by all that use it. */
    private boolean isReadFromParent(Node node) {
        return node.op() instanceof Time.Broadcast
                && node.type().shape().rank() <= 1
                && !node.type().isIndex()
                && !roots.contains(node)
                && users.getOrDefault(node, List.of()).stream().allMatch(user -> readsFromParent(user, node));
    }

    private static boolean readsFromParent(Node user, Node node) {
        Type space = user.op() instanceof ElementWise ? user.type() : node.type();
        return Levels.fuses(user)
                && space.shape().rank() <= 1
                && (node.type().shape().rank() == 0
                        || node.type().shape().size() == space.shape().size());
    }

    private Operand operand(Node input, Type type, int lead) {
        if (isReadFromParent(input)) {
            boolean number = input.type().shape().rank() == 0 && type.shape().rank() > 0;
            return new Operand(view(input.input(0)), number ? Broadcast.PARENT_COLUMN : Broadcast.PARENT);
        }
        Type own = input.type();
        View view = view(input);
        boolean sameRows = own.rows() == type.rows();
        if (own.rows() == Rows.NONE && (own.shape().size() == 1 || input.op() instanceof Leaf.Constant)) {
            return new Operand(new View(view.buffer(), view.column(), 1, 1, 1, view.stepped()), Broadcast.NUMBER);
        }
        if (sameRows && own.shape().size() == type.shape().size()) {
            return new Operand(view, Broadcast.FULL);
        }
        boolean column = own.shape().size() == lead
                && (own.shape().rank() == 0 || own.shape().dim(-1) == 1);
        if (sameRows && column) {
            return new Operand(
                    new View(view.buffer(), view.column(), view.stride(), lead, 1, view.stepped()), Broadcast.COLUMN);
        }
        boolean lastAxis = own.shape().rank() > 0
                && own.shape().size() == own.shape().dim(-1)
                && own.shape().dim(-1) == type.shape().dim(-1);
        if (own.rows() == Rows.NONE && lastAxis) {
            return new Operand(view, Broadcast.ROW);
        }
        View expanded = planner.allocate(type);
        add(new Apply(new Expand(type), List.of(view), List.of(own), expanded, type));
        return new Operand(expanded, Broadcast.FULL);
    }
}
