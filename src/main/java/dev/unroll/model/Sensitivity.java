package dev.unroll.model;

import dev.unroll.grad.Gradient;
import dev.unroll.grad.Probes;
import dev.unroll.graph.Graph;
import dev.unroll.graph.Leaf;
import dev.unroll.graph.Node;
import dev.unroll.graph.Scan;
import dev.unroll.graph.Type;
import dev.unroll.op.Ops;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * The derivative of one value of a model by everything it read on its way: the steps of its input and, in each layer, the
 * cell's input and states at every step. It is exact, by reverse mode; the picture it makes is the connectivity of Madsen
 * (Visualizing memorization in RNNs, Distill 2019).
 *
 * <p>The graph computes {@code sum(seed * value)} differentiated: with a seed of 1 in a single place, the gradient of that one
 * number. Its inputs are the model's, the seed, and a probe for each layer's input and states, all of which are zero.
 *
 * @param graph outputs {@code by:NAME}, a row per step each: for each source of {@link #inputs} and each of {@link #probes}
 * @param seed the type of the input {@value #SEED}
 * @param inputs what the fields of a row per step are first made into: embeddings, one-hot vectors, or numbers themselves
 * @param probes the type of each probe, called {@code LAYER.x} or {@code LAYER.STATE'}
 */
public record Sensitivity(Graph graph, Type seed, List<String> inputs, Map<String, Type> probes) {
    /** The input that chooses what is differentiated. */
    public static final String SEED = "~seed";

    private static final String INPUT = "input:";

    /** The output with the gradient by an input or a probe. */
    public static String output(String name) {
        return Output.BY.of(name);
    }

    /**
     * @param model the model
     * @param value a real value of its evaluation graph, with rows
     */
    public static Sensitivity of(Model model, Node value) {
        Map<String, Node> inner = new LinkedHashMap<>();
        for (Layer layer : model.layers()) {
            for (Model.Value state : layer.states()) {
                Node read = model.evaluation().output(layer.output(state.name()));
                Scan scan = (Scan) read.input(0).op();
                inner.put(layer.path() + ".x", scan.sequences().get(0));
                inner.put(layer.path() + "." + state.name(), Scan.result(read).inner());
            }
        }
        Probes probed = Probes.insert(new Graph(Map.of("value", value)), inner);
        Node root = probed.graph().output("value");
        Node seed = Node.of(new Leaf.Input(SEED, root.type()));
        Map<String, Node> targets = new LinkedHashMap<>();
        List<String> inputs = new ArrayList<>();
        for (Node source : sources(probed)) {
            String name = INPUT + inputs.size();
            inputs.add(name);
            targets.put(name, source);
        }
        targets.putAll(probed.probes());
        Map<Node, Node> gradients = Gradient.of(Ops.total(Ops.mul(seed, root)), targets.values());
        Map<String, Node> outputs = new LinkedHashMap<>();
        targets.forEach((name, target) -> outputs.put(output(name), gradients.get(target)));
        Map<String, Type> probes = new LinkedHashMap<>();
        probed.probes().forEach((name, probe) -> probes.put(name, probe.type()));
        return new Sensitivity(new Graph(outputs), root.type(), inputs, probes);
    }

    /** The first real values with a row per step on the way from a field: the field itself, or what is made of its index. */
    private static List<Node> sources(Probes probed) {
        return probed.graph().order().stream()
                .filter(node -> !probed.probes().containsValue(node) && isReal(node))
                .filter(node -> isField(node) || node.inputs().stream().anyMatch(i -> isField(i) && !isReal(i)))
                .toList();
    }

    private static boolean isReal(Node node) {
        return !node.type().isIndex();
    }

    private static boolean isField(Node node) {
        return node.op() instanceof Leaf.Input && node.type().rows().isAxis();
    }

    /** Whether a name is one of {@link #inputs}. */
    public static boolean isInput(String name) {
        return name.startsWith(INPUT);
    }

    /** The names of all gradients. */
    public Stream<String> names() {
        return Stream.concat(inputs.stream(), probes.keySet().stream());
    }
}
