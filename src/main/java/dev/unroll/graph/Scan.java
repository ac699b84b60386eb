package dev.unroll.graph;

import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;

/**
 * The recurrence: a step graph applied at every step of an axis, in either direction. Within a step there is a row for each
 * row of the axis' parent that is alive at the step.
 *
 * <p>The node's inputs correspond to the step graph's leaves in the order sequences (a row per step outside, the parent's
 * rows inside), constants (without rows, with the parent's rows, or with those of an axis below the parent, of which a step
 * sees all that belong to the rows alive; the same at every step) and states (the parent's rows: outside, the initial values).
 * A row of the parent that has no step t keeps its state there. A scan has several results, each read by a {@link Read}.
 *
 * @param axis the axis whose steps it takes
 * @param reverse whether time runs from each sequence's end to its beginning
 * @param next the node of the step graph that is each state after the step
 * @param results what leaves the loop
 */
public record Scan(
        Rows axis,
        boolean reverse,
        List<Node> sequences,
        List<Node> constants,
        List<Node> states,
        List<Node> next,
        List<Result> results)
        implements Op {
    public Scan {
        sequences = List.copyOf(sequences);
        constants = List.copyOf(constants);
        states = List.copyOf(states);
        next = List.copyOf(next);
        results = List.copyOf(results);
    }

    /** A scan of which nothing is read yet. */
    public Scan(
            Rows axis,
            boolean reverse,
            List<Node> sequences,
            List<Node> constants,
            List<Node> states,
            List<Node> next) {
        this(axis, reverse, sequences, constants, states, next, List.of());
    }

    /** How a value of the step graph leaves the loop. */
    public enum Kind {
        /** Its values at all steps: the parent's rows inside, a row per step outside. */
        STACKED,
        /** Their sum over all steps, of the type it has inside. */
        SUMMED,
        /** A state, named by its leaf, after each sequence's last step. */
        FINAL
    }

    /**
     * One result of a scan.
     *
     * @param inner the node of the step graph, or the leaf of the state
     */
    public record Result(Kind kind, Node inner) {}

    /** The type of a result outside of the loop. */
    public Type type(Result result) {
        Type inner = result.inner().type();
        return result.kind() == Kind.STACKED ? inner.withRows(axis) : inner;
    }

    /** The value of a scan's result, by its position; the one input is the scan. */
    public record Read(int index) implements Op {
        @Override
        public String name() {
            return "read " + index;
        }

        @Override
        public Type infer(List<Type> inputs) {
            return inputs.get(0).parts().get(index);
        }
    }

    /** The values of a step node at all steps. */
    public static Node stacked(Node scan, Node inner) {
        return read(scan, new Result(Kind.STACKED, inner));
    }

    /** The sum of a step node over all steps. */
    public static Node summed(Node scan, Node inner) {
        return read(scan, new Result(Kind.SUMMED, inner));
    }

    /** A state, named by its leaf, after each sequence's last step. */
    public static Node last(Node scan, Node state) {
        return read(scan, new Result(Kind.FINAL, state));
    }

    /** Reads a result; one that the scan does not have yet is read from another scan, which {@link Graph#united} unites. */
    private static Node read(Node node, Result result) {
        Scan scan = (Scan) node.op();
        int known = scan.results.indexOf(result);
        return known >= 0
                ? Node.of(new Read(known), node)
                : Node.of(
                        new Read(0),
                        Node.of(scan.with(List.of(result)), node.inputs()).named(node.name()));
    }

    /** The result that a node reads. */
    public static Result result(Node node) {
        return ((Scan) node.input(0).op()).results.get(((Read) node.op()).index());
    }

    /** The same loop with other results. */
    public Scan with(List<Result> changed) {
        return new Scan(axis, reverse, sequences, constants, states, next, changed);
    }

    /** The same loop with each node of its step graph replaced; its leaves stay. */
    public Scan map(UnaryOperator<Node> step) {
        return new Scan(
                axis,
                reverse,
                sequences,
                constants,
                states,
                next.stream().map(step).toList(),
                results.stream()
                        .map(r -> r.kind() == Kind.FINAL ? r : new Result(r.kind(), step.apply(r.inner())))
                        .toList());
    }

    @Override
    public String name() {
        return reverse ? "scan reversed" : "scan";
    }

    /** The step graph's leaves, in the order of the node's inputs. */
    public List<Node> leaves() {
        List<Node> leaves = new ArrayList<>(sequences);
        leaves.addAll(constants);
        leaves.addAll(states);
        return leaves;
    }

    /** The nodes of the step graph that the next states and the results are. */
    public List<Node> roots() {
        List<Node> roots = new ArrayList<>(next);
        results.forEach(result -> roots.add(result.inner()));
        return roots;
    }

    /** Every node of the step graph that something needs, inputs before their users. */
    public List<Node> order() {
        return Graph.order(roots());
    }

    /** The position among the inputs of the first state. */
    public int firstState() {
        return sequences.size() + constants.size();
    }

    @Override
    public Type infer(List<Type> inputs) {
        List<Node> leaves = leaves();
        if (inputs.size() != leaves.size() || next.size() != states.size()) {
            throw new IllegalArgumentException("a scan needs an input for each leaf and a next value for each state");
        }
        for (int i = 0; i < inputs.size(); i++) {
            Type inner = leaves.get(i).type();
            Type expected = i < sequences.size() ? inner.withRows(axis) : inner;
            boolean hasPlace = i >= sequences.size() && i < firstState()
                    ? inner.rows() == Rows.NONE || axis.parent().contains(inner.rows())
                    : inner.rows() == axis.parent();
            if (!inputs.get(i).equals(expected) || !hasPlace) {
                throw new IllegalArgumentException(
                        "input " + i + " of a scan is " + inputs.get(i) + " where its step takes " + inner);
            }
        }
        for (Result result : results) {
            if (result.kind() == Kind.STACKED && result.inner().type().rows() != axis.parent()) {
                throw new IllegalArgumentException("only rows can be stacked, not " + result.inner());
            }
        }
        for (int k = 0; k < next.size(); k++) {
            if (!next.get(k).type().equals(states.get(k).type())) {
                throw new IllegalArgumentException("state " + states.get(k) + " becomes " + next.get(k));
            }
        }
        return Type.tuple(results.stream().map(this::type).toList());
    }
}
