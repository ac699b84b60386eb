package dev.unroll.run.reference;

import dev.unroll.graph.Graph;
import dev.unroll.graph.Lanes;
import dev.unroll.graph.Leaf;
import dev.unroll.graph.Node;
import dev.unroll.graph.Rows;
import dev.unroll.graph.Scan;
import dev.unroll.graph.Scan.Result;
import dev.unroll.graph.Type;
import dev.unroll.op.Context;
import dev.unroll.op.Primitive;
import dev.unroll.tensor.Packing;
import dev.unroll.tensor.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The definition of what a graph means: every node is computed in float64 in the order of its inputs, and a recurrence
 * is unrolled step by step. It favours plainness over speed.
 */
public final class Interpreter {
    private final Map<String, Tensor> inputs;
    private final Map<String, Tensor> parameters;
    private final Watch watch;

    /** Sees what is computed. */
    interface Watch {
        /**
         * After an op of a graph, or of a step of a recurrence.
         *
         * @param out may be changed before others read it
         */
        void computed(Node node, List<Tensor> inputs, Tensor out);
    }

    /**
     * @param inputs the batch's values by name, rows packed
     * @param parameters the weights by name, one row each
     */
    public Interpreter(Map<String, Tensor> inputs, Map<String, Tensor> parameters) {
        this(inputs, parameters, (node, read, out) -> {});
    }

    Interpreter(Map<String, Tensor> inputs, Map<String, Tensor> parameters, Watch watch) {
        this.inputs = inputs;
        this.parameters = parameters;
        this.watch = watch;
    }

    /** The value of every output of {@code graph}. */
    public Map<String, Tensor> run(Graph graph, Context context) {
        List<Node> order = graph.order();
        Map<Node, Tensor> values = new IdentityHashMap<>();
        evaluate(order, values, context);
        Map<String, Tensor> outputs = new LinkedHashMap<>();
        graph.outputs().forEach((name, node) -> outputs.put(name, values.get(node)));
        return outputs;
    }

    private void evaluate(List<Node> order, Map<Node, Tensor> values, Context context) {
        Map<Node, List<Tensor>> results = new IdentityHashMap<>();
        for (Node node : order) {
            if (values.containsKey(node)) {
                continue;
            }
            if (node.op() instanceof Scan scan) {
                results.put(node, unroll(node, scan, values, context));
            } else if (node.op() instanceof Scan.Read read) {
                values.put(node, results.get(node.input(0)).get(read.index()));
            } else if (node.op() instanceof Leaf leaf) {
                values.put(node, leaf(leaf));
            } else if (node.op() instanceof Primitive primitive) {
                Tensor out = Tensor.zeros(
                        context.rows(node.type().rows()), node.type().shape());
                List<Tensor> read = node.inputs().stream().map(values::get).toList();
                primitive.forward(read, out, context);
                watch.computed(node, read, out);
                values.put(node, out);
            }
        }
    }

    private Tensor leaf(Leaf leaf) {
        if (leaf instanceof Leaf.Constant constant) {
            Tensor tensor = Tensor.zeros(1, constant.shape());
            Arrays.fill(tensor.data(), constant.value());
            return tensor;
        }
        Tensor value = leaf instanceof Leaf.Parameter ? parameters.get(leaf.name()) : inputs.get(leaf.name());
        if (value == null) {
            throw new IllegalArgumentException("no value for '" + leaf.name() + "'");
        }
        return value;
    }

    private List<Tensor> unroll(Node node, Scan scan, Map<Node, Tensor> values, Context context) {
        Lanes lanes = context.axes().along(scan.axis());
        Packing packing = lanes.packing();
        List<Node> order = scan.order();
        List<Tensor> constants = new ArrayList<>();
        for (int i = 0; i < scan.constants().size(); i++) {
            constants.add(inLanes(
                    values.get(node.input(scan.sequences().size() + i)),
                    scan.constants().get(i),
                    lanes));
        }
        List<Tensor> states = new ArrayList<>();
        for (int k = 0; k < scan.states().size(); k++) {
            states.add(inLanes(
                    values.get(node.input(scan.firstState() + k)), scan.states().get(k), lanes));
        }
        List<Tensor> results = new ArrayList<>();
        for (Result result : scan.results()) {
            Type type = scan.type(result);
            results.add(
                    result.kind() == Scan.Kind.FINAL
                            ? states.get(scan.states().indexOf(result.inner()))
                            : Tensor.zeros(context.rows(type.rows()), type.shape()));
        }
        for (int i = 0; i < packing.steps(); i++) {
            int t = scan.reverse() ? packing.steps() - 1 - i : i;
            Context here = context.at(lanes, t);
            Map<Node, Tensor> step = new IdentityHashMap<>();
            for (int k = 0; k < scan.sequences().size(); k++) {
                step.put(scan.sequences().get(k), values.get(node.input(k)).slice(packing.offset(t), packing.alive(t)));
            }
            for (int k = 0; k < constants.size(); k++) {
                Node leaf = scan.constants().get(k);
                step.put(leaf, constants.get(k).slice(0, here.rows(leaf.type().rows())));
            }
            for (int k = 0; k < states.size(); k++) {
                step.put(scan.states().get(k), states.get(k).slice(0, packing.alive(t)));
            }
            evaluate(order, step, here);
            for (int k = 0; k < states.size(); k++) {
                states.get(k).put(0, step.get(scan.next().get(k)));
            }
            for (int k = 0; k < results.size(); k++) {
                Result result = scan.results().get(k);
                if (result.kind() == Scan.Kind.STACKED) {
                    results.get(k).put(packing.offset(t), step.get(result.inner()));
                } else if (result.kind() == Scan.Kind.SUMMED) {
                    results.get(k).add(step.get(result.inner()));
                }
            }
        }
        for (int k = 0; k < results.size(); k++) {
            Result result = scan.results().get(k);
            if (result.kind() != Scan.Kind.STACKED) {
                results.set(k, outOfLanes(results.get(k), result.inner(), lanes));
            }
        }
        return results;
    }

    /** The rows of a value outside in the order in which a recurrence has them. */
    private static Tensor inLanes(Tensor outside, Node inner, Lanes lanes) {
        if (inner.type().rows() == Rows.NONE) {
            return outside;
        }
        int[] origins = lanes.origins(inner.type().rows());
        Tensor inside = Tensor.zeros(origins.length, outside.shape());
        for (int row = 0; row < origins.length; row++) {
            inside.put(row, outside.slice(origins[row], 1));
        }
        return inside;
    }

    private static Tensor outOfLanes(Tensor inside, Node inner, Lanes lanes) {
        if (inner.type().rows() == Rows.NONE) {
            return inside;
        }
        int[] origins = lanes.origins(inner.type().rows());
        Tensor outside = Tensor.zeros(origins.length, inside.shape());
        for (int row = 0; row < origins.length; row++) {
            outside.put(origins[row], inside.slice(row, 1));
        }
        return outside;
    }
}
