package dev.unroll.report.drawing;

import dev.unroll.report.drawing.Drawing.Edge;
import dev.unroll.report.drawing.Drawing.Group;
import dev.unroll.report.drawing.Drawing.Node;
import dev.unroll.report.drawing.Drawing.Relation;
import dev.unroll.report.drawing.Drawing.Steps;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Unrolls time: everything computed per step is drawn once for each of a few time steps, and a state's arrow leads from
 * one step to the next.
 */
public final class Unrolling {
    public static final int LEAST = 2;
    public static final int MOST = 8;

    private final Drawing folded;
    private final int steps;
    private final Map<String, Node> nodes = new HashMap<>();
    private final Map<String, Group> groups = new HashMap<>();

    private Unrolling(Drawing folded, int steps) {
        this.folded = folded;
        this.steps = steps;
        folded.nodes().forEach(node -> nodes.put(node.id(), node));
        folded.groups().forEach(group -> groups.put(group.id(), group));
    }

    /** @param steps how many time steps are drawn, from {@link #LEAST} to {@link #MOST} */
    public static Drawing of(Drawing folded, int steps) {
        return new Unrolling(folded, steps).unroll();
    }

    /** The id of the same box or frame at any step; of what is not repeated, its own. */
    static String base(String id) {
        int at = id.lastIndexOf('@');
        return at < 0 ? id : id.substring(0, at);
    }

    private Drawing unroll() {
        List<Node> copies = new ArrayList<>();
        for (Node node : folded.nodes()) {
            if (!node.perStep()) {
                copies.add(node);
            }
            for (int step = 1; node.perStep() && step <= steps; step++) {
                copies.add(node.at(at(node.id(), step), frame(node.group(), step), step));
            }
        }
        List<Group> frames = new ArrayList<>();
        for (Group group : folded.groups()) {
            if (!group.cell()) {
                frames.add(group);
            }
            for (int step = 1; group.cell() && step <= steps; step++) {
                frames.add(group.at(at(group.id(), step), frame(group.parent(), step), step));
            }
        }
        List<Edge> edges = new ArrayList<>();
        folded.edges().forEach(edge -> edges.addAll(repeated(edge)));
        String about = folded.about() + " Time is unrolled: steps 1 to " + steps + " are drawn side by side.";
        return new Drawing(folded.title(), about, copies, edges, frames);
    }

    private List<Edge> repeated(Edge edge) {
        boolean from = nodes.get(edge.from()).perStep();
        boolean to = nodes.get(edge.to()).perStep();
        List<Edge> edges = new ArrayList<>();
        if (edge.relation() == Relation.STATE) {
            for (int step = 1; step < steps; step++) {
                int earlier = edge.reverse() ? step + 1 : step;
                int later = edge.reverse() ? step : step + 1;
                edges.add(edge.between(at(edge.from(), earlier), at(edge.to(), later)));
            }
        } else if (!from && !to) {
            edges.add(edge);
        } else if (from && !to && edge.steps() != Steps.ALL) {
            edges.add(edge.between(at(edge.from(), edge.steps() == Steps.FIRST ? 1 : steps), edge.to()));
        } else {
            for (int step = 1; step <= steps; step++) {
                edges.add(
                        edge.between(from ? at(edge.from(), step) : edge.from(), to ? at(edge.to(), step) : edge.to()));
            }
        }
        return edges;
    }

    private Optional<String> frame(Optional<String> id, int step) {
        return id.map(group -> groups.get(group).cell() ? at(group, step) : group);
    }

    private static String at(String id, int step) {
        return id + "@" + step;
    }
}
