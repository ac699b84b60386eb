package dev.unroll.op;

import dev.unroll.api.PublicApi;
import dev.unroll.graph.Leaf;
import dev.unroll.graph.Node;
import dev.unroll.graph.Rows;
import dev.unroll.graph.Type;
import dev.unroll.tensor.Shape;

/** Short names for building graphs, made to be imported statically where derivatives are written. */
@PublicApi
public final class Ops {
    private Ops() {}

    /** A number that broadcasts to any shape. */
    public static Node constant(double value) {
        return constant(value, Shape.SCALAR);
    }

    /** A number everywhere in a shape. */
    public static Node constant(double value, Shape shape) {
        return Node.of(new Leaf.Constant(value, shape));
    }

    /** Ones of a shape. */
    public static Node ones(int... dims) {
        return constant(1, Shape.of(dims));
    }

    /** Zeros of a shape. */
    public static Node zeros(int... dims) {
        return constant(0, Shape.of(dims));
    }

    /** The vector 0, 1, ..., n - 1. */
    public static Node range(int n) {
        return Node.of(new Fixed.Range(n));
    }

    /** The identity matrix of n rows. */
    public static Node identity(int n) {
        return Node.of(Binary.EQUAL, Node.of(new Features.Repeat(-1, n), range(n)), range(n));
    }

    /** The same elements of each row in another shape. */
    public static Node reshape(Node x, int... dims) {
        return reshape(x, Shape.of(dims));
    }

    /** The same elements of each row in another shape. */
    public static Node reshape(Node x, Shape shape) {
        return x.type().shape().equals(shape) ? x : Node.of(new Features.Reshape(shape), x);
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

    /** The largest whole number that is not above x. */
    public static Node floor(Node x) {
        return Node.of(Unary.FLOOR, x);
    }

    /** The remainder of a / b with the sign of b. */
    public static Node mod(Node a, Node b) {
        return Node.of(Binary.MOD, a, b);
    }

    public static Node tanh(Node x) {
        return Node.of(Unary.TANH, x);
    }

    public static Node relu(Node x) {
        return Node.of(Unary.RELU, x);
    }

    /** log(1 + exp(x)), without overflow. */
    public static Node softplus(Node x) {
        return Node.of(Unary.SOFTPLUS, x);
    }

    /** The smaller of two; a tie passes its gradient to the first. */
    public static Node min(Node a, Node b) {
        return Node.of(Binary.MIN, a, b);
    }

    /** The larger of two; a tie passes its gradient to the first. */
    public static Node max(Node a, Node b) {
        return Node.of(Binary.MAX, a, b);
    }

    /** The smallest element of the last axis; the first in a tie gets the gradient. */
    public static Node min(Node x) {
        return neg(max(neg(x)));
    }

    /** The largest element of the last axis; the first in a tie gets the gradient. */
    public static Node max(Node x) {
        return Node.of(new Maxima.MaxFeature(), x);
    }

    /** The logarithm of the sum of the exponentials of the last axis, without overflow. */
    public static Node logSumExp(Node x) {
        return Node.of(new Softmaxes.LogSumExp(), x);
    }

    /** Positive numbers along the last axis that sum to 1. */
    public static Node softmax(Node x) {
        return Node.of(new Softmaxes.Softmax(), x);
    }

    /** The logarithm of {@link #softmax}, without overflow. */
    public static Node logSoftmax(Node x) {
        return Node.of(new Softmaxes.LogSoftmax(), x);
    }

    /** Minus the log probability of each row's label, from unnormalised scores. */
    public static Node crossEntropy(Node scores, Node labels) {
        return Node.of(new Softmaxes.CrossEntropy(), scores, labels);
    }

    /** The index of the largest element of the last axis. */
    public static Node argmax(Node x) {
        return Node.of(new Features.ArgMax(), x);
    }

    /** 1 at the index, 0 elsewhere. */
    public static Node oneHot(Node ids) {
        return Node.of(new Indexed.OneHot(), ids);
    }

    /** The row of a table for each index. */
    public static Node embed(Node table, Node ids) {
        return Node.of(new Indexed.Embed(), table, ids);
    }

    /** Values concatenated along the last axis. */
    public static Node concat(Node... parts) {
        return Node.of(new Features.Concat(), parts);
    }

    /** A matrix with its axes swapped. */
    public static Node transpose(Node x) {
        return Node.of(new Products.Transpose(), x);
    }

    /** The mean over the last axis. */
    public static Node mean(Node x) {
        return div(sum(x), constant(x.type().shape().dim(-1)));
    }

    /** The matrix of all products of an element of a with one of b. */
    public static Node outer(Node a, Node b) {
        return mul(repeat(a, b), b);
    }

    /** Each sequence's last step. */
    public static Node last(Node x) {
        return Node.of(new Time.TakeStep(x.type().rows(), false), x);
    }

    /** Each sequence's first step. */
    public static Node first(Node x) {
        return Node.of(new Time.TakeStep(x.type().rows(), true), x);
    }

    /** The sum of each sequence's steps. */
    public static Node sumOverTime(Node x) {
        return Node.of(new Time.SumTime(x.type().rows()), x);
    }

    /** The mean of each sequence's steps. */
    public static Node meanOverTime(Node x) {
        Node length = length(x);
        for (int axis = 0; axis < x.type().shape().rank(); axis++) {
            length = Node.of(new Features.Repeat(-1, x.type().shape().dim(axis)), length);
        }
        return div(sumOverTime(x), length);
    }

    /** The largest value of each element over a sequence's steps. */
    public static Node maxOverTime(Node x) {
        return Node.of(new Peaks.MaxTime(x.type().rows()), x);
    }

    /** The step at which each element is largest, a number from 0. */
    public static Node argmaxOverTime(Node x) {
        return Node.of(new Peaks.ArgMaxTime(x.type().rows()), x);
    }

    /** Positive numbers that sum to 1 over a sequence's steps, for each element. */
    public static Node softmaxOverTime(Node x) {
        return Node.of(new TimeSoftmaxes.SoftmaxTime(x.type().rows()), x);
    }

    /** log Σ exp(x) over a sequence's steps, for each element. */
    public static Node logSumExpOverTime(Node x) {
        return Node.of(new TimeSoftmaxes.LogSumExpTime(x.type().rows()), x);
    }

    /** The sum of all steps up to each, that one included. */
    public static Node sumSoFar(Node x) {
        return Node.of(new AlongTime.RunningSum(x.type().rows(), false), x);
    }

    /** The value {@code n} steps before; before the first step 0, or of an index a class more than it has. */
    public static Node before(Node x, int n) {
        Type type = x.type();
        return Node.of(
                type.isIndex()
                        ? new AlongTime.ShiftIndex(type.rows(), n, type.classes())
                        : new AlongTime.Shift(type.rows(), n),
                x);
    }

    /** The value {@code n} steps after; after the last step 0, or of an index a class more than it has. */
    public static Node after(Node x, int n) {
        return before(x, -n);
    }

    /** Each sequence's steps in reverse order. */
    public static Node reverse(Node x) {
        return Node.of(new AlongTime.Reverse(x.type().rows()), x);
    }

    /** The number of each step of x, from 0. */
    public static Node position(Node x) {
        return Node.of(new AlongTime.Position(x.type().rows(), false));
    }

    /** How many steps each sequence of x has. */
    public static Node length(Node x) {
        return Node.of(new Time.Length(x.type().rows()));
    }

    /** log(1 + exp(x)) - x y: minus the log probability of y, 0 or 1, from a score before the sigmoid. */
    public static Node binaryCrossEntropy(Node scores, Node targets) {
        return sub(softplus(scores), mul(scores, targets));
    }

    public static Node squaredError(Node a, Node b) {
        return mul(sub(a, b), sub(a, b));
    }

    public static Node absoluteError(Node a, Node b) {
        return abs(sub(a, b));
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

    /** The product of two matrices of each row; both have the same rows. */
    public static Node rowMatmul(Node a, Node b) {
        Shape left = a.type().shape();
        Shape right = b.type().shape();
        Node product = Node.of(
                new Products.RowMatMul(left, false, right, false),
                reshape(a, Shape.of(left.size())),
                reshape(b, Shape.of(right.size())));
        return reshape(product, left.dim(0), right.dim(1));
    }

    /** A row's vector by each of the matrices {@code w[k]}: {@code [d]} and {@code [k, d, e]} give {@code [k, e]}. */
    public static Node matmulEach(Node x, Node w) {
        Shape shape = w.type().shape();
        Node flat = reshape(Node.of(new Products.SwapLeading(), w), shape.dim(1), shape.dim(0) * shape.dim(2));
        return reshape(matmul(x, flat), shape.dim(0), shape.dim(2));
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
