package dev.unroll.compile;

import dev.unroll.graph.Graph;
import dev.unroll.graph.Leaf;
import dev.unroll.graph.Node;
import dev.unroll.graph.Rows;
import dev.unroll.graph.Type;
import dev.unroll.tensor.Shape;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** Graphs built by hand, and nodes as text: {@code add(matmul(x, W), b)}. */
final class Sketch {
    private Sketch() {}

    /** A row for each step. */
    static Node steps(String name, int... shape) {
        return input(name, Rows.STEPS, shape);
    }

    /** A row for each sequence; inside a recurrence, for each that is alive. */
    static Node batch(String name, int... shape) {
        return input(name, Rows.BATCH, shape);
    }

    static Node input(String name, Rows rows, int... shape) {
        return Node.of(new Leaf.Input(name, Type.real(rows, Shape.of(shape))));
    }

    static Node index(String name, int classes) {
        return Node.of(new Leaf.Input(name, Type.index(Rows.STEPS, classes)));
    }

    static Node weight(String name, int... shape) {
        return Node.of(new Leaf.Parameter(name, Shape.of(shape)));
    }

    static Node number(double value, int... shape) {
        return Node.of(new Leaf.Constant(value, Shape.of(shape)));
    }

    /** A graph whose outputs are called out0, out1 and so on. */
    static Graph graph(Node... outputs) {
        Map<String, Node> named = new LinkedHashMap<>();
        for (Node output : outputs) {
            named.put("out" + named.size(), output);
        }
        return new Graph(named).united();
    }

    /** The outputs as text, one a line. */
    static String written(Graph graph) {
        return graph.outputs().values().stream().map(Sketch::written).collect(Collectors.joining("\n"));
    }

    static String written(Node node) {
        String name = node.op() instanceof Leaf.Input input
                ? input.name()
                : node.op() instanceof Leaf.Parameter parameter
                        ? parameter.name()
                        : node.op().name().toLowerCase(Locale.ROOT);
        if (Steps.isRead(node)) {
            return Steps.kind(node) + "{" + written(Steps.inner(node)) + "}";
        }
        return node.inputs().isEmpty()
                ? name
                : node.inputs().stream().map(Sketch::written).collect(Collectors.joining(", ", name + "(", ")"));
    }

    /** How many nodes have an op of this name, step graphs not included. */
    static long count(Graph graph, String op) {
        return graph.order().stream()
                .filter(node -> node.op().name().equalsIgnoreCase(op))
                .count();
    }
}
