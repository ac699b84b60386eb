package dev.unroll.compile;

import dev.unroll.compile.Instruction.Apply;
import dev.unroll.compile.Instruction.Contraction;
import dev.unroll.compile.Instruction.Copy;
import dev.unroll.compile.Instruction.Fused;
import dev.unroll.compile.Instruction.Loop;
import dev.unroll.compile.Instruction.Product;
import dev.unroll.compile.Instruction.TableRows;
import dev.unroll.graph.Graph;
import dev.unroll.graph.Rows;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * What a plan has to do, counted.
 *
 * @param outside what is done once for a batch, outside loops
 * @param loops what each loop does at each step, in the order in which they run
 */
record Census(Plan plan, Work outside, List<Work> loops) {
    /**
     * @param products rows by weights
     * @param contractions weight gradients: rows by rows, summed
     * @param kernels fused element-wise work
     * @param copies values moved
     * @param applied every other op
     */
    record Work(boolean reverse, long products, long contractions, long kernels, long copies, long applied) {
        private static Work of(boolean reverse, List<Instruction> instructions) {
            return new Work(
                    reverse,
                    count(instructions, Product.class),
                    count(instructions, Contraction.class),
                    count(instructions, Fused.class),
                    count(instructions, Copy.class),
                    count(instructions, Apply.class) + count(instructions, TableRows.class));
        }

        private static long count(List<Instruction> instructions, Class<? extends Instruction> kind) {
            return instructions.stream().filter(kind::isInstance).count();
        }
    }

    /** Of a graph as it would be run. */
    static Census of(Graph graph) {
        return of(Planner.plan(Passes.optimise(graph)));
    }

    static Census of(Plan plan) {
        return new Census(
                plan,
                Work.of(false, plan.instructions()),
                bodies(plan).map(loop -> Work.of(loop.reverse(), loop.body())).toList());
    }

    private static Stream<Loop> bodies(Plan plan) {
        return plan.instructions().stream().filter(Loop.class::isInstance).map(Loop.class::cast);
    }

    /** Products at each step of all loops that run forward. */
    long productsPerStep() {
        return loops.stream()
                .filter(loop -> !loop.reverse())
                .mapToLong(Work::products)
                .sum();
    }

    /** Products at each step of all loops that run backward. */
    long productsPerStepBack() {
        return loops.stream().filter(Work::reverse).mapToLong(Work::products).sum();
    }

    long contractionsInLoops() {
        return loops.stream().mapToLong(Work::contractions).sum();
    }

    /** The numbers a sequence's step leaves in memory for what comes after the loops. */
    int keptPerStep() {
        Set<Integer> kept = new HashSet<>();
        bodies(plan).forEach(loop -> buffers(loop.writes()).forEach(kept::add));
        return kept.stream()
                .map(plan.buffers()::get)
                .filter(buffer -> buffer.rows() == Rows.STEPS)
                .mapToInt(Plan.Buffer::width)
                .sum();
    }

    /** Numbers a row of all arrays that have a row for each step. */
    int arraysPerStep() {
        Set<Integer> seen = new HashSet<>();
        int width = 0;
        for (int i = 0; i < plan.buffers().size(); i++) {
            if (plan.buffers().get(i).rows() == Rows.STEPS
                    && seen.add(plan.storage().get(i))) {
                width += plan.buffers().get(i).width();
            }
        }
        return width;
    }

    private static Stream<Integer> buffers(Collection<View> views) {
        return views.stream().map(View::buffer);
    }
}
