package dev.unroll.model;

import dev.unroll.graph.Graph;
import dev.unroll.graph.Node;
import dev.unroll.graph.Rows;
import dev.unroll.graph.Scan;
import dev.unroll.op.Products;
import dev.unroll.tensor.Shape;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The size and cost of a model.
 *
 * @param parameters how many trained numbers it has
 * @param memoryBytes of weights, gradients and two moments, float32
 * @param trainingFlopsPerToken multiplications and additions of all matrix products for one step of one sequence: forward,
 * and twice that for the gradients
 */
public record ModelReport(long parameters, long memoryBytes, long trainingFlopsPerToken) {
    private static final int COPIES = 4;
    /** The gradients cost two forward passes. */
    private static final int PASSES = 3;

    /** Of the forward pass alone. */
    public long forwardFlopsPerToken() {
        return trainingFlopsPerToken / PASSES;
    }

    public static ModelReport of(Model model) {
        return of(model, Set.of());
    }

    /**
     * The same without all that depends on a size that is not known.
     *
     * @param unknown sizes that stand for such a one in the model's shapes
     */
    public static ModelReport of(Model model, Set<Integer> unknown) {
        List<Node> losses = model.evaluation().outputs().entrySet().stream()
                .filter(output -> Output.LOSSES.is(output.getKey()))
                .map(Map.Entry::getValue)
                .toList();
        long forward = flops(
                losses.isEmpty()
                        ? model.evaluation().order()
                        : Graph.order(Graph.united(losses).values()),
                unknown);
        long size = model.parameters().stream()
                .map(Parameter::shape)
                .filter(shape -> isKnown(shape, unknown))
                .mapToLong(Shape::size)
                .sum();
        return new ModelReport(size, size * COPIES * Float.BYTES, PASSES * forward);
    }

    /** Products with a row per step, in and outside of recurrences; those with a row per sequence are few. */
    private static long flops(List<Node> order, Set<Integer> unknown) {
        long flops = 0;
        for (Node node : order) {
            if (node.op() instanceof Scan scan) {
                flops += products(scan.order(), scan.axis().parent(), unknown);
            }
        }
        return flops + products(order, Rows.STEPS, unknown);
    }

    private static long products(List<Node> order, Rows rows, Set<Integer> unknown) {
        long flops = 0;
        for (Node node : order) {
            boolean here = node.type().rows().equals(rows);
            if (here
                    && node.op() instanceof Products.MatMul
                    && isKnown(node.input(1).type().shape(), unknown)) {
                flops += 2L * node.input(1).type().shape().size();
            } else if (here && node.op() instanceof Products.RowMatMul product) {
                flops += 2L * product.height() * product.depth() * product.width();
            }
        }
        return flops;
    }

    private static boolean isKnown(Shape shape, Set<Integer> unknown) {
        return Arrays.stream(shape.dims()).noneMatch(unknown::contains);
    }
}
