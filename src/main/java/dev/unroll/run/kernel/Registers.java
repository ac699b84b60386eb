package dev.unroll.run.kernel;

import dev.unroll.compile.Instruction.Fused;
import dev.unroll.compile.Instruction.Store;

/** Allocates registers to a fused kernel's results; those with disjoint lifetimes share one. */
public record Registers(Fused fused) {
    /** The register of each micro op's result, from 0 on. */
    int[] assign() {
        int[] last = lastUses();
        int count = last.length;
        int[] placed = new int[count];
        boolean[] busy = new boolean[count];
        for (int m = 0; m < count; m++) {
            int register = 0;
            while (busy[register]) {
                register++;
            }
            busy[register] = true;
            placed[m] = register;
            for (int earlier = 0; earlier <= m; earlier++) {
                if (last[earlier] == m) {
                    busy[placed[earlier]] = false;
                }
            }
        }
        return placed;
    }

    /** For each micro op, the last that reads it; those that are stored are needed until the end. */
    private int[] lastUses() {
        int operands = fused.operands().size();
        int[] last = new int[fused.micros().size()];
        for (int m = 0; m < last.length; m++) {
            last[m] = m;
            for (int argument : fused.micros().get(m).arguments()) {
                if (argument >= operands) {
                    last[argument - operands] = m;
                }
            }
        }
        for (Store store : fused.stores()) {
            last[store.register() - operands] = last.length;
        }
        return last;
    }
}
