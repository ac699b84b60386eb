package dev.unroll.report.drawing;

import dev.unroll.graph.Graph;
import dev.unroll.graph.Leaf;
import dev.unroll.graph.Node;
import dev.unroll.graph.Scan;
import dev.unroll.report.drawing.Drawing.Edge;
import dev.unroll.report.drawing.Drawing.Group;
import dev.unroll.report.drawing.Drawing.Kind;
import dev.unroll.report.drawing.Drawing.Steps;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Draws a derived or compiled graph: a box for each node, a frame for each scan with its step graph inside. */
public final class GraphDrawing {
    private final List<Drawing.Node> nodes = new ArrayList<>();
    private final List<Edge> edges = new ArrayList<>();
    private final List<Group> groups = new ArrayList<>();
    private final Map<Node, String> ids = new IdentityHashMap<>();

    private GraphDrawing() {}

    /**
     * @param model the model's name
     * @param stage the name of the compiler's stage
     */
    public static Drawing of(String model, String stage, Graph graph) {
        GraphDrawing drawing = new GraphDrawing();
        drawing.block(graph.order(), Optional.empty());
        graph.outputs().forEach((name, node) -> {
            String id = "output " + name;
            drawing.nodes.add(Drawing.Node.of(id, Kind.OUTPUT, name, "", "", false));
            drawing.edges.add(drawing.edge(node, id));
        });
        String about = "The graph of the model " + model + " at the stage " + stage
                + ". Frames are scans, which run over the steps of each sequence; dashed arrows lead to the next step.";
        return new Drawing(model + ", stage " + stage, about, drawing.nodes, drawing.edges, drawing.groups);
    }

    private void block(List<Node> order, Optional<String> frame) {
        for (Node node : order) {
            if (node.op() instanceof Scan scan) {
                scan(node, scan, frame);
            } else if (node.op() instanceof Scan.Read) {
                String id = add(node, frame, Kind.OP);
                edges.add(edge(Scan.result(node).inner(), id));
            } else {
                String id = add(node, frame, kind(node));
                node.inputs().forEach(input -> edges.add(edge(input, id)));
            }
        }
    }

    private void scan(Node node, Scan scan, Optional<String> frame) {
        String id = "scan" + (groups.size() + 1);
        Group group = Group.of(id, node.name().isEmpty() ? scan.name() : node.name(), "", scan.name(), true);
        groups.add(frame.map(group::in).orElse(group));
        List<Node> leaves = scan.leaves();
        for (int i = 0; i < leaves.size(); i++) {
            String leaf = add(leaves.get(i), Optional.of(id), i < scan.firstState() ? Kind.INPUT : Kind.STATE);
            edges.add(edge(node.input(i), leaf));
        }
        block(scan.order().stream().filter(inner -> !ids.containsKey(inner)).toList(), Optional.of(id));
        for (int k = 0; k < scan.states().size(); k++) {
            edges.add(Edge.state(
                    ids.get(scan.next().get(k)), ids.get(scan.states().get(k)), "", scan.reverse()));
        }
    }

    private static Kind kind(Node node) {
        if (node.op() instanceof Leaf.Input) {
            return Kind.INPUT;
        }
        return node.op() instanceof Leaf.Parameter ? Kind.PARAMETER : Kind.OP;
    }

    private String add(Node node, Optional<String> frame, Kind kind) {
        String id = "%" + ids.size();
        ids.put(node, id);
        String name = node.op() instanceof Leaf.Input input
                ? input.name()
                : node.op() instanceof Leaf.Parameter parameter
                        ? parameter.name()
                        : (node.op() instanceof Scan.Read
                                        ? Scan.result(node).kind().name()
                                        : node.op().name())
                                .toLowerCase(Locale.ROOT);
        String caption = node.name().equals(name) ? "" : node.name();
        Drawing.Node box = Drawing.Node.of(id, kind, name, "", caption, false);
        nodes.add(frame.map(box::in).orElse(box));
        return id;
    }

    private Edge edge(Node from, String to) {
        return Edge.use(ids.get(from), to, from.type().toString(), Steps.ALL);
    }
}
