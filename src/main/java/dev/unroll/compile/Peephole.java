package dev.unroll.compile;

import dev.unroll.graph.Graph;
import dev.unroll.graph.Leaf;
import dev.unroll.graph.Node;
import dev.unroll.op.Binary;
import dev.unroll.op.Unary;
import java.util.Optional;

/** Combines element-wise ops that a kernel computes in one loop, where nothing else reads the intermediate values. */
final class Peephole {
    private final Uses uses;

    private Peephole(Uses uses) {
        this.uses = uses;
    }

    static Graph apply(Graph graph) {
        return new Rewriter(new Peephole(Uses.of(graph))::rule).rewrite(graph);
    }

    private Node rule(Node original, Node node) {
        if (original.op() != node.op()) {
            return node; // done already
        }
        if (node.op() == Unary.SIGMOID || node.op() == Unary.TANH) {
            return ofSum(original, node);
        }
        for (int i = 0; i < node.inputs().size(); i++) {
            Node part = node.input(i);
            boolean alone = node.inputs().size() == 2
                    && uses.isSingle(original.input(i))
                    && part.type().equals(node.type());
            if (alone && node.op() == Binary.ADD && part.op() == Binary.MUL) {
                return Node.of(Combined.MULTIPLY_ADD, part.input(0), part.input(1), node.input(1 - i));
            } else if (alone && node.op() == Binary.SUB && part.op() == Binary.MUL && i == 1) {
                return Node.of(Combined.SUBTRACT_PRODUCT, part.input(0), part.input(1), node.input(0));
            }
            Optional<Node> slope = alone && node.op() == Binary.MUL ? slope(node.input(1 - i), part) : Optional.empty();
            if (slope.isPresent()) {
                return slope.get();
            }
        }
        return node;
    }

    private Node ofSum(Node original, Node node) {
        Node sum = node.input(0);
        boolean alone = sum.op() == Binary.ADD && uses.isSingle(original.input(0));
        Combined op = node.op() == Unary.SIGMOID ? Combined.SIGMOID_OF_SUM : Combined.TANH_OF_SUM;
        return alone ? Node.of(op, sum.inputs()).named(node.name()) : node;
    }

    /** {@code g · y (1 - y)} and {@code g · (1 - y²)}. */
    private static Optional<Node> slope(Node g, Node part) {
        if (part.op() == Binary.MUL) {
            for (int i = 0; i < 2; i++) {
                Node y = part.input(i);
                Node rest = part.input(1 - i);
                if (rest.op() == Binary.SUB && isOne(rest.input(0)) && rest.input(1) == y) {
                    return Optional.of(Node.of(Combined.SIGMOID_SLOPE, g, y));
                }
            }
        }
        boolean tanh = part.op() == Combined.SUBTRACT_PRODUCT && part.input(0) == part.input(1) && isOne(part.input(2));
        return tanh ? Optional.of(Node.of(Combined.TANH_SLOPE, g, part.input(0))) : Optional.empty();
    }

    private static boolean isOne(Node node) {
        return node.op() instanceof Leaf.Constant constant && constant.value() == 1;
    }
}
