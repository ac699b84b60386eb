package dev.unroll.compile;

import dev.unroll.graph.Graph;
import dev.unroll.graph.Leaf;
import dev.unroll.graph.Node;
import dev.unroll.graph.Rows;
import dev.unroll.graph.Scan;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;

/** A recurrence while it is built by hand, and what is read of one. No other test of the compiler knows how a scan is made. */
final class Steps {
    private final boolean reverse;
    private final List<Node> sequences = new ArrayList<>();
    private final List<Node> constants = new ArrayList<>();
    private final List<Node> states = new ArrayList<>();
    private final List<Node> next = new ArrayList<>();
    private final List<Node> outerSequences = new ArrayList<>();
    private final List<Node> outerConstants = new ArrayList<>();
    private final List<Node> initial = new ArrayList<>();

    private Steps(boolean reverse) {
        this.reverse = reverse;
    }

    static Steps forward() {
        return new Steps(false);
    }

    static Steps reversed() {
        return new Steps(true);
    }

    /** The value of a sequence at the step. */
    Node each(String name, Node outer) {
        Node leaf = Node.of(new Leaf.Input(name, outer.type().withRows(Rows.BATCH)));
        sequences.add(leaf);
        outerSequences.add(outer);
        return leaf;
    }

    /** What is the same at every step. */
    Node constant(String name, Node outer) {
        Node leaf = Node.of(new Leaf.Input(name, outer.type()));
        constants.add(leaf);
        outerConstants.add(outer);
        return leaf;
    }

    /** The value of a state before the step. */
    Node state(String name, Node first) {
        Node leaf = Node.of(new Leaf.Input(name, first.type()));
        states.add(leaf);
        initial.add(first);
        return leaf;
    }

    /** The values of the states after the step, in the order in which they were declared. */
    Loop next(Node... values) {
        next.addAll(List.of(values));
        List<Node> outer = new ArrayList<>(outerSequences);
        outer.addAll(outerConstants);
        outer.addAll(initial);
        return new Loop(Node.of(new Scan(Rows.STEPS, reverse, sequences, constants, states, next), outer));
    }

    /** A recurrence that is complete. */
    record Loop(Node node) {
        /** A step node's values at all steps. */
        Node emit(Node inner) {
            return Scan.stacked(node, inner);
        }

        /** The sum of a step node over all steps. */
        Node total(Node inner) {
            return Scan.summed(node, inner);
        }

        /** A state after the last step. */
        Node last(Node state) {
            return Scan.last(node, state);
        }
    }

    static boolean isRead(Node node) {
        return node.op() instanceof Scan.Read;
    }

    /** The step node that a read takes. */
    static Node inner(Node read) {
        return Scan.result(read).inner();
    }

    /** How the node leaves its loop: stacked, summed or final. */
    static String kind(Node read) {
        return Scan.result(read).kind().name().toLowerCase(Locale.ROOT);
    }

    private static Node only(Graph graph) {
        List<Node> scans =
                graph.order().stream().filter(node -> node.op() instanceof Scan).toList();
        if (scans.size() != 1) {
            throw new AssertionError("one recurrence, not " + scans.size() + ":\n" + graph);
        }
        return scans.get(0);
    }

    /** The next states of the only recurrence of a graph, as text. */
    static List<String> next(Graph graph) {
        return ((Scan) only(graph).op()).next().stream().map(Sketch::written).toList();
    }

    /** What the only recurrence of a graph reads from outside, without its initial states, as text. */
    static List<String> reads(Graph graph) {
        Node node = only(graph);
        Scan scan = (Scan) node.op();
        List<Node> leaves = scan.leaves();
        return IntStream.range(0, scan.firstState())
                .mapToObj(i -> Sketch.written(leaves.get(i)) + " <- " + Sketch.written(node.input(i)))
                .toList();
    }
}
