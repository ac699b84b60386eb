package dev.unroll.compile;

import dev.unroll.graph.Graph;
import dev.unroll.graph.Leaf;
import dev.unroll.graph.Node;
import dev.unroll.graph.Rows;
import dev.unroll.graph.Type;
import dev.unroll.op.Binary;
import dev.unroll.op.ElementWise;
import dev.unroll.op.Features.Concat;
import dev.unroll.op.Features.Pad;
import dev.unroll.op.Features.Repeat;
import dev.unroll.op.Features.Reshape;
import dev.unroll.op.Features.Slice;
import dev.unroll.op.Ops;
import dev.unroll.op.Primitive;
import dev.unroll.op.RowAxis.SumRows;
import dev.unroll.op.RowAxis.ToRows;
import dev.unroll.op.ScalarOp;
import dev.unroll.op.Softmaxes.CrossEntropyGradient;
import dev.unroll.op.Trait;
import dev.unroll.op.Unary;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Algebraic simplifications that are exact up to rounding: constants, neutral elements, needless broadcasts, slices of
 * slices.
 */
final class Simplify {
    private Simplify() {}

    static Graph apply(Graph graph) {
        return new Rewriter(Simplify::rule).rewrite(graph);
    }

    static Node rule(Node node) {
        if (node.op() instanceof ScalarOp op) {
            Node value = op.value(node.input(0));
            return value.op().equals(op) || !value.type().equals(node.type()) ? node : value.named(node.name());
        }
        if (node.op() instanceof ElementWise) {
            return elementWise(node);
        }
        if (node.op() instanceof Slice slice) {
            return slice(node, slice);
        }
        if (node.op() instanceof Concat) {
            return concat(node);
        }
        if (node.op() instanceof CrossEntropyGradient && node.input(2).op() instanceof ToRows) {
            return Node.of(
                    node.op(), node.input(0), node.input(1), node.input(2).input(0));
        }
        if (node.op() instanceof Reshape reshape && node.input(0).type().shape().equals(reshape.shape())) {
            return node.input(0);
        }
        if (isZero(node) && !(node.op() instanceof Leaf) && !isCanonicalZero(node)) {
            return zero(node.type());
        }
        if (Primitive.is(node, Trait.LINEAR)
                && node.inputs().size() == 1
                && node.input(0).op() == Unary.NEG
                && isSmaller(node)) {
            return Ops.neg(Node.of(node.op(), node.input(0).input(0)));
        }
        if (node.op() instanceof SumRows && node.input(0).op() instanceof Slice) {
            return Node.of(node.input(0).op(), Node.of(node.op(), node.input(0).input(0)));
        }
        return node;
    }

    private static Node elementWise(Node node) {
        Node lighter = withoutBroadcasts(node);
        if (lighter != node) {
            return lighter;
        }
        if (node.inputs().stream().allMatch(Simplify::isConstant)) {
            double[] x = node.inputs().stream().mapToDouble(Simplify::number).toArray();
            return Node.of(new Leaf.Constant(
                    ((ElementWise) node.op()).apply(x), node.type().shape()));
        }
        Node other = neutral(node);
        if (other != node && other.type().equals(node.type())) {
            return other;
        }
        if (node.op() == Binary.MUL && node.inputs().stream().anyMatch(Simplify::isZero)) {
            return zero(node.type());
        }
        Node smaller = node.op() == Binary.MUL ? smallerFactor(node) : node;
        if (smaller != node) {
            return smaller;
        }
        if (node.op() == Unary.NEG && node.input(0).op() == Unary.NEG) {
            return node.input(0).input(0);
        }
        if (node.op() == Binary.ADD) {
            return add(node);
        }
        if (node.op() == Binary.MUL
                && isNumber(node.input(1), -1)
                && node.input(0).type().equals(node.type())) {
            return Ops.neg(node.input(0));
        }
        return node;
    }

    private static Node add(Node node) {
        if (node.input(1).op() == Unary.NEG) {
            return Ops.sub(node.input(0), node.input(1).input(0));
        }
        if (node.input(0).op() == Unary.NEG) {
            return Ops.sub(node.input(1), node.input(0).input(0));
        }
        Node doubled = doubled(node);
        if (doubled != node) {
            return doubled;
        }
        List<Node> terms = Rewriter.terms(node);
        if (!terms.stream().allMatch(term -> term.op() instanceof Pad)) {
            return node;
        }
        terms.sort(Comparator.comparingInt(term -> ((Pad) term.op()).from()));
        int at = 0;
        List<Node> parts = new ArrayList<>();
        for (Node term : terms) {
            Pad pad = (Pad) term.op();
            if (pad.from() != at) {
                return node;
            }
            at += term.input(0).type().shape().dim(-1);
            parts.add(term.input(0));
        }
        return at == node.type().shape().dim(-1) ? Node.of(new Concat(), parts) : node;
    }

    /** {@code t + t = 2t}, also with another term between the two. */
    private static Node doubled(Node sum) {
        for (int i = 0; i < 2; i++) {
            Node term = sum.input(i);
            Node other = sum.input(1 - i);
            if (term == other) {
                return Ops.mul(Ops.constant(2), term);
            }
            for (int k = 0; k < 2 && other.op() == Binary.ADD; k++) {
                if (other.input(k) == term) {
                    return Ops.add(other.input(1 - k), Ops.mul(Ops.constant(2), term));
                }
            }
        }
        return sum;
    }

    /** A constant factor goes to where there are fewest numbers: {@code c (s x) = (c s) x} for a number s a row. */
    private static Node smallerFactor(Node product) {
        for (int i = 0; i < 2; i++) {
            Node factor = product.input(i);
            Node other = product.input(1 - i);
            for (int k = 0; k < 2 && isConstant(factor) && other.op() == Binary.MUL; k++) {
                Node small = other.input(k);
                if (!isConstant(small)
                        && small.type().shape().size() < product.type().shape().size()) {
                    return Ops.mul(Ops.mul(small, factor), other.input(1 - k));
                }
            }
        }
        return product;
    }

    /** An element-wise op broadcasts by itself: an operand need not be spread over rows or features beforehand. */
    private static Node withoutBroadcasts(Node node) {
        for (int i = 0; i < node.inputs().size(); i++) {
            Node operand = node.input(i);
            boolean spread = operand.op() instanceof ToRows
                    || operand.op() instanceof Repeat && operand.type().shape().rank() == 1;
            if (spread) {
                List<Node> inputs = new ArrayList<>(node.inputs());
                inputs.set(i, operand.input(0));
                Type type = node.op().infer(inputs.stream().map(Node::type).toList());
                if (type.equals(node.type())) {
                    return node.with(inputs);
                }
            }
        }
        return node;
    }

    private static Node neutral(Node node) {
        if (!(node.op() instanceof Binary op)) {
            return node;
        }
        Node a = node.input(0);
        Node b = node.input(1);
        if (op.neutral().isEmpty()) {
            return node;
        }
        double neutral = op.neutral().getAsDouble();
        return isNumber(b, neutral) ? a : op.isCommutative() && isNumber(a, neutral) ? b : node;
    }

    private static Node slice(Node node, Slice slice) {
        Node x = node.input(0);
        if (slice.from() == 0 && slice.to() == x.type().shape().dim(-1)) {
            return x;
        }
        if (x.op() instanceof Slice outer) {
            return Node.of(new Slice(outer.from() + slice.from(), outer.from() + slice.to()), x.input(0));
        }
        if (x.op() instanceof Pad pad) {
            int end = pad.from() + x.input(0).type().shape().dim(-1);
            if (slice.from() >= pad.from() && slice.to() <= end) {
                return Node.of(new Slice(slice.from() - pad.from(), slice.to() - pad.from()), x.input(0));
            }
            return slice.to() <= pad.from() || slice.from() >= end ? zero(node.type()) : node;
        }
        if (x.op() instanceof Concat) {
            int at = 0;
            for (Node part : x.inputs()) {
                int end = at + part.type().shape().dim(-1);
                if (slice.from() >= at && slice.to() <= end) {
                    return Node.of(new Slice(slice.from() - at, slice.to() - at), part);
                }
                at = end;
            }
        }
        return node;
    }

    /** Neighbouring slices of one value are one slice; a concat of one part is that part. */
    private static Node concat(Node node) {
        List<Node> parts = new ArrayList<>();
        for (Node part : node.inputs()) {
            Node last = parts.isEmpty() ? part : parts.get(parts.size() - 1);
            if (part.op() instanceof Concat) {
                parts.addAll(part.inputs());
            } else if (!parts.isEmpty()
                    && last.op() instanceof Slice a
                    && part.op() instanceof Slice b
                    && last.input(0) == part.input(0)
                    && a.to() == b.from()) {
                parts.set(parts.size() - 1, Node.of(new Slice(a.from(), b.to()), part.input(0)));
            } else {
                parts.add(part);
            }
        }
        if (parts.size() == 1) {
            return parts.get(0);
        }
        return parts.size() == node.inputs().size() ? node : Node.of(new Concat(), parts);
    }

    private static boolean isConstant(Node node) {
        return node.op() instanceof Leaf.Constant;
    }

    private static double number(Node node) {
        return ((Leaf.Constant) node.op()).value();
    }

    private static boolean isNumber(Node node, double value) {
        Node base = node;
        while (base.op() instanceof ToRows || base.op() instanceof Repeat) {
            base = base.input(0);
        }
        return isConstant(base) && number(base) == value;
    }

    /** Whether every element is 0, as far as linear ops on zeros show. */
    private static boolean isZero(Node node) {
        if (isConstant(node)) {
            return number(node) == 0;
        }
        return Primitive.is(node, Trait.LINEAR) && node.inputs().stream().allMatch(Simplify::isZero);
    }

    /** Whether a result has fewer numbers than the input it is computed from. */
    private static boolean isSmaller(Node node) {
        Type before = node.input(0).type();
        return node.type().shape().size() < before.shape().size()
                || node.type().rows().depth() < before.rows().depth();
    }

    private static boolean isCanonicalZero(Node node) {
        return node.op() instanceof ToRows && isConstant(node.input(0)) && number(node.input(0)) == 0;
    }

    private static Node zero(Type type) {
        Node zero = Node.of(new Leaf.Constant(0, type.shape()));
        return type.rows() == Rows.NONE ? zero : Node.of(new ToRows(type.rows()), zero);
    }
}
