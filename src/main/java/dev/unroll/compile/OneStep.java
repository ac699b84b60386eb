package dev.unroll.compile;

import dev.unroll.graph.Graph;
import dev.unroll.graph.Leaf;
import dev.unroll.graph.Node;
import dev.unroll.graph.Op;
import dev.unroll.graph.Rows;
import dev.unroll.graph.Scan;
import dev.unroll.graph.Type;
import dev.unroll.op.AlongTime;
import dev.unroll.op.OfRows;
import dev.unroll.op.Ops;
import dev.unroll.op.Primitive;
import dev.unroll.op.RowAxis.ToRows;
import dev.unroll.op.Time.Broadcast;
import dev.unroll.op.Time.Length;
import dev.unroll.op.Trait;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * One step of a graph, as a graph without time: each recurrence is its step graph once, values with a row per step have
 * a row per sequence, and the states are inputs and outputs.
 *
 * @param graph the outputs, and each state after the step; an input of the same name is the state before it
 * @param initial each state before the first step, as the graph had it
 */
public record OneStep(Graph graph, Map<String, Node> initial) {
    /** The first node that cannot be computed from one step and the states before it; if there is none, {@link #of} works. */
    public static Optional<Node> obstacle(Graph graph) {
        return graph.order().stream().filter(OneStep::looksAround).findFirst();
    }

    /** Whether a node depends on future steps, or accumulates past ones outside a recurrence. */
    private static boolean looksAround(Node node) {
        if (node.op() instanceof Scan scan) {
            // Within a step, rows of an axis are all steps of another.
            return scan.reverse()
                    || scan.order().stream()
                            .anyMatch(inner -> inner.type().rows().isAxis());
        } else if (remembers(node.op())) {
            return false;
        } else if (node.op() instanceof Scan.Read) {
            return Scan.result(node).kind() != Scan.Kind.STACKED;
        } else if (node.op() instanceof Broadcast) {
            return false;
        }
        boolean steps = node.inputs().stream().anyMatch(i -> i.type().rows().isAxis());
        boolean sequences = node.inputs().stream().anyMatch(i -> i.type().rows() == Rows.BATCH);
        boolean perStep = node.type().rows().isAxis();
        boolean mixes = node.op() instanceof Primitive op && !op.is(Trait.ROW_WISE) && perStep;
        return node.op() instanceof Length || mixes || steps && !perStep || sequences && perStep;
    }

    /** Whether an op outside a recurrence needs past steps alone, and few of them or their sum. */
    private static boolean remembers(Op op) {
        return op instanceof AlongTime.Shift shift && shift.by() >= 0
                || op instanceof AlongTime.ShiftIndex index && index.by() >= 0
                || op instanceof AlongTime.RunningSum sum && !sum.reverse()
                || op instanceof AlongTime.Position position && !position.fromEnd();
    }

    /** @throws IllegalArgumentException if there is an {@link #obstacle} */
    public static OneStep of(Graph whole) {
        Graph graph = whole.united();
        obstacle(graph).ifPresent(node -> {
            throw new IllegalArgumentException("more than one step is needed for " + node);
        });
        Map<Node, Node> done = new IdentityHashMap<>();
        Map<String, Node> initial = new LinkedHashMap<>();
        Map<String, Node> outputs = new LinkedHashMap<>();
        for (Node node : graph.order()) {
            if (node.op() instanceof Scan scan) {
                inline(node, scan, done, initial, outputs);
            } else if (node.op() instanceof Scan.Read) {
                done.put(node, done.get(Scan.result(node).inner()));
            } else if (remembers(node.op())) {
                done.put(node, new Memory(initial, outputs).step(node, done));
            } else {
                done.put(node, step(node, done));
            }
        }
        graph.outputs().forEach((name, node) -> outputs.put(name, done.get(node)));
        return new OneStep(new Graph(outputs), initial);
    }

    private static void inline(
            Node node, Scan scan, Map<Node, Node> done, Map<String, Node> initial, Map<String, Node> outputs) {
        List<Node> leaves = scan.leaves();
        for (int i = 0; i < scan.firstState(); i++) {
            done.put(leaves.get(i), done.get(node.input(i)));
        }
        int first = initial.size();
        for (int k = 0; k < scan.states().size(); k++) {
            Node state = scan.states().get(k);
            String name = "state " + (first + k);
            initial.put(name, node.input(scan.firstState() + k));
            done.put(state, Node.of(new Leaf.Input(name, state.type())).named(state.name()));
        }
        for (Node inner : scan.order()) {
            if (!done.containsKey(inner)) {
                done.put(inner, step(inner, done));
            }
        }
        for (int k = 0; k < scan.next().size(); k++) {
            outputs.put("state " + (first + k), done.get(scan.next().get(k)));
        }
    }

    /**
     * What takes the place of ops that read past steps: states that are as many as the steps they reach back, or their sum.
     *
     * @param initial as in {@link OneStep}
     * @param outputs where each state is left after the step
     */
    private record Memory(Map<String, Node> initial, Map<String, Node> outputs) {
        Node step(Node node, Map<Node, Node> done) {
            if (node.op() instanceof AlongTime.Shift shift) {
                return queue(done.get(node.input(0)), shift.by(), node.type(), 0);
            } else if (node.op() instanceof AlongTime.ShiftIndex shift) {
                return queue(done.get(node.input(0)), shift.by(), node.type(), shift.symbol());
            }
            String name = "state " + initial.size();
            Node before = state(name, node.type(), 0);
            boolean sums = node.op() instanceof AlongTime.RunningSum;
            Node after = Ops.add(before, sums ? done.get(node.input(0)) : Ops.constant(1));
            outputs.put(name, after);
            return sums ? after : before;
        }

        private Node queue(Node entering, int length, Type type, double first) {
            Node next = entering;
            for (int i = 0; i < length; i++) {
                String name = "state " + initial.size();
                outputs.put(name, next);
                next = state(name, type, first);
            }
            return next;
        }

        private Node state(String name, Type type, double first) {
            Node number = Node.of(new Leaf.Constant(first, type.shape()));
            initial.put(name, Node.of(new ToRows(Rows.BATCH), number));
            return Node.of(new Leaf.Input(name, type.withRows(Rows.BATCH)));
        }
    }

    private static Node step(Node node, Map<Node, Node> done) {
        List<Node> inputs = node.inputs().stream().map(done::get).toList();
        if (node.op() instanceof OfRows op && op.rows().isAxis()) {
            return Node.of(op.on(Rows.BATCH), inputs);
        } else if (node.op() instanceof Broadcast) {
            return inputs.get(0);
        } else if (node.op() instanceof Leaf.Input input && node.type().rows().isAxis()) {
            return Node.of(new Leaf.Input(input.name(), input.type().withRows(Rows.BATCH)));
        }
        return node.with(inputs);
    }
}
