package dev.unroll.compile;

import dev.unroll.graph.Graph;
import dev.unroll.graph.Node;
import dev.unroll.graph.Rows;
import dev.unroll.op.Binary;
import dev.unroll.op.Products;
import java.util.List;

/** Fuses a bias into a product, whose accumulators it initialises, where nothing else reads the product. */
final class Biases {
    private Biases() {}

    static Graph apply(Graph graph) {
        Uses uses = Uses.of(graph);
        return new Rewriter((original, node) -> rule(original, node, uses)).rewrite(graph);
    }

    private static Node rule(Node original, Node node, Uses uses) {
        for (int i = 0; i < 2 && node.op() == Binary.ADD && original.op() == Binary.ADD; i++) {
            Node product = node.input(i);
            Node bias = node.input(1 - i);
            if (product.op() instanceof Products.MatMul matmul
                    && uses.isSingle(original.input(i))
                    && product.type().equals(node.type())
                    && isBias(bias, product)) {
                return Node.of(new Affine(matmul.transposed()), List.of(product.input(0), product.input(1), bias))
                        .named(node.name());
            }
        }
        return node;
    }

    private static boolean isBias(Node bias, Node product) {
        return bias.type().rows() == Rows.NONE
                && product.type().rows() != Rows.NONE
                && bias.type().shape().rank() == 1
                && bias.type().shape().dim(0) == product.type().shape().dim(-1);
    }
}
