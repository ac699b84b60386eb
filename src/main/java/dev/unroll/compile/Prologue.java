package dev.unroll.compile;

import dev.unroll.graph.Rows;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * The nodes that depend on the weights alone, such as weights concatenated and packed for the kernels.
 *
 * @param instructions those instructions, in order
 * @param buffers the buffers they write
 * @param rest all other instructions, in order
 */
record Prologue(List<Instruction> instructions, List<Integer> buffers, List<Instruction> rest) {
    /** @param parameters the buffers of the weights */
    static Prologue of(List<Instruction> all, Collection<Integer> parameters) {
        Set<Integer> fixed = new HashSet<>(parameters);
        List<Instruction> first = new ArrayList<>();
        List<Integer> buffers = new ArrayList<>();
        List<Instruction> rest = new ArrayList<>();
        Set<Integer> partly = written(all, fixed);
        for (Instruction instruction : all) {
            if (dependsOnWeightsAlone(instruction, fixed, partly)) {
                first.add(instruction);
                if (instruction instanceof Instruction.Copy copy
                        && fixed.add(copy.to().buffer())) {
                    buffers.add(copy.to().buffer());
                }
            } else {
                rest.add(instruction);
            }
        }
        return new Prologue(first, buffers, rest);
    }

    /** Buffers that something else than a copy of weights writes to. */
    private static Set<Integer> written(List<Instruction> all, Set<Integer> parameters) {
        Set<Integer> written = new HashSet<>();
        for (Instruction instruction : all) {
            boolean copied = instruction instanceof Instruction.Copy copy
                    && copy.rows() == Rows.NONE
                    && parameters.contains(copy.from().buffer());
            if (!copied) {
                instruction.writes().forEach(view -> written.add(view.buffer()));
            }
        }
        return written;
    }

    private static boolean dependsOnWeightsAlone(Instruction instruction, Set<Integer> fixed, Set<Integer> written) {
        if (instruction instanceof Instruction.Copy copy) {
            return copy.rows() == Rows.NONE
                    && fixed.contains(copy.from().buffer())
                    && !written.contains(copy.to().buffer());
        }
        return instruction instanceof Instruction.Pack pack
                && fixed.contains(pack.weights().buffer());
    }
}
