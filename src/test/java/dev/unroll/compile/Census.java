package dev.unroll.compile;

import dev.unroll.compile.Instruction.Apply;
import dev.unroll.compile.Instruction.Contraction;
import dev.unroll.compile.Instruction.Fused;
import dev.unroll.compile.Instruction.Loop;
import dev.unroll.compile.Instruction.Product;
import dev.unroll.compile.Instruction.TableRows;
import dev.unroll.graph.Graph;
import dev.unroll.graph.Rows;
import java.util.List;
import java.util.Set;

/**
 * What a plan has to do, counted.
 *
 * @param outside what is done once for a batch, outside loops
 * @param forward what each step of all loops does that run forward
 * @param backward the same of those that run backward
 */
record Census(Work outside, Work forward, Work backward) {
    /**
     * @param products rows by weights
     * @param contractions rows by rows, summed: weight gradients
     * @param kernels fused element-wise work
     * @param applied every other op
     * @param kept numbers that are kept of each step of each sequence
     */
    record Work(long products, long contractions, long kernels, long applied, int kept) {}

    /** Of a graph as it is run. */
    static Census of(Graph graph) {
        return of(graph, Set.of());
    }

    /** Of a graph as it would be run without some passes. */
    static Census of(Graph graph, Set<String> without) {
        return of(Planner.plan(Passes.optimise(graph, without)));
    }

    static Census of(Plan plan) {
        return new Census(
                work(
                        plan,
                        plan.instructions().stream()
                                .filter(i -> !(i instanceof Loop))
                                .toList()),
                work(plan, bodies(plan, false)),
                work(plan, bodies(plan, true)));
    }

    private static List<Instruction> bodies(Plan plan, boolean reverse) {
        return plan.instructions().stream()
                .filter(Loop.class::isInstance)
                .map(Loop.class::cast)
                .filter(loop -> loop.reverse() == reverse)
                .flatMap(loop -> loop.body().stream())
                .toList();
    }

    private static Work work(Plan plan, List<Instruction> instructions) {
        return new Work(
                count(instructions, Product.class),
                count(instructions, Contraction.class),
                count(instructions, Fused.class),
                count(instructions, Apply.class) + count(instructions, TableRows.class),
                kept(plan, instructions));
    }

    private static long count(List<Instruction> instructions, Class<? extends Instruction> kind) {
        return instructions.stream().filter(kind::isInstance).count();
    }

    private static int kept(Plan plan, List<Instruction> instructions) {
        return instructions.stream()
                .flatMap(instruction -> instruction.writes().stream())
                .map(View::buffer)
                .distinct()
                .map(plan.buffers()::get)
                .filter(buffer -> buffer.rows() == Rows.STEPS)
                .mapToInt(Plan.Buffer::width)
                .sum();
    }
}
