package dev.unroll.run;

import dev.unroll.compile.Instruction.Pack;
import dev.unroll.compile.Passes;
import dev.unroll.compile.Plan;
import dev.unroll.compile.Planner;
import dev.unroll.compile.View;
import dev.unroll.graph.Graph;
import dev.unroll.graph.Rows;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;

/**
 * The memory of a program's buffers on a batch, computed from its plan without allocating them.
 *
 * @param bytes of all of them
 * @param longest how many numbers the longest has
 */
public record Room(double bytes, double longest) {
    /**
     * @param size how many rows of a kind the batch has
     */
    public static Room of(Graph graph, ToDoubleFunction<Rows> size) {
        ToDoubleFunction<Rows> rows = kind -> kind == Rows.NONE ? 1 : size.applyAsDouble(kind);
        Plan plan = Planner.plan(Passes.optimise(graph));
        int shards = Program.shards((int) Math.min(Integer.MAX_VALUE, size.applyAsDouble(Rows.BATCH)));
        Set<Integer> given = new HashSet<>(plan.parameters().values());
        given.addAll(plan.inputs().values());
        Set<Integer> once = plan.prologue().stream()
                .flatMap(instruction -> instruction.writes().stream())
                .map(View::buffer)
                .collect(Collectors.toSet());
        double[] arrays = new double[plan.buffers().size()];
        double numbers = 0;
        for (int b = 0; b < arrays.length; b++) {
            Plan.Buffer buffer = plan.buffers().get(b);
            double numbersOf = buffer.width() * rows.applyAsDouble(buffer.rows());
            if (once.contains(b)) {
                numbers += numbersOf;
            } else if (!given.contains(b)) {
                // Each shard has its share of the rows, but all of what is one for the batch, such as a gradient.
                int array = plan.storage().get(b);
                arrays[array] = Math.max(arrays[array], buffer.rows() == Rows.NONE ? numbersOf * shards : numbersOf);
            }
        }
        numbers += Arrays.stream(arrays).sum();
        numbers += plan.prologue().stream()
                .filter(Pack.class::isInstance)
                .map(pack -> ((Pack) pack).weights())
                .mapToDouble(view -> (double) view.lead() * view.width())
                .sum();
        if (shards > 1) { // the results of all shards, put together
            numbers += plan.outputs().values().stream()
                    .filter(output -> !output.isSparse())
                    .mapToDouble(output -> output.type().shape().size()
                            * rows.applyAsDouble(output.type().rows()))
                    .sum();
        }
        double longest = Arrays.stream(arrays).max().orElse(0) / (shards > 1 ? shards : 1);
        return new Room(Float.BYTES * numbers, longest);
    }
}
