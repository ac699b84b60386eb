package dev.unroll.report.drawing;

import dev.unroll.report.drawing.Drawing.Edge;
import dev.unroll.report.drawing.Drawing.Group;
import dev.unroll.report.drawing.Drawing.Node;
import dev.unroll.report.drawing.Drawing.Relation;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** Writes a drawing as a flowchart in Mermaid, which Markdown pages on GitHub and GitLab show as a picture. */
public final class MermaidWriter {
    private final Drawing drawing;
    private final Map<String, String> ids = new HashMap<>();
    private final StringBuilder out = new StringBuilder();

    private MermaidWriter(Drawing drawing) {
        this.drawing = drawing;
        // Mermaid's ids are plain words, and some words, such as "end", have a meaning.
        drawing.nodes().forEach(node -> ids.put(node.id(), "n" + (ids.size() + 1)));
        drawing.groups().forEach(group -> ids.put(group.id(), "g" + (ids.size() + 1)));
    }

    /** The whole file. */
    public static String of(Drawing drawing) {
        return new MermaidWriter(drawing).write();
    }

    private String write() {
        out.append("flowchart LR\n");
        block(Optional.empty(), "  ");
        for (Edge edge : drawing.edges()) {
            String arrow = edge.relation() == Relation.STATE ? " -.->" : " -->";
            out.append("  ").append(ids.get(edge.from())).append(arrow);
            if (!edge.label().isEmpty()) {
                out.append("|\"").append(Escape.mermaid(edge.label())).append("\"|");
            }
            out.append(' ').append(ids.get(edge.to())).append('\n');
        }
        return out.toString();
    }

    private void block(Optional<String> frame, String indent) {
        for (Node node : drawing.nodes()) {
            if (node.group().equals(frame)) {
                String text = '"' + lines(Text.lines(node)) + '"';
                out.append(indent).append(ids.get(node.id()));
                out.append(
                        switch (node.kind()) {
                            case INPUT, STATE, PARAMETER, MERGE -> "([" + text + "])";
                            case EQUATION, LAYER, OUTPUT, OP -> "[" + text + "]";
                        });
                out.append('\n');
            }
        }
        for (Group group : drawing.groups()) {
            if (group.parent().equals(frame)) {
                out.append(indent)
                        .append("subgraph ")
                        .append(ids.get(group.id()))
                        .append("[\"");
                out.append(lines(Text.lines(group))).append("\"]\n");
                block(Optional.of(group.id()), indent + "  ");
                out.append(indent).append("end\n");
            }
        }
    }

    private static String lines(List<Text.Line> lines) {
        return lines.stream().map(line -> Escape.mermaid(line.plain())).collect(Collectors.joining("<br>"));
    }
}
