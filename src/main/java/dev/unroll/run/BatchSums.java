package dev.unroll.run;

import dev.unroll.graph.Graph;
import dev.unroll.graph.Leaf;
import dev.unroll.graph.Node;
import dev.unroll.op.RowAxis;
import dev.unroll.run.kernel.Kernels;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The sums over a whole batch that a graph divides by. Its shards, which run in parallel, cannot know them, so a
 * separate program computes them first, on the whole batch, and the graph takes them as inputs.
 */
final class BatchSums {
    private final Program program;
    private final List<String> names;

    private BatchSums(Program program, List<String> names) {
        this.program = program;
        this.names = names;
    }

    /** Those of a graph; empty if it has none. */
    static Optional<BatchSums> of(Graph graph, Kernels kernels) {
        Map<String, Node> sums = new LinkedHashMap<>();
        for (Node node : graph.order()) {
            if (node.op() instanceof RowAxis.SumBatch) {
                sums.put("sum of the batch " + sums.size(), Node.of(new RowAxis.SumRows(), node.inputs()));
            }
        }
        return sums.isEmpty()
                ? Optional.empty()
                : Optional.of(
                        new BatchSums(Program.compile(new Graph(sums), kernels, false), List.copyOf(sums.keySet())));
    }

    /** The graph with inputs in their place. */
    static Graph asInputs(Graph graph) {
        Map<Node, Node> inputs = new IdentityHashMap<>();
        for (Node node : graph.order()) {
            if (node.op() instanceof RowAxis.SumBatch) {
                inputs.put(node, Node.of(new Leaf.Input("sum of the batch " + inputs.size(), node.type())));
            }
        }
        if (inputs.isEmpty()) {
            return graph;
        }
        Map<Node, Node> done = Graph.rewrite(graph.outputs().values(), node -> inputs.getOrDefault(node, node));
        return graph.replaced(done::get);
    }

    /** What computes them. */
    Program program() {
        return program;
    }

    /** The batch with the sums among its values. */
    Batch with(Batch batch, Results results) {
        Map<String, float[]> values = new HashMap<>(batch.values());
        names.forEach(name -> values.put(name, results.values(name)));
        return batch.with(values);
    }
}
