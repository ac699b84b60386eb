package dev.unroll.train;

import dev.unroll.data.Field;
import dev.unroll.data.Standardisation;
import dev.unroll.graph.Graph;
import dev.unroll.graph.Leaf;
import dev.unroll.graph.Node;
import dev.unroll.model.Output;
import dev.unroll.op.Features;
import dev.unroll.train.metric.Metric;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The relation between the values of a metric and the unit of the data file.
 *
 * @param standardised whether it measures numbers that were scaled to mean 0 and deviation 1
 * @param columns the columns of the file that it compares with, each in its own unit; empty if that is not known
 */
record Scaling(boolean standardised, List<Column> columns) {
    static final String STANDARDISED = "standardised.";
    static final Scaling NONE = new Scaling(false, List.of());

    /**
     * A column of the file.
     *
     * @param name its name
     * @param elements which numbers of a row belong to it
     * @param scale how each of them was scaled
     */
    record Column(String name, List<Integer> elements, Standardisation scale) {
        /** Its numbers out of packed rows, in the unit of the file; where only differences matter, from the mean on. */
        float[] of(float[] values, int rows, int width, Metric.Unit unit) {
            int count = elements.size();
            float[] numbers = new float[rows * count];
            for (int row = 0; row < rows; row++) {
                for (int k = 0; k < count; k++) {
                    double mean =
                            unit == Metric.Unit.DIFFERENCES ? 0 : scale.mean().get(k);
                    numbers[row * count + k] = (float) (values[row * width + elements.get(k)]
                                    * scale.deviation().get(k)
                            + mean);
                }
            }
            return numbers;
        }
    }

    /** Some elements of a field, in their order. */
    private record Part(Standardisation scale, int from, int to) {}

    /**
     * @param arguments the arguments of the metric
     * @param evaluation what a model computes, its answers among it
     */
    static Scaling of(Metric metric, List<Node> arguments, Graph evaluation, Map<String, Field> fields) {
        boolean alike = arguments.stream()
                .allMatch(node -> !node.type().isIndex()
                        && node.type().shape().equals(arguments.get(0).type().shape()));
        if (metric.unit() != Metric.Unit.NONE && alike) {
            for (int i = arguments.size() - 1; i >= 0; i--) {
                Optional<Part> part = part(arguments.get(i), fields);
                if (part.isPresent()) {
                    return new Scaling(true, columns(part.get()));
                }
            }
        }
        Set<String> targets = targets(evaluation, fields);
        return new Scaling(inputs(arguments.stream()).anyMatch(targets::contains), List.of());
    }

    /** A standardised field, or a slice of one. */
    private static Optional<Part> part(Node argument, Map<String, Field> fields) {
        Node node = argument;
        int from = 0;
        int to = argument.type().shape().size();
        while (node.op() instanceof Features.Slice slice) {
            from += slice.from();
            to += slice.from();
            node = node.input(0);
        }
        if (!(node.op() instanceof Leaf.Input input) || node.type().shape().rank() > 1) {
            return Optional.empty();
        }
        int begin = from;
        int end = to;
        return Optional.ofNullable(fields.get(input.name()))
                .flatMap(Field::standardisation)
                .map(scale -> new Part(scale, begin, end));
    }

    private static List<Column> columns(Part part) {
        Map<String, List<Integer>> byName = new LinkedHashMap<>();
        for (int i = part.from; i < part.to; i++) {
            byName.computeIfAbsent(part.scale.column(i), name -> new ArrayList<>())
                    .add(i);
        }
        List<Column> columns = new ArrayList<>();
        byName.forEach((name, elements) -> columns.add(new Column(
                name,
                elements.stream().map(i -> i - part.from).toList(),
                new Standardisation(
                        elements.stream().map(part.scale.mean()::get).toList(),
                        elements.stream().map(part.scale.deviation()::get).toList()))));
        return columns;
    }

    /** The standardised fields on which no answer depends: those that are to be predicted. */
    private static Set<String> targets(Graph evaluation, Map<String, Field> fields) {
        Set<String> answers =
                evaluation.outputs().keySet().stream().filter(Output.ANSWER::is).collect(Collectors.toSet());
        Set<String> seen = inputs(evaluation.outputs().entrySet().stream()
                        .filter(e -> answers.isEmpty() ? Output.VALUE.is(e.getKey()) : answers.contains(e.getKey()))
                        .map(Map.Entry::getValue))
                .collect(Collectors.toSet());
        return fields.values().stream()
                .filter(field -> field.standardisation().isPresent() && !seen.contains(field.name()))
                .map(Field::name)
                .collect(Collectors.toSet());
    }

    private static Stream<String> inputs(Stream<Node> nodes) {
        return Graph.order(nodes.toList()).stream()
                .filter(node -> node.op() instanceof Leaf.Input)
                .map(node -> ((Leaf.Input) node.op()).name());
    }

    /** What the figure of what is standardised, or has no unit, is called. */
    String name(String metric) {
        return standardised ? STANDARDISED + metric : metric;
    }

    /** What the figure of a column in the unit of the file is called. */
    String name(String metric, Column column) {
        return columns.size() == 1 ? metric : metric + "." + column.name;
    }
}
