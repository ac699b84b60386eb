package dev.unroll.model;

import dev.unroll.graph.Graph;
import dev.unroll.graph.Node;
import dev.unroll.graph.Rows;
import dev.unroll.graph.Scan;
import dev.unroll.op.Products;
import java.util.List;

/**
 * What a model costs.
 *
 * @param parameters how many trained numbers it has
 * @param memoryBytes of weights, gradients and two moments, float32
 * @param trainingFlopsPerToken multiplications and additions of all matrix products for one step of one sequence: forward,
 *     and twice that for the gradients
 */
public record ModelReport(long parameters, long memoryBytes, long trainingFlopsPerToken) {
    private static final int COPIES = 4;

    public static ModelReport of(Model model) {
        long forward = flops(
                model.evaluation().outputs().containsKey("losses")
                        ? Graph.order(List.of(model.evaluation().output("losses")))
                        : model.evaluation().order());
        return new ModelReport(model.size(), model.size() * COPIES * Float.BYTES, 3 * forward);
    }

    /** Products with a row per step, in and outside of recurrences; those with a row per sequence are few. */
    private static long flops(List<Node> order) {
        long flops = 0;
        for (Node node : order) {
            if (node.op() instanceof Scan scan) {
                flops += products(Graph.stepOrder(scan, Graph.picks(order).get(node)), Rows.BATCH);
            }
        }
        return flops + products(order, Rows.STEPS);
    }

    private static long products(List<Node> order, Rows rows) {
        return order.stream()
                .filter(node ->
                        node.op() instanceof Products.MatMul && node.type().rows() == rows)
                .mapToLong(node -> 2L * node.input(1).type().shape().size())
                .sum();
    }
}
