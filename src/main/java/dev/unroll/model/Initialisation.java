package dev.unroll.model;

import dev.unroll.run.Weights;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.LongConsumer;

/** Draws the weights a training run begins with. */
public final class Initialisation {
    private Initialisation() {}

    /** Weights by the seed and each parameter's name, so that a new parameter does not change the others. */
    public static Weights weights(List<Parameter> parameters, long seed) {
        return weights(parameters, seed, drawn -> {});
    }

    /** The same. @param progress is told how many numbers are drawn, after each parameter */
    public static Weights weights(List<Parameter> parameters, long seed, LongConsumer progress) {
        List<Weights.Weight> weights = new ArrayList<>();
        long drawn = 0;
        for (Parameter p : parameters) {
            Random random = new Random(seed * 0x9e3779b97f4a7c15L ^ hash(p.name()));
            weights.add(new Weights.Weight(p.name(), p.shape(), p.initialiser().draw(p.shape(), random)));
            drawn += p.shape().size();
            progress.accept(drawn);
        }
        return new Weights(weights);
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
