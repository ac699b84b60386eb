package dev.unroll.run;

import java.lang.management.ManagementFactory;
import java.lang.management.MemoryType;

/** The memory that Java may use. */
public final class Heap {
    private Heap() {}

    /**
     * The bytes that what lives long can still take. That is less than the heap: arrays that stay are moved to the largest of its
     * parts, with the parallel collector two thirds of it. Garbage counts as if it lived, unless it is collected first.
     */
    public static double free() {
        double most = ManagementFactory.getMemoryPoolMXBeans().stream()
                .filter(pool -> pool.getType() == MemoryType.HEAP)
                .mapToDouble(pool -> pool.getUsage().getMax())
                .max()
                .orElse(0);
        Runtime runtime = Runtime.getRuntime();
        double largest = most > 0 ? most : runtime.maxMemory();
        return Math.max(0, largest - (runtime.totalMemory() - runtime.freeMemory()));
    }
}
