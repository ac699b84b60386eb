package dev.unroll.report.drawing;

import dev.unroll.report.drawing.Drawing.Edge;
import dev.unroll.report.drawing.Drawing.Group;
import dev.unroll.report.drawing.Drawing.Node;
import dev.unroll.report.drawing.Drawing.Relation;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** Writes a drawing in DOT, the language of Graphviz. */
public final class DotWriter {
    private final Drawing drawing;
    private final StringBuilder out = new StringBuilder();

    private DotWriter(Drawing drawing) {
        this.drawing = drawing;
    }

    /** The whole file. */
    public static String of(Drawing drawing) {
        return new DotWriter(drawing).write();
    }

    private String write() {
        out.append("digraph ").append(quoted(drawing.title())).append(" {\n");
        out.append("  rankdir=LR;\n  node [shape=box, style=rounded, fontname=\"monospace\"];\n");
        out.append("  edge [fontname=\"sans-serif\", fontsize=10];\n");
        block(Optional.empty(), "  ");
        for (Edge edge : drawing.edges()) {
            out.append("  ").append(quoted(edge.from())).append(" -> ").append(quoted(edge.to()));
            out.append(" [label=").append(quoted(edge.label()));
            if (edge.relation() == Relation.STATE) {
                // A state goes back in the drawing; it must not turn the order of the boxes around.
                out.append(", style=dashed, constraint=false");
            }
            out.append("];\n");
        }
        return out.append("}\n").toString();
    }

    private void block(Optional<String> frame, String indent) {
        for (Node node : drawing.nodes()) {
            if (node.group().equals(frame)) {
                out.append(indent)
                        .append(quoted(node.id()))
                        .append(" [label=\"")
                        .append(lines(Text.lines(node)));
                out.append('"').append(shape(node)).append("];\n");
            }
        }
        for (Group group : drawing.groups()) {
            if (group.parent().equals(frame)) {
                out.append(indent)
                        .append("subgraph ")
                        .append(quoted("cluster_" + group.id()))
                        .append(" {\n");
                out.append(indent)
                        .append("  label=\"")
                        .append(lines(Text.lines(group)))
                        .append("\";\n");
                block(Optional.of(group.id()), indent + "  ");
                out.append(indent).append("}\n");
            }
        }
    }

    private static String lines(List<Text.Line> lines) {
        return lines.stream().map(line -> Escape.dot(line.plain())).collect(Collectors.joining("\\n"));
    }

    private static String shape(Node node) {
        return switch (node.kind()) {
            case INPUT, STATE, PARAMETER, MERGE -> ", shape=ellipse";
            case OUTPUT -> ", penwidth=2";
            case EQUATION, LAYER, OP -> "";
        };
    }

    private static String quoted(String text) {
        return '"' + Escape.dot(text) + '"';
    }
}
