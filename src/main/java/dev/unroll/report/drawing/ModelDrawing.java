package dev.unroll.report.drawing;

import dev.unroll.data.Field;
import dev.unroll.graph.Rows;
import dev.unroll.graph.Type;
import dev.unroll.model.Layer;
import dev.unroll.model.Model;
import dev.unroll.model.Output;
import dev.unroll.report.drawing.Drawing.Edge;
import dev.unroll.report.drawing.Drawing.Group;
import dev.unroll.report.drawing.Drawing.Kind;
import dev.unroll.report.drawing.Drawing.Node;
import dev.unroll.report.drawing.Drawing.Steps;
import dev.unroll.spec.CellLibrary;
import dev.unroll.spec.CellSpec;
import dev.unroll.spec.Equation;
import dev.unroll.spec.ModelSpec;
import dev.unroll.spec.ParameterSpec;
import dev.unroll.spec.StateSpec;
import dev.unroll.spec.expr.Expr;
import dev.unroll.spec.key.LossTerm;
import dev.unroll.train.Experiment;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Draws a model as it is written: a box for each equation, an arrow for each value that an equation uses. */
public final class ModelDrawing {
    /** A value that equations below can use: the box that holds it, its shape, and whether it has a row per step. */
    private record Source(String id, String label, boolean perStep) {}

    private final ModelSpec spec;
    private final Model model;
    private final CellLibrary library;
    private final Set<String> opened;
    private final Shapes shapes;
    private final Map<String, Field> fields;
    private final Map<String, Source> sources = new HashMap<>();
    private final List<Node> nodes = new ArrayList<>();
    private final List<Edge> edges = new ArrayList<>();
    private final List<Group> groups = new ArrayList<>();

    private ModelDrawing(Experiment experiment, CellLibrary library, Set<String> opened) {
        this.spec = experiment.spec();
        this.model = experiment.model();
        this.library = library;
        this.opened = opened;
        this.fields = experiment.data().fields();
        this.shapes = Shapes.of(fields.values());
    }

    /** @param opened the paths of the layers whose cells are drawn with their equations */
    public static Drawing of(Experiment experiment, CellLibrary library, Set<String> opened) {
        return new ModelDrawing(experiment, library, opened).draw();
    }

    /** A cell by itself. */
    public static Drawing of(CellSpec cell) {
        return CellDrawing.alone(cell);
    }

    private Drawing draw() {
        Map<String, Model.Value> values = new LinkedHashMap<>();
        model.values().forEach(value -> values.put(value.name(), value));
        for (Equation equation : spec.equations()) {
            Model.Value value = values.get(equation.name());
            Source source = new Source(
                    equation.name(),
                    shapes.of(value.type(), value.sizes()),
                    value.type().rows().isAxis());
            Node box = Node.of(
                    equation.name(),
                    Kind.EQUATION,
                    equation.name(),
                    equation.value().text(),
                    equation.label().orElse(""),
                    source.perStep());
            String id = equation(box, equation.name(), equation.value());
            sources.put(equation.name(), new Source(id, source.label(), source.perStep()));
        }
        for (LossTerm term : spec.loss()) {
            output(term.key(), term.key(), term.value(), "", Output.LOSSES.of(term.name()));
        }
        for (Equation metric : spec.metrics()) {
            String name = metric.name();
            output("metrics." + name, name, metric.value(), "metric", Output.argument(name, 0));
        }
        for (Equation answer : spec.predict()) {
            String name = answer.name();
            output("predict." + name, name, answer.value(), "prediction", Output.ANSWER.of(name));
        }
        String about = "The model " + model.name()
                + spec.about().map(text -> " (" + text + ")").orElse("") + " with "
                + spec.equations().size() + " equations. Arrows lead from each value to the equations that use it.";
        return new Drawing(model.name(), about, nodes, edges, groups);
    }

    private void output(String id, String name, Expr value, String caption, String graphOutput) {
        Type type = model.evaluation().output(graphOutput).type();
        equation(
                Node.of(
                        id,
                        Kind.OUTPUT,
                        name,
                        value.text(),
                        caption,
                        type.rows().isAxis()),
                id,
                value);
    }

    /** Draws one equation and returns the id of the box that holds its value. */
    private String equation(Node box, String path, Expr value) {
        Uses uses = Uses.of(value);
        List<Layer> layers = new ArrayList<>(model.layers().stream()
                .filter(layer -> layer.around().isEmpty())
                .filter(layer -> layer.path().equals(path) || layer.path().startsWith(path + "."))
                .toList());
        if (layers.isEmpty()) {
            List<Edge> incoming = edges(uses.names(), box.id());
            nodes.add(box);
            edges.addAll(incoming);
            return box.id();
        }
        if (layers.size() == 1 && Uses.isNetwork(value)) {
            return layer(
                    box,
                    layers.get(0),
                    Optional.empty(),
                    edges(uses.networks().get(0).inputs(), ""));
        }
        return framed(box, value, uses, layers);
    }

    /** An equation with several layers, or with more around them: a frame. */
    private String framed(Node box, Expr value, Uses uses, List<Layer> layers) {
        groups.add(Group.of(box.id(), box.name(), box.formula(), box.caption(), false));
        List<Edge> results = new ArrayList<>();
        String formula = value.text();
        for (Uses.Network network : uses.networks()) {
            results.add(Edge.use(network(network, layers, box.id()), "", "", Steps.ALL));
            formula = formula.replace(network.call().text(), "\u2026");
        }
        // Networks inside functions of the spec: which value each reads is written elsewhere.
        while (!layers.isEmpty()) {
            Layer layer = layers.remove(0);
            Node inner = Node.of(id(layer, box.id()), Kind.LAYER, layer.cell(), "", caption(layer), true);
            results.add(Edge.use(
                    layer(inner, layer, Optional.of(box.id()), edges(uses.names(), "")), "", label(layer), Steps.ALL));
        }
        if (Uses.isNetwork(value)) {
            return results.get(0).from();
        }
        Node rest = Node.of(box.id() + ".result", box.kind(), "", formula, "", box.perStep())
                .in(box.id());
        List<Edge> incoming = edges(uses.names(), rest.id());
        results.forEach(edge -> incoming.add(edge.between(edge.from(), rest.id())));
        nodes.add(rest);
        edges.addAll(incoming);
        return rest.id();
    }

    /** A stack of layers; takes them from those that are left of the equation, the networks of its input first. */
    private String network(Uses.Network network, List<Layer> left, String frame) {
        List<Edge> inputs = edges(network.inputs(), "");
        for (Uses.Network inner : network.networks()) {
            inputs.add(Edge.use(network(inner, left, frame), "", "", Steps.ALL));
        }
        boolean both = network.call().function().equals("birnn");
        int stacked = stacked(network.call());
        String last = "";
        for (int k = 1; k <= stacked && left.size() >= (both ? 2 : 1); k++) {
            String level = stacked == 1 ? "" : "layer " + k;
            Layer first = left.remove(0);
            Node box = Node.of(id(first, frame), Kind.LAYER, network.cell(), "", caption(level, first, both), true);
            String made = layer(box, first, Optional.of(frame), inputs);
            String label = label(first);
            if (both) {
                Layer second = left.remove(0);
                Node other =
                        Node.of(id(second, frame), Kind.LAYER, network.cell(), "", caption(level, second, true), true);
                String back = layer(other, second, Optional.of(frame), inputs);
                String own = first.path().substring(0, first.path().lastIndexOf('.'));
                Node merge = Node.of(own + ".merge", Kind.MERGE, network.merge(), "", "", true)
                        .in(frame);
                nodes.add(merge);
                edges.add(Edge.use(made, merge.id(), label, Steps.ALL));
                edges.add(Edge.use(back, merge.id(), label(second), Steps.ALL));
                made = merge.id();
                label = shapes.of(
                        model.evaluation().output(Output.MERGED.of(own)).type());
            }
            inputs = List.of(Edge.use(made, "", label, Steps.ALL));
            last = made;
        }
        return last;
    }

    private int stacked(Expr.Call call) {
        Expr layers = call.named("layers").orElse(new Expr.Number(1, call.span()));
        return layers instanceof Expr.Number number
                ? (int) number.value()
                : Optional.ofNullable(spec.sizes().get(layers.text()))
                        .map(s -> s.value())
                        .orElse(1);
    }

    /**
     * A recurrent layer: a box with a loop, or its cell opened.
     *
     * @param inputs arrows whose end is not known yet
     * @return the id of the box that holds its output
     */
    private String layer(Node box, Layer layer, Optional<String> frame, List<Edge> inputs) {
        if (opened.contains(layer.path())) {
            Group cell = Group.of(box.id() + ".cell", box.name(), box.formula(), box.caption(), true);
            groups.add(frame.map(cell::in).orElse(cell));
            CellDrawing inside = CellDrawing.of(cell(layer), layer, shapes, cell.id());
            nodes.addAll(inside.nodes());
            inputs.forEach(edge -> edges.add(edge.between(edge.from(), inside.input())));
            edges.addAll(inside.edges());
            return inside.output();
        }
        Node made = new Node(box.id(), Kind.LAYER, box.name(), box.formula(), box.caption(), frame, true, 0);
        nodes.add(made);
        inputs.forEach(edge -> edges.add(edge.between(edge.from(), made.id())));
        String states = String.join(
                ", ", cell(layer).states().stream().map(StateSpec::name).toList());
        edges.add(Edge.state(made.id(), made.id(), states, layer.reverse()));
        return made.id();
    }

    private CellSpec cell(Layer layer) {
        return Optional.ofNullable(spec.cells().get(layer.cell()))
                .or(() -> library.cell(layer.cell()))
                .orElseThrow();
    }

    /** The path of a layer, which may be that of the equation around it. */
    private static String id(Layer layer, String frame) {
        return layer.path().equals(frame) ? frame + ".layer" : layer.path();
    }

    private static String caption(Layer layer) {
        return layer.reverse() ? "backward" : "forward";
    }

    private static String caption(String level, Layer layer, boolean both) {
        String direction = both || layer.reverse() ? caption(layer) : "";
        return level + (level.isEmpty() || direction.isEmpty() ? "" : ", ") + direction;
    }

    /** The shape of a layer's output; its sizes have the names of a state of the same shape. */
    private String label(Layer layer) {
        Type type = model.evaluation().output(layer.output()).type();
        return layer.states().stream()
                .filter(state -> state.type().shape().equals(type.shape()))
                .findFirst()
                .map(state -> shapes.of(type, state.sizes()))
                .orElseGet(() -> shapes.of(type));
    }

    /** Arrows from used values to a box. Names that are not values, such as sizes, have none. */
    private List<Edge> edges(Map<String, Steps> uses, String to) {
        List<Edge> incoming = new ArrayList<>();
        uses.forEach((name, steps) ->
                source(name).ifPresent(source -> incoming.add(Edge.use(source.id(), to, source.label(), steps))));
        return incoming;
    }

    private Optional<Source> source(String name) {
        if (!sources.containsKey(name)) {
            if (fields.containsKey(name)) {
                Field field = fields.get(name);
                input(name, Kind.INPUT, shapes.of(field), field.type().rows().isAxis());
            } else {
                spec.parameters().stream()
                        .filter(parameter -> parameter.name().equals(name))
                        .findFirst()
                        .ifPresent(this::parameter);
            }
        }
        return Optional.ofNullable(sources.get(name));
    }

    private void parameter(ParameterSpec written) {
        String label = model.parameters().stream()
                .filter(parameter -> parameter.name().equals(written.name()))
                .findFirst()
                .map(parameter -> shapes.features(Type.real(Rows.NONE, parameter.shape()), parameter.sizes()))
                .orElse("");
        input(written.name(), Kind.PARAMETER, label, false);
    }

    private void input(String name, Kind kind, String label, boolean perStep) {
        String id = "input." + name;
        nodes.add(Node.of(id, kind, name, "", "", perStep));
        sources.put(name, new Source(id, label, perStep));
    }
}
