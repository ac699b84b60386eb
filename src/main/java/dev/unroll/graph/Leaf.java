package dev.unroll.graph;

import dev.unroll.tensor.Shape;
import java.util.List;

/** The leaves of a graph: inputs, parameters and constants. */
public sealed interface Leaf extends Op {
    Type type();

    @Override
    default Type infer(List<Type> inputs) {
        return type();
    }

    /** A value that the batch, or the surrounding recurrence, supplies. */
    record Input(String name, Type type) implements Leaf {}

    /** A trained weight. */
    record Parameter(String name, Shape shape) implements Leaf {
        @Override
        public Type type() {
            return Type.real(Rows.NONE, shape);
        }
    }

    /** The same number everywhere. */
    record Constant(double value, Shape shape) implements Leaf {
        @Override
        public String name() {
            return Double.toString(value);
        }

        @Override
        public Type type() {
            return Type.real(Rows.NONE, shape);
        }
    }
}
