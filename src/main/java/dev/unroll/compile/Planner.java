package dev.unroll.compile;

import dev.unroll.compile.Instruction.Accumulate;
import dev.unroll.compile.Instruction.Arrange;
import dev.unroll.compile.Instruction.Copy;
import dev.unroll.compile.Instruction.Fill;
import dev.unroll.compile.Instruction.Loop;
import dev.unroll.graph.Graph;
import dev.unroll.graph.Leaf;
import dev.unroll.graph.Node;
import dev.unroll.graph.Rows;
import dev.unroll.graph.Scan;
import dev.unroll.graph.Type;
import dev.unroll.op.Features.Slice;
import dev.unroll.tensor.Shape;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Turns an optimised graph into a plan: chooses buffers, fuses element-wise work, and orders the instructions. */
public final class Planner {
    private final List<Plan.Buffer> buffers = new ArrayList<>();
    private final Map<String, Integer> inputs = new LinkedHashMap<>();
    private final Map<String, Integer> parameters = new LinkedHashMap<>();
    private int packed;
    private int tables;

    private Planner() {}

    public static Plan plan(Graph graph) {
        return new Planner().build(graph);
    }

    private Plan build(Graph graph) {
        List<Node> order = graph.order();
        Lowering outer = new Lowering(this, order, graph.outputs().values());
        Map<Node, Integer> sparse = sparse(graph, outer);
        outer.lower(sparse);
        Map<String, Plan.Output> outputs = new LinkedHashMap<>();
        graph.outputs().forEach((name, node) -> {
            int table = sparse.getOrDefault(node, -1);
            // The gradient of one of several concatenated weights is read in place.
            boolean part = node.type().rows() == Rows.NONE
                    && node.op() instanceof Slice
                    && !(node.input(0).op() instanceof Leaf);
            View view = table >= 0
                    ? view(0, Type.real(Rows.NONE, Shape.SCALAR))
                    : part ? outer.view(node) : outer.contiguous(node);
            outputs.put(name, new Plan.Output(view, node.type(), table));
        });
        Prologue prologue = Prologue.of(outer.instructions(), parameters.values());
        List<Integer> pinned = pinned(outputs);
        pinned.addAll(prologue.buffers());
        List<Integer> storage = Lifetimes.share(buffers, prologue.rest(), pinned);
        return new Plan(
                buffers, storage, inputs, parameters, packed, prologue.instructions(), prologue.rest(), outputs);
    }

    /** Gradients of embeddings that are results and nothing else. */
    private Map<Node, Integer> sparse(Graph graph, Lowering outer) {
        Map<Node, Integer> sparse = new IdentityHashMap<>();
        for (Node node : graph.outputs().values()) {
            if (Tables.isTable(node) && outer.isUnused(node)) {
                sparse.computeIfAbsent(node, n -> tables++);
            }
        }
        return sparse;
    }

    private List<Integer> pinned(Map<String, Plan.Output> outputs) {
        List<Integer> pinned = new ArrayList<>(inputs.values());
        pinned.addAll(parameters.values());
        outputs.values().forEach(output -> pinned.add(output.view().buffer()));
        return pinned;
    }

    View allocate(Type type) {
        buffers.add(new Plan.Buffer(type.rows(), type.shape().size()));
        return view(buffers.size() - 1, type);
    }

    private static View view(int buffer, Type type) {
        Shape shape = type.shape();
        int width = shape.width();
        return new View(buffer, 0, width, shape.size() / width, width, false);
    }

    View leaf(Leaf leaf) {
        Map<String, Integer> names = leaf instanceof Leaf.Parameter ? parameters : inputs;
        Integer known = names.get(leaf.name());
        if (known != null) {
            return view(known, leaf.type());
        }
        View view = allocate(leaf.type());
        names.put(leaf.name(), view.buffer());
        return view;
    }

    int newPacked() {
        return packed++;
    }

    /**
     * Lowers a scan into the outer instructions.
     *
     * @return the location of each result
     */
    List<View> scan(Lowering outer, Node node, Scan scan) {
        Lowering body = new Lowering(this, scan.order(), scan.roots());
        body.inside(outer);
        Rows lanes = scan.axis().parent();
        List<Node> leaves = scan.leaves();
        List<View> states = new ArrayList<>();
        for (int i = 0; i < leaves.size(); i++) {
            View view = outer.view(node.input(i));
            if (i < scan.sequences().size()) {
                body.define(leaves.get(i), view.atStep());
            } else if (i < scan.firstState()) {
                body.define(leaves.get(i), constant(outer, scan, leaves.get(i).type(), view));
            } else {
                View state = allocate(leaves.get(i).type());
                outer.add(new Arrange(scan.axis(), lanes, view, state, true));
                states.add(state);
                body.define(leaves.get(i), state);
            }
        }
        List<View> results = new ArrayList<>();
        for (Scan.Result result : scan.results()) {
            boolean last = result.kind() == Scan.Kind.FINAL;
            View view = last ? states.get(scan.states().indexOf(result.inner())) : allocate(scan.type(result));
            results.add(view);
            if (result.kind() == Scan.Kind.STACKED) {
                body.sendTo(result.inner(), view.atStep());
            } else if (result.kind() == Scan.Kind.SUMMED) {
                outer.add(new Fill(scan.type(result).rows(), view, 0));
            }
        }
        body.lower(Map.of());
        for (int i = 0; i < results.size(); i++) {
            Scan.Result result = scan.results().get(i);
            Node inner = result.inner();
            if (result.kind() == Scan.Kind.STACKED && !body.writesTo(inner, results.get(i))) {
                body.add(new Copy(lanes, body.view(inner), results.get(i).atStep()));
            } else if (result.kind() == Scan.Kind.SUMMED) {
                body.add(new Accumulate(inner.type().rows(), body.view(inner), results.get(i)));
            }
        }
        update(scan, states, body);
        outer.add(new Loop(scan.axis(), scan.reverse(), body.instructions()));
        for (int i = 0; i < results.size(); i++) {
            Scan.Result result = scan.results().get(i);
            Rows rows = result.inner().type().rows();
            if (result.kind() != Scan.Kind.STACKED && rows != Rows.NONE) {
                View outside = allocate(scan.type(result));
                outer.add(new Arrange(scan.axis(), rows, results.get(i), outside, false));
                results.set(i, outside);
            }
        }
        return results;
    }

    /** Rows that every step sees, in the order in which it sees them. */
    private View constant(Lowering outer, Scan scan, Type type, View view) {
        if (type.rows() == Rows.NONE) {
            return view;
        }
        View inside = allocate(type);
        outer.add(new Arrange(scan.axis(), type.rows(), view, inside, true));
        return inside;
    }

    /** The states take their next values; one that is another state's old value is read before any is written. */
    private void update(Scan scan, List<View> states, Lowering body) {
        Map<Node, View> kept = new HashMap<>();
        for (Node next : scan.next()) {
            if (scan.states().contains(next) && !kept.containsKey(next)) {
                View copy = allocate(next.type());
                body.add(new Copy(scan.axis().parent(), body.view(next), copy));
                kept.put(next, copy);
            }
        }
        for (int k = 0; k < states.size(); k++) {
            Node next = scan.next().get(k);
            if (next != scan.states().get(k)) {
                View from = kept.getOrDefault(next, body.view(next));
                body.add(new Copy(scan.axis().parent(), from, states.get(k)));
            }
        }
    }
}
