package dev.unroll.model;

import dev.unroll.diagnostic.Span;
import dev.unroll.grad.Gradient;
import dev.unroll.graph.Graph;
import dev.unroll.graph.Node;
import dev.unroll.graph.Rows;
import dev.unroll.graph.Type;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A checked model as graphs.
 *
 * @param name its name
 * @param parameters its trained parameters, the same for training and evaluation
 * @param values its equations, in order
 * @param owners the functions whose calls own weights
 * @param layers the cells that run over its sequences, in the order of the equations
 * @param predictions the lines of {@code predict} with their types
 * @param carried names of states carried from batch to batch, which are both inputs and outputs, with their types
 * @param training outputs {@code loss}, {@code losses}, {@code gradient:PARAMETER} and carried states, with dropout; empty
 *     without a loss. A loss of named terms has {@code loss:TERM} and {@code losses:TERM} for each instead of {@code losses}
 * @param evaluation outputs {@code loss}, {@code losses} as in training, {@code value:EQUATION}, {@code metric:NAME:K}, {@code
 *     inside:LAYER.EQUATION}, {@code inside:LAYER} (the cell's output), {@code merged:BIRNN}, {@code predict:NAME}, {@code probability:NAME} (of the class an argmax chose), {@code probabilities:NAME} (of all of them) and carried states, without dropout
 */
public record Model(
        String name,
        List<Parameter> parameters,
        List<Value> values,
        List<Owner> owners,
        List<Layer> layers,
        List<Objective> objectives,
        List<Answer> answers,
        Map<String, Type> carried,
        Optional<Graph> training,
        Graph evaluation) {
    /**
     * An equation.
     *
     * @param sizes the spec's name for each dimension, or for the number of classes; an empty text where it has none
     * @param label the trailing comment
     */
    public record Value(String name, Type type, List<String> sizes, Span span, Optional<String> label) {
        public Value {
            sizes = List.copyOf(sizes);
        }
    }

    /**
     * A function of the spec whose body owns weights, a set for each call.
     *
     * @param usage its signature
     * @param span where it is defined
     * @param sets how many sets there are
     */
    public record Owner(String usage, Span span, int sets) {}

    /**
     * A term of the loss.
     *
     * @param name its name; empty if the loss is one expression
     * @param weighted whether its rows do not count alike
     * @param rows the rows that it is the mean over
     * @param target the field with which it compares a value
     * @param scores the equation whose features it takes for unnormalised log probabilities
     */
    public record Objective(
            String name, boolean weighted, Rows rows, Optional<String> target, Optional<String> scores) {}

    /**
     * A line of {@code predict}.
     *
     * @param target the field that it predicts
     * @param probability whether the evaluation graph has probabilities of its classes
     */
    public record Answer(String name, Type type, Optional<String> target, boolean probability) {}

    public Model {
        owners = List.copyOf(owners);
        parameters = List.copyOf(parameters);
        values = List.copyOf(values);
        layers = List.copyOf(layers);
        objectives = List.copyOf(objectives);
        answers = List.copyOf(answers);
        carried = Collections.unmodifiableMap(new LinkedHashMap<>(carried));
    }

    /** The answer of a name. */
    public Optional<Answer> answer(String wanted) {
        return answers.stream().filter(answer -> answer.name().equals(wanted)).findFirst();
    }

    /** The number of trained numbers. */
    public long size() {
        return parameters.stream().mapToLong(p -> p.shape().size()).sum();
    }

    /** The loss with its terms, its gradients and the carried states. */
    static Graph training(List<Loss> losses, Map<String, Node> parameters, Map<String, Node> states) {
        Map<String, Node> values = new LinkedHashMap<>();
        Loss.put(losses, values);
        values.putAll(states);
        Graph graph = Dropped.on(new Graph(values));
        Map<Node, Node> gradients = Gradient.of(graph.output(Output.LOSS.whole()), parameters.values());
        Map<String, Node> outputs = new LinkedHashMap<>(graph.outputs());
        outputs.keySet().removeAll(states.keySet());
        parameters.forEach((name, node) -> outputs.put(Output.GRADIENT.of(name), gradients.get(node)));
        states.keySet().forEach(name -> outputs.put(name, graph.output(name)));
        return new Graph(outputs).united();
    }
}
