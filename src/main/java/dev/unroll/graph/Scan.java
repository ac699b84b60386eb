package dev.unroll.graph;

import dev.unroll.tensor.Shape;
import java.util.ArrayList;
import java.util.List;

/**
 * The recurrence: a step graph applied at every time step, in either direction, to the sequences alive at that step.
 *
 * <p>The node's inputs stand for the step graph's leaves in the order sequences (STEPS outside, BATCH inside), constants
 * (NONE or BATCH; the same at every step) and states (BATCH outside: the initial values). A sequence that has no step at
 * time t keeps its state there. Results are read through {@link Emit}, {@link Total} and {@link Final}; what nobody reads
 * is not kept.
 *
 * @param reverse whether time runs from each sequence's end to its beginning
 * @param next the node of the step graph that is each state after the step
 */
public record Scan(boolean reverse, List<Node> sequences, List<Node> constants, List<Node> states, List<Node> next)
        implements Op {
    /** The type of a scan node itself, which has no value. */
    public static final Type NO_VALUE = Type.real(Rows.NONE, Shape.SCALAR);

    public Scan {
        sequences = List.copyOf(sequences);
        constants = List.copyOf(constants);
        states = List.copyOf(states);
        next = List.copyOf(next);
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
            Type expected = i < sequences.size() ? inner.withRows(Rows.STEPS) : inner;
            if (!inputs.get(i).equals(expected)) {
                throw new IllegalArgumentException(
                        "input " + i + " of a scan is " + inputs.get(i) + " where its step takes " + expected);
            }
        }
        for (int k = 0; k < next.size(); k++) {
            if (!next.get(k).type().equals(states.get(k).type())) {
                throw new IllegalArgumentException("state " + states.get(k) + " becomes " + next.get(k));
            }
        }
        return NO_VALUE;
    }

    /** What is read from a scan; its one input is the scan node. */
    public sealed interface Pick extends Op {
        /** The node of the step graph (or the state) that is read. */
        Node inner();
    }

    /** The values of a step node at all steps: BATCH inside, STEPS outside. */
    public record Emit(Node inner) implements Pick {
        @Override
        public String name() {
            return "emit";
        }

        @Override
        public Type infer(List<Type> inputs) {
            if (inner.type().rows() != Rows.BATCH) {
                throw new IllegalArgumentException("only rows can be emitted, not " + inner);
            }
            return inner.type().withRows(Rows.STEPS);
        }
    }

    /** The sum over all steps of a step node, of the type it has inside. */
    public record Total(Node inner) implements Pick {
        @Override
        public String name() {
            return "total";
        }

        @Override
        public Type infer(List<Type> inputs) {
            return inner.type();
        }
    }

    /** A state, named by its leaf, after each sequence's last step. */
    public record Final(Node inner) implements Pick {
        @Override
        public String name() {
            return "final";
        }

        @Override
        public Type infer(List<Type> inputs) {
            return inner.type();
        }
    }
}
