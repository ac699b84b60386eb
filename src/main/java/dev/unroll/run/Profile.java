package dev.unroll.run;

import dev.unroll.compile.Instruction;
import dev.unroll.run.kernel.SoftmaxKernels;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/** The time of a program by phase, summed over all threads. */
public final class Profile {
    private final Map<String, LongAdder> nanoseconds = new ConcurrentHashMap<>();

    /** Adds to a phase. */
    public void add(String phase, long time) {
        nanoseconds.computeIfAbsent(phase, name -> new LongAdder()).add(time);
    }

    /** Forgets all. */
    public void clear() {
        nanoseconds.clear();
    }

    /** Seconds by phase. */
    public Map<String, Double> seconds() {
        Map<String, Double> seconds = new TreeMap<>();
        nanoseconds.forEach((phase, time) -> seconds.put(phase, time.sum() / 1e9));
        return seconds;
    }

    /** The phase an instruction belongs to. */
    static String phase(Instruction instruction, boolean inLoop) {
        if (instruction instanceof Instruction.Product) {
            return inLoop ? "recurrent_products" : "input_products";
        } else if (instruction instanceof Instruction.Contraction) {
            return "weight_gradients";
        } else if (instruction instanceof Instruction.Pack) {
            return "packing";
        } else if (inLoop) {
            return "gates";
        } else if (instruction instanceof Instruction.Apply apply
                && SoftmaxKernels.ALL.containsKey(apply.op().getClass())) {
            return "softmax";
        }
        return "other";
    }
}
