package dev.unroll.run.reference;

import dev.unroll.graph.Graph;
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
        Packing packing = context.packing();
        List<Node> order = scan.order();
        Tensor[] states = new Tensor[scan.states().size()];
        for (int k = 0; k < states.length; k++) {
            states[k] = values.get(node.input(scan.firstState() + k)).copy();
        }
        List<Tensor> results = new ArrayList<>();
        for (Result result : scan.results()) {
            Type type = result.type();
            results.add(
                    result.kind() == Scan.Kind.FINAL
                            ? states[scan.states().indexOf(result.inner())]
                            : Tensor.zeros(context.rows(type.rows()), type.shape()));
        }
        for (int i = 0; i < packing.steps(); i++) {
            int t = scan.reverse() ? packing.steps() - 1 - i : i;
            Map<Node, Tensor> step = leaves(node, scan, states, values, packing, t);
            evaluate(order, step, context.at(t));
            for (int k = 0; k < states.length; k++) {
                states[k].put(0, step.get(scan.next().get(k)));
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
        return results;
    }

    private static Map<Node, Tensor> leaves(
            Node node, Scan scan, Tensor[] states, Map<Node, Tensor> values, Packing packing, int t) {
        int alive = packing.alive(t);
        Map<Node, Tensor> step = new IdentityHashMap<>();
        for (int i = 0; i < scan.sequences().size(); i++) {
            step.put(scan.sequences().get(i), values.get(node.input(i)).slice(packing.offset(t), alive));
        }
        for (int i = 0; i < scan.constants().size(); i++) {
            Tensor constant = values.get(node.input(scan.sequences().size() + i));
            boolean rows = scan.constants().get(i).type().rows() == Rows.BATCH;
            step.put(scan.constants().get(i), rows ? constant.slice(0, alive) : constant);
        }
        for (int k = 0; k < states.length; k++) {
            step.put(scan.states().get(k), states[k].slice(0, alive));
        }
        return step;
    }
}
