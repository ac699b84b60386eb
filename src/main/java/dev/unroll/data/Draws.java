package dev.unroll.data;

import dev.unroll.tensor.SplitMix64;

/**
 * Random numbers that depend only on their seeds, on every machine and Java version
 * (SplitMix64). One sequence per example or epoch: {@code Draws.of(seed, index)}.
 */
final class Draws {
    private long state;

    private Draws(long state) {
        this.state = state;
    }

    static Draws of(long... parts) {
        long state = 0;
        for (long part : parts) {
            state = SplitMix64.mix(state ^ part);
        }
        return new Draws(state);
    }

    long bits() {
        long value = SplitMix64.mix(state);
        state += SplitMix64.GOLDEN;
        return value;
    }

    /** Uniform in [0, 1). */
    double uniform() {
        return SplitMix64.uniform(bits());
    }

    /** Uniform in 0 … bound − 1. */
    int below(int bound) {
        return (int) (uniform() * bound);
    }

    /** Uniform in from … to, both included. */
    int between(int from, int to) {
        return from + below(to - from + 1);
    }

    void shuffle(int[] items) {
        for (int i = items.length - 1; i > 0; i--) {
            int j = below(i + 1);
            int item = items[i];
            items[i] = items[j];
            items[j] = item;
        }
    }
}
