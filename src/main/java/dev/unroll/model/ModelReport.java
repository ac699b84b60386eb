package dev.unroll.model;

import dev.unroll.graph.Graph;
import dev.unroll.graph.Node;
import dev.unroll.graph.Rows;
import dev.unroll.graph.Scan;
import dev.unroll.op.Products;
import dev.unroll.tensor.Shape;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The size and cost of a model.
 *
 * @param parameters how many trained numbers it has
 * @param memoryBytes of weights, gradients and two moments, float32
 * @param trainingFlops per axis, multiplications and additions of all matrix products for one row of it: forward, and twice
 *     that for the gradients
 */
public record ModelReport(long parameters, long memoryBytes, Map<Rows, Long> trainingFlops) {
    private static final int COPIES = 4;
    /** The gradients cost two forward passes. */
    private static final int PASSES = 3;

    public ModelReport {
        trainingFlops = Collections.unmodifiableMap(new LinkedHashMap<>(trainingFlops));
    }

    /** For one row of each axis. */
    public long trainingFlopsPerToken() {
        return trainingFlops.values().stream().mapToLong(flops -> flops).sum();
    }

    /** Of the forward pass alone. */
    public long forwardFlopsPerToken() {
        return trainingFlopsPerToken() / PASSES;
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
        Map<Rows, Long> forward = flops(
                losses.isEmpty()
                        ? model.evaluation().order()
                        : Graph.order(Graph.united(losses).values()),
                unknown);
        long size = model.parameters().stream()
                .map(Parameter::shape)
                .filter(shape -> isKnown(shape, unknown))
                .mapToLong(Shape::size)
                .sum();
        forward.replaceAll((axis, flops) -> PASSES * flops);
        return new ModelReport(size, size * COPIES * Float.BYTES, forward);
    }

    /** Products with a row per step, in and outside of recurrences; those with a row per sequence are few. */
    private static Map<Rows, Long> flops(List<Node> order, Set<Integer> unknown) {
        Map<Rows, Long> flops = new LinkedHashMap<>();
        for (Node node : order) {
            if (node.op() instanceof Scan scan) {
                Rows each = scan.axis().parent();
                scan.order().stream()
                        .filter(step -> step.type().rows() == each)
                        .forEach(step -> flops.merge(scan.axis(), product(step, unknown), Long::sum));
            } else if (node.type().rows().isAxis()) {
                flops.merge(node.type().rows(), product(node, unknown), Long::sum);
            }
        }
        flops.values().removeIf(count -> count == 0);
        return flops;
    }

    private static long product(Node node, Set<Integer> unknown) {
        if (node.op() instanceof Products.RowMatMul product) {
            return 2L * product.height() * product.depth() * product.width();
        }
        if (!(node.op() instanceof Products.MatMul)) {
            return 0;
        }
        Shape shape = node.input(1).type().shape();
        return isKnown(shape, unknown) ? 2L * shape.size() : 0;
    }

    private static boolean isKnown(Shape shape, Set<Integer> unknown) {
        return Arrays.stream(shape.dims()).noneMatch(unknown::contains);
    }
}
