package dev.unroll.compile;

import dev.unroll.graph.Graph;
import dev.unroll.graph.Node;
import dev.unroll.graph.Rows;
import dev.unroll.graph.Type;
import dev.unroll.op.Binary;
import dev.unroll.op.Context;
import dev.unroll.op.Indexed.EmbedGradient;
import dev.unroll.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Adds the rows of an embedding's gradient to what else a table's gradient is, without a table of zeros for them: to a dense
 * gradient in place, to that of another embedding by the same table as one list of rows.
 */
final class Tables {
    private Tables() {}

    /** The sum of several gradients of embeddings by one table: a gradient and an index for each. */
    record TableSum() implements AfterGradients {
        @Override
        public Type infer(List<Type> inputs) {
            return new EmbedGradient().infer(inputs.subList(0, 2));
        }

        @Override
        public void forward(List<Tensor> inputs, Tensor out, Context context) {
            new EmbedGradient().forward(inputs.subList(0, 2), out, context);
            add(inputs.subList(2, inputs.size()), out, context);
        }
    }

    /** The first input, with the rows of gradients of embeddings added: a gradient and an index for each. */
    record Scatter() implements AfterGradients {
        @Override
        public Type infer(List<Type> inputs) {
            Type rows = new EmbedGradient().infer(inputs.subList(1, 3));
            if (!rows.equals(inputs.get(0))) {
                throw new IllegalArgumentException("rows of " + rows + " cannot be added to " + inputs.get(0));
            }
            return rows;
        }

        @Override
        public void forward(List<Tensor> inputs, Tensor out, Context context) {
            System.arraycopy(inputs.get(0).data(), 0, out.data(), 0, out.data().length);
            add(inputs.subList(1, inputs.size()), out, context);
        }
    }

    private static void add(List<Tensor> pairs, Tensor out, Context context) {
        for (int i = 0; i < pairs.size(); i += 2) {
            Tensor rows = Tensor.zeros(1, out.shape());
            new EmbedGradient().forward(pairs.subList(i, i + 2), rows, context);
            for (int k = 0; k < out.data().length; k++) {
                out.data()[k] += rows.data()[k];
            }
        }
    }

    static Graph apply(Graph graph) {
        Uses uses = Uses.of(graph);
        return new Rewriter((original, node) -> rule(original, node, uses)).rewrite(graph);
    }

    private static Node rule(Node original, Node node, Uses uses) {
        if (node.op() != Binary.ADD
                || original.op() != Binary.ADD
                || node.type().rows() != Rows.NONE) {
            return node;
        }
        Optional<List<Node>> left = pairs(original, node, 0, uses);
        Optional<List<Node>> right = pairs(original, node, 1, uses);
        if (left.isEmpty() && right.isEmpty()) {
            return node;
        }
        List<Node> inputs = new ArrayList<>();
        if (left.isEmpty()) {
            inputs.add(node.input(0));
        } else if (right.isEmpty()) {
            inputs.add(node.input(1));
        }
        left.ifPresent(inputs::addAll);
        right.ifPresent(inputs::addAll);
        boolean sparse = left.isPresent() && right.isPresent();
        boolean same = sparse || inputs.get(0).type().equals(node.type());
        return same ? Node.of(sparse ? new TableSum() : new Scatter(), inputs).named(node.name()) : node;
    }

    /** The gradients and indices of an operand that is rows of a table and nothing else needs. */
    private static Optional<List<Node>> pairs(Node original, Node node, int operand, Uses uses) {
        Node input = node.input(operand);
        boolean table = isTable(input) && uses.isSingle(original.input(operand));
        return table ? Optional.of(input.inputs()) : Optional.empty();
    }

    /** Whether a node is a sum of rows by index and nothing else. */
    static boolean isTable(Node node) {
        return node.op() instanceof EmbedGradient || node.op() instanceof TableSum;
    }
}
