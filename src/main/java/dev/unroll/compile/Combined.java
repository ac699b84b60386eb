package dev.unroll.compile;

import dev.unroll.graph.Node;
import dev.unroll.op.ElementWise;

/** Two element-wise ops that a kernel does as one. */
public enum Combined implements ElementWise {
    /** {@code a b + c} */
    MULTIPLY_ADD {
        @Override
        public double apply(double... x) {
            return x[0] * x[1] + x[2];
        }
    },
    /** {@code c - a b} */
    SUBTRACT_PRODUCT {
        @Override
        public double apply(double... x) {
            return x[2] - x[0] * x[1];
        }
    };

    @Override
    public int arity() {
        return 3;
    }

    @Override
    public void vjp(Node self, Node g, Shares shares) {
        throw new UnsupportedOperationException("made after differentiation");
    }
}
