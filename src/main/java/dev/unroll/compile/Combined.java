package dev.unroll.compile;

import dev.unroll.op.ElementWise;
import dev.unroll.op.Unary;

/** Element-wise ops that often occur together, as one op that a kernel computes in one loop. */
public enum Combined implements ElementWise, AfterGradients {
    /** {@code a b + c} */
    MULTIPLY_ADD(3) {
        @Override
        public double apply(double... x) {
            return x[0] * x[1] + x[2];
        }
    },
    /** {@code c - a b} */
    SUBTRACT_PRODUCT(3) {
        @Override
        public double apply(double... x) {
            return x[2] - x[0] * x[1];
        }
    },
    /** {@code sigmoid(a + b)}: a gate that sees the input and the state. */
    SIGMOID_OF_SUM(2) {
        @Override
        public double apply(double... x) {
            return Unary.SIGMOID.apply(x[0] + x[1]);
        }
    },
    /** {@code tanh(a + b)} */
    TANH_OF_SUM(2) {
        @Override
        public double apply(double... x) {
            return Math.tanh(x[0] + x[1]);
        }
    },
    /** {@code g y (1 - y)}: back through y = sigmoid(x). */
    SIGMOID_SLOPE(2) {
        @Override
        public double apply(double... x) {
            return x[0] * x[1] * (1 - x[1]);
        }
    },
    /** {@code g (1 - y²)}: back through y = tanh(x). */
    TANH_SLOPE(2) {
        @Override
        public double apply(double... x) {
            return x[0] * (1 - x[1] * x[1]);
        }
    };

    private final int arity;

    Combined(int arity) {
        this.arity = arity;
    }

    @Override
    public int arity() {
        return arity;
    }
}
