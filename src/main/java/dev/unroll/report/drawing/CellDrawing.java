package dev.unroll.report.drawing;

import dev.unroll.model.Layer;
import dev.unroll.model.Model;
import dev.unroll.report.drawing.Drawing.Edge;
import dev.unroll.report.drawing.Drawing.Group;
import dev.unroll.report.drawing.Drawing.Kind;
import dev.unroll.report.drawing.Drawing.Node;
import dev.unroll.report.drawing.Drawing.Steps;
import dev.unroll.spec.CellSpec;
import dev.unroll.spec.Equation;
import dev.unroll.spec.StateSpec;
import dev.unroll.spec.expr.Expr;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * One step of a cell inside a frame: its input and the states before the step, its equations, the states after the step, and
 * an arrow from each state after the step back to the same state before it.
 *
 * @param nodes the boxes inside the frame
 * @param edges the arrows between them
 * @param input the id of the cell's input
 * @param output the id of the box that holds the cell's output
 */
record CellDrawing(List<Node> nodes, List<Edge> edges, String input, String output) {
    CellDrawing {
        nodes = List.copyOf(nodes);
        edges = List.copyOf(edges);
    }

    /**
     * A cell that runs over a sequence of a model.
     *
     * @param frame the id of the frame, with which all ids inside it begin
     */
    static CellDrawing of(CellSpec cell, Layer layer, Shapes shapes, String frame) {
        return new Making(cell, frame, labels(layer, shapes), layer.reverse()).make();
    }

    /** A cell by itself. */
    static Drawing alone(CellSpec cell) {
        Group group = Group.of(cell.name(), cell.signature(), "", cell.about().orElse(""), true);
        CellDrawing inside = new Making(cell, cell.name(), Map.of(), false).make();
        String about = "One step of the cell " + cell.signature()
                + ": its equations in a box, with the input x and the states before the step on the left and the states"
                + " after the step on the right. Dashed arrows lead to the next step.";
        return new Drawing(cell.name(), about, inside.nodes(), inside.edges(), List.of(group));
    }

    /** The shapes worth a label: those that differ from the states'. Most values of a cell are as wide as its states. */
    private static Map<String, String> labels(Layer layer, Shapes shapes) {
        Set<String> usual = new HashSet<>();
        for (Model.Value state : layer.states()) {
            usual.add(shapes.features(state.type(), state.sizes()));
        }
        Map<String, String> labels = new HashMap<>();
        for (Model.Value value : layer.equations()) {
            String shape = shapes.features(value.type(), value.sizes());
            if (!usual.contains(shape)) {
                labels.put(value.name(), shape);
            }
        }
        return labels;
    }

    private static final class Making {
        private final CellSpec cell;
        private final String frame;
        private final Map<String, String> labels;
        private final boolean reverse;
        private final Map<String, String> ids = new HashMap<>();
        private final List<Node> nodes = new ArrayList<>();
        private final List<Edge> edges = new ArrayList<>();

        Making(CellSpec cell, String frame, Map<String, String> labels, boolean reverse) {
            this.cell = cell;
            this.frame = frame;
            this.labels = labels;
            this.reverse = reverse;
        }

        CellDrawing make() {
            String x = add("x", Kind.INPUT, "x", "", "");
            for (StateSpec state : cell.states()) {
                add(state.name(), Kind.STATE, state.name(), "", state.label().orElse(""));
            }
            for (Equation equation : cell.equations()) {
                equation(equation.target(), Kind.EQUATION, equation.value(), equation.label());
            }
            Map<String, String> after = new HashMap<>();
            for (StateSpec state : cell.states()) {
                String name = state.name() + "'";
                String made = ids.get(name);
                String id = add("after." + state.name(), Kind.STATE, name, "", "");
                after.put(name, id);
                edges.add(Edge.use(made, id, "", Steps.ALL));
                edges.add(Edge.state(id, ids.get(state.name()), "", reverse));
            }
            return new CellDrawing(nodes, edges, x, output(after));
        }

        private String output(Map<String, String> after) {
            if (cell.output() instanceof Expr.Name name && ids.containsKey(name.written())) {
                return after.getOrDefault(name.written(), ids.get(name.written()));
            }
            return equation("output", Kind.EQUATION, cell.output(), Optional.empty());
        }

        private String equation(String name, Kind kind, Expr value, Optional<String> label) {
            Map<String, Steps> uses = Uses.of(value).names();
            List<Edge> incoming = new ArrayList<>();
            String id = frame + "." + name;
            uses.keySet().stream()
                    .filter(ids::containsKey)
                    .forEach(used ->
                            incoming.add(Edge.use(ids.get(used), id, labels.getOrDefault(used, ""), Steps.ALL)));
            add(name, kind, name, value.text(), label.orElse(""));
            edges.addAll(incoming);
            return id;
        }

        private String add(String key, Kind kind, String name, String formula, String caption) {
            String id = frame + "." + key;
            ids.put(key, id);
            nodes.add(Node.of(id, kind, name, formula, caption, true).in(frame));
            return id;
        }
    }
}
