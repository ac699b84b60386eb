package dev.unroll.run;

import java.util.Random;

/** Operands for benchmarks, the same in every run. */
final class RandomFloats {
    private RandomFloats() {}

    /** Normally distributed. */
    static float[] of(int length) {
        Random random = new Random(1);
        float[] values = new float[length];
        for (int i = 0; i < length; i++) {
            values[i] = (float) random.nextGaussian();
        }
        return values;
    }
}
