package dev.unroll.data;

/**
 * Random numbers that depend only on their seeds, on every machine and Java version
 * (SplitMix64, Steele, Lea & Flood 2014). One sequence per example or epoch: {@code Draws.of(seed, index)}.
 */
final class Draws {
    private static final long GOLDEN = 0x9E3779B97F4A7C15L;

    private long state;

    private Draws(long state) {
        this.state = state;
    }

    static Draws of(long... parts) {
        long state = 0;
        for (long part : parts) {
            state = mix(state ^ part);
        }
        return new Draws(state);
    }

    static long mix(long value) {
        long z = value + GOLDEN;
        z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
        z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
        return z ^ (z >>> 31);
    }

    long bits() {
        long value = mix(state);
        state += GOLDEN;
        return value;
    }

    /** Uniform in [0, 1). */
    double uniform() {
        return (bits() >>> 11) * 0x1p-53;
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
