package dev.unroll.bench;

import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.LongSupplier;
import java.util.function.ToDoubleFunction;

/**
 * Measures the speed of a repeated step.
 *
 * @param tokensPerSecond the median of the repeats
 * @param stepMilliseconds the median of the repeats
 * @param bytesPerStep allocated on the Java heap, by all threads
 * @param steps how many were measured
 */
record Speed(double tokensPerSecond, double stepMilliseconds, long bytesPerStep, long steps) {
    private static final int REPEATS = 5;

    private record Repeat(double tokens, double steps, double seconds) {}

    /** @param step runs one step and returns its number of tokens */
    static Speed of(LongSupplier step, double seconds) {
        long allocated = allocated();
        List<Repeat> repeats = new ArrayList<>();
        for (int i = 0; i < REPEATS; i++) {
            repeats.add(repeat(step, seconds / REPEATS));
        }
        long steps = (long) repeats.stream().mapToDouble(Repeat::steps).sum();
        return new Speed(
                median(repeats, r -> r.tokens / r.seconds),
                median(repeats, r -> r.seconds * 1e3 / r.steps),
                (allocated() - allocated) / steps,
                steps);
    }

    private static Repeat repeat(LongSupplier step, double seconds) {
        long start = System.nanoTime();
        long tokens = 0;
        long steps = 0;
        while (System.nanoTime() - start < seconds * 1e9) {
            tokens += step.getAsLong();
            steps++;
        }
        return new Repeat(tokens, steps, (System.nanoTime() - start) / 1e9);
    }

    private static double median(List<Repeat> repeats, ToDoubleFunction<Repeat> figure) {
        return repeats.stream().mapToDouble(figure).sorted().toArray()[repeats.size() / 2];
    }

    private static long allocated() {
        return ManagementFactory.getThreadMXBean() instanceof com.sun.management.ThreadMXBean threads
                ? Arrays.stream(threads.getThreadAllocatedBytes(threads.getAllThreadIds()))
                        .filter(bytes -> bytes > 0)
                        .sum()
                : 0;
    }
}
