package dev.unroll.op;

import dev.unroll.graph.Leaf;
import dev.unroll.graph.Node;
import dev.unroll.graph.Rows;
import dev.unroll.tensor.Shape;

/** Short names for building graphs, made to be imported statically where derivatives are written. */
public final class Ops {
    private Ops() {}

    /** A number that broadcasts to any shape. */
    public static Node constant(double value) {
        return Node.of(new Leaf.Constant(value, Shape.SCALAR));
    }

    public static Node add(Node a, Node b) {
        return Node.of(Binary.ADD, a, b);
    }

    public static Node sub(Node a, Node b) {
        return Node.of(Binary.SUB, a, b);
    }

    public static Node mul(Node a, Node b) {
        return Node.of(Binary.MUL, a, b);
    }

    public static Node div(Node a, Node b) {
        return Node.of(Binary.DIV, a, b);
    }

    public static Node pow(Node a, Node b) {
        return Node.of(Binary.POW, a, b);
    }

    public static Node less(Node a, Node b) {
        return Node.of(Binary.LESS, a, b);
    }

    public static Node lessEqual(Node a, Node b) {
        return Node.of(Binary.LESS_EQUAL, a, b);
    }

    public static Node where(Node condition, Node a, Node b) {
        return Node.of(new Where(), condition, a, b);
    }

    public static Node exp(Node x) {
        return Node.of(Unary.EXP, x);
    }

    public static Node abs(Node x) {
        return Node.of(Unary.ABS, x);
    }

    public static Node sqrt(Node x) {
        return Node.of(Unary.SQRT, x);
    }

    public static Node neg(Node x) {
        return Node.of(Unary.NEG, x);
    }

    public static Node log(Node x) {
        return Node.of(Unary.LOG, x);
    }

    public static Node sigmoid(Node x) {
        return Node.of(Unary.SIGMOID, x);
    }

    public static Node sin(Node x) {
        return Node.of(Unary.SIN, x);
    }

    public static Node cos(Node x) {
        return Node.of(Unary.COS, x);
    }

    /** -1, 0 or 1. */
    public static Node sign(Node x) {
        return Node.of(Unary.SIGN, x);
    }

    /** 1 where x is above 0, otherwise 0. */
    public static Node step(Node x) {
        return Node.of(Unary.STEP, x);
    }

    public static Node tanh(Node x) {
        return Node.of(Unary.TANH, x);
    }

    public static Node matmul(Node x, Node w) {
        return Node.of(new Products.MatMul(false), x, w);
    }

    /** Each row by the transposed matrix. */
    public static Node matmulTransposed(Node x, Node w) {
        return Node.of(new Products.MatMul(true), x, w);
    }

    /** The matrix {@code Xᵀ·G}, summed over all rows: what {@code x @ w} sends back to w. */
    public static Node contract(Node x, Node g) {
        return Node.of(new Products.Contract(), x, g);
    }

    /** The sum over the last axis. */
    public static Node sum(Node x) {
        return Node.of(new Features.Sum(-1), x);
    }

    /** The sum of all elements of all rows. */
    public static Node total(Node x) {
        int size = x.type().shape().size();
        Node rows = x.type().rows() == Rows.NONE ? x : Node.of(new RowAxis.SumRows(), x);
        return sum(Node.of(new Features.Reshape(Shape.of(size)), rows));
    }

    /**
     * {@code x} repeated along a new last axis as long as that of {@code like}.
     *
     * @throws IllegalArgumentException if {@code like} has no axis
     */
    public static Node repeat(Node x, Node like) {
        if (like.type().shape().rank() == 0) {
            throw new IllegalArgumentException(
                    "repeat needs a value with an axis to repeat along, and '" + like + "' is one number a row");
        }
        return Node.of(new Features.Repeat(-1, like.type().shape().dim(-1)), x);
    }
}
