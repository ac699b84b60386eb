package dev.unroll.model;

import dev.unroll.run.Threads;
import dev.unroll.run.Weights;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import java.util.function.LongConsumer;

/** Draws the initial weights of a training run. */
public final class Initialisation {
    private Initialisation() {}

    /** Weights by the seed and each parameter's name, so that a new parameter does not change the others. */
    public static Weights weights(List<Parameter> parameters, long seed) {
        return weights(parameters, seed, drawn -> {}, () -> false).orElseThrow();
    }

    /**
     * The same, or nothing if it was stopped.
     *
     * @param progress receives, on the caller's thread, the number of values drawn so far, starting with 0
     * @param stopped asked before each parameter by several threads
     */
    public static Optional<Weights> weights(
            List<Parameter> parameters, long seed, LongConsumer progress, BooleanSupplier stopped) {
        Thread caller = Thread.currentThread();
        Weights.Weight[] weights = new Weights.Weight[parameters.size()];
        AtomicLong drawn = new AtomicLong();
        progress.accept(0);
        Threads.current().run(weights.length, i -> {
            if (stopped.getAsBoolean()) {
                return;
            }
            Parameter p = parameters.get(i);
            Random random = new Random(seed * 0x9e3779b97f4a7c15L ^ hash(p.name()));
            weights[i] = new Weights.Weight(p.name(), p.shape(), p.initialiser().draw(p.shape(), random));
            long now = drawn.addAndGet(p.shape().size());
            if (Thread.currentThread() == caller) {
                progress.accept(now);
            }
        });
        return stopped.getAsBoolean() ? Optional.empty() : Optional.of(new Weights(List.of(weights)));
    }

    /** FNV-1a, 64 bits. */
    static long hash(String name) {
        long hash = 0xcbf29ce484222325L;
        for (byte b : name.getBytes(StandardCharsets.UTF_8)) {
            hash = (hash ^ (b & 0xff)) * 0x100000001b3L;
        }
        return hash;
    }
}
