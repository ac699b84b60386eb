package dev.unroll.graph;

import java.util.IdentityHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** Prints a graph as readable text: one line per node, step graphs indented under their scans. */
final class Listing {
    private final StringBuilder text = new StringBuilder();
    private final Map<Node, String> names = new IdentityHashMap<>();
    private int lines;

    static String of(Graph graph) {
        Listing listing = new Listing();
        listing.block(graph.order(), "");
        graph.outputs()
                .forEach((name, node) -> listing.text
                        .append("output ")
                        .append(name)
                        .append(" = ")
                        .append(listing.names.get(node))
                        .append('\n'));
        return listing.text.toString();
    }

    private void block(List<Node> order, String indent) {
        for (Node node : order) {
            String id = "%" + lines++;
            names.put(node, node.name().isEmpty() ? id : id + ":" + node.name());
            if (node.op() instanceof Scan scan) {
                scan(node, scan, indent);
            } else {
                String operands = node.op() instanceof Scan.Read
                        ? names.get(Scan.result(node).inner()) + " of " + operands(node)
                        : operands(node);
                line(indent, names.get(node) + " = " + label(node) + (operands.isEmpty() ? "" : " " + operands), node);
            }
        }
    }

    private void scan(Node node, Scan scan, String indent) {
        text.append(indent)
                .append(names.get(node))
                .append(" = ")
                .append(scan.name())
                .append(" {\n");
        String inside = indent + "  ";
        List<Node> leaves = scan.leaves();
        for (int i = 0; i < leaves.size(); i++) {
            Node leaf = leaves.get(i);
            String kind = i < scan.sequences().size() ? "each" : i < scan.firstState() ? "constant" : "state";
            names.put(leaf, "%" + lines++ + ":" + leaf.op().name());
            line(inside, kind + " " + names.get(leaf) + " <- " + names.get(node.input(i)), leaf);
        }
        block(scan.order().stream().filter(inner -> !names.containsKey(inner)).toList(), inside);
        for (int k = 0; k < scan.states().size(); k++) {
            text.append(inside)
                    .append("next ")
                    .append(names.get(scan.states().get(k)))
                    .append(" = ")
                    .append(names.get(scan.next().get(k)))
                    .append('\n');
        }
        text.append(indent).append("}\n");
    }

    private String operands(Node node) {
        return node.inputs().stream().map(names::get).collect(Collectors.joining(", "));
    }

    private static String label(Node node) {
        if (node.op() instanceof Leaf.Input input) {
            return "input " + input.name();
        }
        if (node.op() instanceof Leaf.Parameter parameter) {
            return "parameter " + parameter.name();
        }
        if (node.op() instanceof Scan.Read) {
            return Scan.result(node).kind().name().toLowerCase(Locale.ROOT);
        }
        return node.op().name().toLowerCase(Locale.ROOT);
    }

    private void line(String indent, String line, Node node) {
        text.append(indent).append(line).append("   # ").append(node.type()).append('\n');
    }
}
