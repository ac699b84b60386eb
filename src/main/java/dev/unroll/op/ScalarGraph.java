package dev.unroll.op;

import dev.unroll.graph.Graph;
import dev.unroll.graph.Leaf;
import dev.unroll.graph.Node;
import dev.unroll.graph.Rows;
import dev.unroll.graph.Type;
import dev.unroll.tensor.Shape;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;

/** The function of a {@link ScalarOp} as a graph of one number. */
record ScalarGraph(Node x, Node value) {
    /** @throws IllegalStateException if the op gives no graph, or one that is not element-wise in x alone */
    static ScalarGraph of(ScalarOp op) {
        Node x = Node.of(new Leaf.Input("x", Type.real(Rows.NONE, Shape.SCALAR)));
        return new ScalarGraph(x, value(op, x));
    }

    private static Node value(ScalarOp op, Node x) {
        Node value = op.value(x);
        if (value.op().equals(op)) {
            throw new IllegalStateException(op.name() + " gives neither value(x) nor both f(x) and derivative(x, y)");
        }
        return value;
    }

    /** The function of a number. */
    double number(double number) {
        Map<Node, Double> numbers = new IdentityHashMap<>();
        numbers.put(x, number);
        for (Node node : Graph.order(List.of(value))) {
            if (node.op() instanceof Leaf.Constant constant) {
                numbers.put(node, constant.value());
            } else if (node.op() instanceof ElementWise op) {
                numbers.put(
                        node,
                        op.apply(
                                node.inputs().stream().mapToDouble(numbers::get).toArray()));
            } else if (node != x) {
                throw new IllegalStateException("value(x) is not element-wise: " + node);
            }
        }
        return numbers.get(value);
    }

    /** The derivative of an op's function, by reverse mode from its value to x. */
    static Node derivative(ScalarOp op, Node x) {
        Node value = value(op, x);
        Map<Node, Node> cotangents = new IdentityHashMap<>();
        cotangents.put(value, Ops.constant(1));
        List<Node> order = Graph.order(List.of(value));
        for (int i = order.size() - 1; i > order.indexOf(x); i--) {
            Node node = order.get(i);
            Node g = cotangents.get(node);
            if (g != null && node.op() instanceof ElementWise elementWise) {
                elementWise.vjp(node, g, (input, share) -> cotangents.merge(node.input(input), share, Ops::add));
            }
        }
        return cotangents.getOrDefault(x, Ops.constant(0));
    }
}
