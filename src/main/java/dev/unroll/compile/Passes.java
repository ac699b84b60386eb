package dev.unroll.compile;

import dev.unroll.graph.Graph;
import java.util.List;
import java.util.function.UnaryOperator;

/** The passes, in the order they are applied. Each gives an equal graph; what one uncovers, a later one uses. */
public final class Passes {
    private record Pass(String name, UnaryOperator<Graph> apply) {}

    private static final Pass SIMPLIFY = new Pass("simplify", Simplify::apply);
    private static final Pass HOIST = new Pass("hoist", Hoist::apply);
    private static final Pass MERGE = new Pass("merge", Merge::apply);
    private static final List<Pass> ALL =
            List.of(SIMPLIFY, HOIST, SIMPLIFY, MERGE, SIMPLIFY, HOIST, SIMPLIFY, MERGE, SIMPLIFY);

    private Passes() {}

    /** The graph after all passes. */
    public static Graph optimise(Graph graph) {
        Graph current = graph;
        for (Pass pass : ALL) {
            current = pass.apply().apply(current);
        }
        return current;
    }
}
