package dev.unroll.compile;

import dev.unroll.graph.Graph;
import dev.unroll.graph.Node;
import dev.unroll.graph.Type;
import dev.unroll.op.Context;
import dev.unroll.op.Features.Reshape;
import dev.unroll.op.Features.Slice;
import dev.unroll.op.Softmaxes.CrossEntropy;
import dev.unroll.op.Softmaxes.CrossEntropyGradient;
import dev.unroll.tensor.Shape;
import dev.unroll.tensor.Tensor;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;

/** Computes a cross entropy together with its gradient, so that each row of the scores is read while it is in cache. */
public final class Likelihoods {
    private Likelihoods() {}

    /**
     * {@code cross_entropy_gradient(logits, labels, g)} and, after it in each row, {@code cross_entropy(logits, labels)}.
     */
    public record CrossEntropyWithGradient() implements AfterGradients {
        @Override
        public String name() {
            return "cross_entropy_and_gradient";
        }

        @Override
        public Type infer(List<Type> inputs) {
            Type gradient = new CrossEntropyGradient().infer(inputs);
            return Type.real(gradient.rows(), Shape.of(gradient.shape().dim(-1) + 1));
        }

        @Override
        public void forward(List<Tensor> inputs, Tensor out, Context context) {
            Tensor logits = inputs.get(0);
            Tensor gradient = Tensor.zeros(logits.rows(), logits.shape());
            Tensor loss = Tensor.zeros(logits.rows(), Shape.SCALAR);
            new CrossEntropyGradient().forward(inputs, gradient, context);
            new CrossEntropy().forward(inputs.subList(0, 2), loss, context);
            int classes = logits.width();
            for (int row = 0; row < logits.rows(); row++) {
                System.arraycopy(gradient.data(), row * classes, out.data(), row * (classes + 1), classes);
                out.data()[row * (classes + 1) + classes] = loss.data()[row];
            }
        }
    }

    static Graph apply(Graph graph) {
        Map<List<Node>, Node> losses = new HashMap<>();
        Map<Node, Node> replaced = new IdentityHashMap<>();
        List<Node> order = graph.order();
        for (Node node : order) {
            if (node.op() instanceof CrossEntropy) {
                losses.put(node.inputs(), node);
            }
        }
        for (Node node : order) {
            Node loss = node.op() instanceof CrossEntropyGradient
                    ? losses.get(node.inputs().subList(0, 2))
                    : null;
            if (loss != null && !dependsOnLosses(node)) {
                int classes = node.type().shape().dim(-1);
                Node both = Node.of(new CrossEntropyWithGradient(), node.inputs());
                replaced.put(node, Node.of(new Slice(0, classes), both));
                replaced.put(loss, Node.of(new Reshape(Shape.SCALAR), Node.of(new Slice(classes, classes + 1), both)));
            }
        }
        Map<Node, Node> done = Graph.rewrite(graph.outputs().values(), node -> replaced.getOrDefault(node, node));
        return graph.replaced(done::get);
    }

    /** Whether a gradient is that of a function of losses, which then come first. */
    private static boolean dependsOnLosses(Node gradient) {
        return Graph.order(gradient.inputs()).stream().anyMatch(node -> node.op() instanceof CrossEntropy);
    }
}
