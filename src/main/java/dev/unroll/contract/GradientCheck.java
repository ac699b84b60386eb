package dev.unroll.contract;

import dev.unroll.grad.Gradient;
import dev.unroll.graph.Graph;
import dev.unroll.graph.Leaf;
import dev.unroll.graph.Node;
import dev.unroll.op.Context;
import dev.unroll.op.Ops;
import dev.unroll.run.reference.Interpreter;
import dev.unroll.tensor.Tensor;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.DoubleUnaryOperator;

/**
 * Analytic gradients against central differences in float64, at order 1 (every element) and at orders 1 and 2 along random
 * directions. An order-2 rule can be wrong where order 1 is right, so both count.
 */
public final class GradientCheck {
    /** The step of the central differences. */
    public static final double STEP = 1e-5;

    /** Differences with a larger error than this cannot tell a right gradient from a wrong one. */
    private static final double UNSETTLED = 1e-4;
    /**
     * One comparison.
     *
     * @param order 1 or 2
     * @param input the name of the value differentiated by, or "direction"
     * @param entry the element, row-major; -1 for a direction
     * @param difference the same by differences
     */
    public record Comparison(int order, String input, int entry, double analytic, Derivative difference) {
        /** By differences. */
        public double numeric() {
            return difference.value();
        }

        /**
         * By how much more they differ than the difference's own error explains, over max(1, |analytic|, |numeric|);
         * infinite if either is not a number or the differences do not converge.
         */
        public double error() {
            double scale = Math.max(1, Math.max(Math.abs(analytic), Math.abs(numeric())));
            double apart = Math.abs(analytic - numeric());
            double error = Math.max(0, apart - difference.error()) / scale;
            return Double.isNaN(error) || difference.error() > UNSETTLED * scale ? Double.POSITIVE_INFINITY : error;
        }

        /** Whether it is within 1e-7 for an element and 1e-6 for a direction. */
        public boolean passes() {
            return error() <= (entry < 0 ? 1e-6 : 1e-7);
        }
    }

    private final Map<String, Tensor> inputs;
    private final Map<String, Tensor> parameters;
    private final Context context;
    private final Random random;

    /** The first direction of each target, which the slope's graph reads as an input. */
    private final Map<String, Tensor> slopeInputs = new LinkedHashMap<>();

    /** @param seed of the random directions */
    public GradientCheck(Map<String, Tensor> inputs, Map<String, Tensor> parameters, Context context, long seed) {
        this.inputs = inputs;
        this.parameters = parameters;
        this.context = context;
        this.random = new Random(seed);
    }

    /**
     * Compares the gradient of {@code value}, a single number, by every parameter and every real input it depends on.
     *
     * @param elements whether every element is compared, or only directions
     */
    public List<Comparison> compare(Node value, boolean elements) {
        return compare(value, elements ? Integer.MAX_VALUE : 0);
    }

    /**
     * The same for some of the elements.
     *
     * @param most how many elements of each target are compared, spread over it
     */
    public List<Comparison> compare(Node value, int most) {
        List<Node> targets = Graph.order(List.of(value)).stream()
                .filter(node -> node.op() instanceof Leaf.Parameter
                        || node.op() instanceof Leaf.Input && !node.type().isIndex())
                .toList();
        Map<Node, Node> gradients = Gradient.of(value, targets);
        Map<Node, Tensor> analytic = evaluate(gradients);
        List<Comparison> comparisons = new ArrayList<>();
        if (most > 0) {
            for (Node target : targets) {
                elements(value, target, most, analytic.get(target), comparisons);
            }
        }
        Map<Node, Tensor> direction = directions(targets);
        comparisons.add(direction(1, value, analytic, direction));
        Node slope = slope(gradients);
        Map<Node, Tensor> second = evaluate(Gradient.of(slope, targets));
        comparisons.add(direction(2, slope, second, directions(targets)));
        return comparisons;
    }

    private void elements(Node value, Node target, int most, Tensor gradient, List<Comparison> into) {
        double[] data = tensor(target).data();
        int stride = (int) Math.ceil((double) data.length / most);
        for (int i = 0; i < data.length; i += stride) {
            int at = i;
            double kept = data[i];
            DoubleUnaryOperator moved = by -> {
                data[at] = kept + by;
                double number = number(value);
                data[at] = kept;
                return number;
            };
            into.add(compared(1, target.op().name(), i, gradient.data()[i], moved));
        }
    }

    /** By a single difference; if that does not agree, by several, whose own error is judged first. */
    private static Comparison compared(int order, String input, int entry, double analytic, DoubleUnaryOperator f) {
        double single = (f.applyAsDouble(STEP) - f.applyAsDouble(-STEP)) / (2 * STEP);
        Comparison quick = new Comparison(order, input, entry, analytic, Derivative.plain(single));
        return quick.passes() ? quick : new Comparison(order, input, entry, analytic, Derivative.central(f));
    }

    private Comparison direction(int order, Node value, Map<Node, Tensor> gradient, Map<Node, Tensor> direction) {
        double analytic = 0;
        for (Map.Entry<Node, Tensor> entry : direction.entrySet()) {
            double[] g = gradient.get(entry.getKey()).data();
            for (int i = 0; i < g.length; i++) {
                analytic += g[i] * entry.getValue().data()[i];
            }
        }
        return compared(order, "direction", -1, analytic, by -> shifted(value, direction, by));
    }

    private double shifted(Node value, Map<Node, Tensor> direction, double by) {
        Map<Node, double[]> kept = new LinkedHashMap<>();
        direction.forEach((target, d) -> {
            double[] data = tensor(target).data();
            kept.put(target, data.clone());
            for (int i = 0; i < data.length; i++) {
                data[i] += by * d.data()[i];
            }
        });
        double number = number(value);
        kept.forEach((target, data) -> System.arraycopy(data, 0, tensor(target).data(), 0, data.length));
        return number;
    }

    /** The derivative along the first directions as a graph: the sum of gradient times direction. */
    private static Node slope(Map<Node, Node> gradients) {
        Node slope = Ops.constant(0);
        for (Map.Entry<Node, Node> entry : gradients.entrySet()) {
            Node along = Node.of(
                    new Leaf.Input(directionName(entry.getKey()), entry.getKey().type()));
            slope = Ops.add(slope, Ops.total(Ops.mul(entry.getValue(), along)));
        }
        return slope;
    }

    private Map<Node, Tensor> directions(List<Node> targets) {
        Map<Node, Tensor> directions = new LinkedHashMap<>();
        for (Node target : targets) {
            Tensor like = tensor(target);
            Tensor direction = Tensor.zeros(like.rows(), like.shape());
            for (int i = 0; i < direction.data().length; i++) {
                direction.data()[i] = random.nextGaussian() / Math.sqrt(direction.data().length);
            }
            directions.put(target, direction);
            slopeInputs.putIfAbsent(directionName(target), direction);
        }
        return directions;
    }

    private static String directionName(Node target) {
        return "direction of " + target.op().name();
    }

    private Tensor tensor(Node leaf) {
        return (leaf.op() instanceof Leaf.Parameter ? parameters : inputs)
                .get(leaf.op().name());
    }

    private double number(Node value) {
        return run(new Graph(Map.of("value", value))).get("value").data()[0];
    }

    private Map<Node, Tensor> evaluate(Map<Node, Node> gradients) {
        Map<String, Node> outputs = new LinkedHashMap<>();
        gradients.forEach((target, gradient) -> outputs.put(target.op().name(), gradient));
        Map<String, Tensor> values = run(new Graph(outputs).united());
        Map<Node, Tensor> found = new LinkedHashMap<>();
        gradients
                .keySet()
                .forEach(target -> found.put(target, values.get(target.op().name())));
        return found;
    }

    private Map<String, Tensor> run(Graph graph) {
        Map<String, Tensor> all = new LinkedHashMap<>(inputs);
        all.putAll(slopeInputs);
        return new Interpreter(all, parameters).run(graph, context);
    }
}
