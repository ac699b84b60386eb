package dev.unroll.tensor;

/** The mixing function of SplitMix64 (Steele, Lea and Flood, Fast Splittable Pseudorandom Number Generators, 2014). */
public final class SplitMix64 {
    /** What the state grows by: 2^64 by the golden ratio. */
    public static final long GOLDEN = 0x9E3779B97F4A7C15L;

    private SplitMix64() {}

    /** The number that follows a state. */
    public static long mix(long state) {
        long z = state + GOLDEN;
        z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
        z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
        return z ^ (z >>> 31);
    }

    /** Uniform in [0, 1), of 53 bits. */
    public static double uniform(long bits) {
        return (bits >>> 11) * 0x1p-53;
    }
}
