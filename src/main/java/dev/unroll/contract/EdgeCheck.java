package dev.unroll.contract;

import dev.unroll.contract.GradientCheck.Comparison;
import dev.unroll.grad.Gradient;
import dev.unroll.graph.Graph;
import dev.unroll.graph.Leaf;
import dev.unroll.graph.Node;
import dev.unroll.op.Context;
import dev.unroll.op.Ops;
import dev.unroll.op.Primitive;
import dev.unroll.op.Unary;
import dev.unroll.run.reference.Interpreter;
import dev.unroll.tensor.Tensor;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;

/**
 * Gradients of order 1 at zeros, ties and large numbers, where a function may have a kink or a jump: there the gradient lies
 * between the slopes on both sides, and where one of them is unbounded it has to be a number, no more.
 */
final class EdgeCheck {
    private static final double TOLERANCE = 1e-5;
    /** Where gradients are smaller, what float64 rounds off in between may be as large. */
    private static final double SMALLEST = 1e-3;

    private static final double STEADY = 0.1;

    private final Node node;
    private final Map<String, Tensor> inputs;
    private final Context context;
    private final Node value;
    private final Node size;

    EdgeCheck(Node node, Map<String, Tensor> inputs, Context context, Random random) {
        this.node = node;
        this.inputs = new LinkedHashMap<>(inputs);
        this.context = context;
        Tensor weights =
                Tensor.zeros(context.rows(node.type().rows()), node.type().shape());
        for (int i = 0; i < weights.data().length; i++) {
            weights.data()[i] = random.nextGaussian();
        }
        this.inputs.put("weights of the result", weights);
        // Linear in the result, so that it adds no curve of its own.
        Node terms = Ops.mul(node, Node.of(new Leaf.Input("weights of the result", node.type())));
        this.value = Ops.total(terms);
        this.size = Ops.total(Node.of(Unary.ABS, terms));
    }

    /** The first entry whose gradient cannot be right. */
    Optional<Comparison> wrong() {
        List<Node> targets =
                node.inputs().stream().filter(leaf -> !leaf.type().isIndex()).toList();
        Map<String, Node> outputs = new LinkedHashMap<>();
        Gradient.of(value, targets)
                .forEach((target, g) -> outputs.put(target.op().name(), g));
        if (outputs.isEmpty()) {
            return Optional.empty();
        }
        Map<String, Tensor> gradients = new Interpreter(inputs, Map.of()).run(new Graph(outputs), context);
        Graph graph = new Graph(Map.of("value", value));
        boolean isFinite = Double.isFinite(number(graph));
        double ulp = Math.ulp(number(new Graph(Map.of("value", size))));
        for (Node target : targets) {
            int k = node.inputs().indexOf(target);
            String name = target.op().name();
            double[] data = inputs.get(name).data();
            for (int i = 0; i < data.length; i++) {
                double analytic = gradients.get(name).data()[i];
                double step = GradientCheck.STEP * Math.max(1, Math.abs(data[i]));
                Derivative below = slope(graph, data, i, k, -step);
                Derivative above = slope(graph, data, i, k, step);
                double larger = Math.max(Math.abs(below.value()), Math.abs(above.value()));
                double apart = 8 * ulp / step + TOLERANCE * Math.max(SMALLEST, larger);
                boolean between = analytic
                                >= Math.min(below.value() - below.error(), above.value() - above.error()) - apart
                        && analytic <= Math.max(below.value() + below.error(), above.value() + above.error()) + apart;
                if (!Double.isFinite(analytic) && isFinite || isBounded(below) && isBounded(above) && !between) {
                    return Optional.of(new Comparison(1, name, i, analytic, nearer(analytic, below, above)));
                }
            }
        }
        return Optional.empty();
    }

    /** A jump's quotient grows as the step shrinks. */
    private static boolean isBounded(Derivative slope) {
        return Double.isFinite(slope.value()) && slope.error() <= STEADY * Math.max(1, Math.abs(slope.value()));
    }

    private static Derivative nearer(double analytic, Derivative below, Derivative above) {
        return Math.abs(below.value() - analytic) < Math.abs(above.value() - analytic) ? below : above;
    }

    /** NaN where the op is not defined. */
    private Derivative slope(Graph graph, double[] data, int i, int k, double step) {
        double kept = data[i];
        return Derivative.oneSided(
                by -> {
                    if (by != 0 && !((Primitive) node.op()).isDefined(k, kept + by)) {
                        return Double.NaN;
                    }
                    data[i] = kept + by;
                    double moved = number(graph);
                    data[i] = kept;
                    return moved;
                },
                step);
    }

    private double number(Graph graph) {
        return new Interpreter(inputs, Map.of())
                .run(graph, context)
                .get("value")
                .data()[0];
    }
}
