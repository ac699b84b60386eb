package dev.unroll.train;

/** Norms of long arrays. */
final class Norms {
    private Norms() {}

    /** The sum of the squares of the first {@code length} numbers; not finite if one of them is not. */
    static double squares(float[] values, int length) {
        // Four sums, so that an addition need not wait for the one before it.
        double a = 0;
        double b = 0;
        double c = 0;
        double d = 0;
        int i = 0;
        for (; i <= length - 4; i += 4) {
            a += (double) values[i] * values[i];
            b += (double) values[i + 1] * values[i + 1];
            c += (double) values[i + 2] * values[i + 2];
            d += (double) values[i + 3] * values[i + 3];
        }
        for (; i < length; i++) {
            a += (double) values[i] * values[i];
        }
        return a + b + c + d;
    }

    /** The length of the difference of two arrays of one length. */
    static double distance(float[] a, float[] b) {
        double sum = 0;
        for (int i = 0; i < a.length; i++) {
            double difference = (double) a[i] - b[i];
            sum += difference * difference;
        }
        return Math.sqrt(sum);
    }

    /** Whether all of the first {@code length} numbers are finite. */
    static boolean finite(float[] values, int length) {
        return Double.isFinite(squares(values, length));
    }
}
