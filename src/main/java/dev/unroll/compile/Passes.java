package dev.unroll.compile;

import dev.unroll.graph.Graph;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;

/**
 * The passes, each a function from a graph to an equal graph. One pass creates opportunities for another, so they
 * alternate: hoisting brings products together, merging creates weights to be hoisted.
 */
public final class Passes {
    private static final Map<String, UnaryOperator<Graph>> ALL = new LinkedHashMap<>();

    static {
        ALL.put("simplify", Simplify::apply);
        ALL.put("hoist", Hoist::apply);
        ALL.put("bias", Biases::apply);
        ALL.put("merge", Merge::apply);
        ALL.put("likelihood", Likelihoods::apply);
        ALL.put("tables", Tables::apply);
        ALL.put("peephole", Peephole::apply);
    }

    private static final List<String> ORDER = List.of(
            "simplify",
            "hoist",
            "simplify",
            "bias",
            "merge",
            "simplify",
            "hoist",
            "simplify",
            "merge",
            "simplify",
            "likelihood",
            "tables",
            "peephole");

    private Passes() {}

    /** The passes' names, in the order in which they first act. */
    public static List<String> names() {
        return List.copyOf(ALL.keySet());
    }

    /** The graph after all passes. */
    public static Graph optimise(Graph graph) {
        return optimise(graph, Set.of());
    }

    /** The graph after all passes but some. */
    public static Graph optimise(Graph graph, Set<String> without) {
        Graph current = graph;
        for (String pass : ORDER) {
            current = without.contains(pass) ? current : apply(pass, current);
        }
        return current;
    }

    /** The graph as it is when the named pass has acted for the first time. */
    public static Graph upTo(Graph graph, String pass) {
        Graph current = graph;
        for (String next : ORDER.subList(0, ORDER.indexOf(pass) + 1)) {
            current = apply(next, current);
        }
        return current;
    }

    /** A pass sees each loop once, with the results that are read. */
    private static Graph apply(String pass, Graph graph) {
        return ALL.get(pass).apply(graph.united());
    }
}
