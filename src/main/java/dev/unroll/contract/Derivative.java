package dev.unroll.contract;

import java.util.Arrays;
import java.util.function.DoubleUnaryOperator;

/**
 * A derivative estimated by finite differences, with an error estimate: differences at several steps are
 * extrapolated to step 0 (Richardson), and the entry of the tableau that changes least is taken, as in Ridders (1982),
 * "Accurate computation of F'(x) and F'(x)F''(x)".
 *
 * @param value the estimate
 * @param error how far it may be from the derivative, from the extrapolation and from rounding; infinite if the
 *     differences do not converge
 * @param isStepped whether the function keeps its value over moves that float64 resolves and float32 does not: somewhere it
 *     calculates in float32
 */
public record Derivative(double value, double error, boolean isStepped) {
    private static final int STEPS = 12;
    private static final double LARGEST = 2.56e-3;
    /**
     * Far below the resolution of float32 around 1, 2^-23, and far above that of float64; no power of two, which large numbers
     * take without rounding.
     */
    private static final double TINY = 2.7e-9;

    private static final int MOVES = 16;
    private static final int FEW = 4;
    /** The tableau's changes understate the error where the function has a kink of its derivative. */
    private static final double CAUTION = 2;

    private static final double CAUTION_OF_ONE_SIDE = 8;
    private static final double CAUTION_OF_NOISE = 8;
    private static final double ROUNDINGS = 8;

    /** A difference whose error is small relative to the tolerance. */
    public static Derivative plain(double value) {
        return new Derivative(value, 0, false);
    }

    /**
     * The derivative at 0 by central differences, of steps from 2.6e-3 down to 1.2e-6.
     *
     * @param f the function of the distance from the point, on the scale of 1
     */
    public static Derivative central(DoubleUnaryOperator f) {
        double[][] table = new double[STEPS][STEPS];
        double best = Double.NaN;
        double error = Double.POSITIVE_INFINITY;
        double noise = noise(f);
        double size = 0;
        for (int i = 0; i < STEPS; i++) {
            double h = LARGEST / (1 << i);
            double above = f.applyAsDouble(h);
            double below = f.applyAsDouble(-h);
            size = Math.max(size, Math.max(Math.abs(above), Math.abs(below)));
            table[i][0] = (above - below) / (2 * h);
            double rounding = (noise + ROUNDINGS * Math.ulp(size)) / h;
            double power = 1;
            for (int j = 1; j <= i; j++) {
                power *= 4;
                table[i][j] = (power * table[i][j - 1] - table[i - 1][j - 1]) / (power - 1);
                double change =
                        Math.max(Math.abs(table[i][j] - table[i][j - 1]), Math.abs(table[i][j] - table[i - 1][j - 1]));
                if (CAUTION * change + rounding < error) {
                    error = CAUTION * change + rounding;
                    best = table[i][j];
                }
            }
        }
        if (Double.isNaN(best)) {
            return new Derivative(table[STEPS - 1][0], Double.POSITIVE_INFINITY, false);
        }
        return new Derivative(best, error, isStepped(f));
    }

    /**
     * The derivative at 0 to one side.
     *
     * @param f the function of the distance from the point
     * @param step the largest step; the side is its sign
     */
    public static Derivative oneSided(DoubleUnaryOperator f, double step) {
        double here = f.applyAsDouble(0);
        double[] slopes = new double[3];
        double size = Math.abs(here);
        for (int i = 0; i < slopes.length; i++) {
            double h = step / (1 << i);
            double there = f.applyAsDouble(h);
            size = Math.max(size, Math.abs(there));
            slopes[i] = (there - here) / h;
        }
        double coarse = 2 * slopes[1] - slopes[0];
        double fine = 2 * slopes[2] - slopes[1];
        double rounding = ROUNDINGS * Math.ulp(size) * (1 << slopes.length) / Math.abs(step);
        double error = CAUTION_OF_ONE_SIDE * Math.abs(fine - coarse) + rounding;
        return new Derivative(fine, Double.isNaN(error) ? Double.POSITIVE_INFINITY : error, false);
    }

    /** How far rounding within the function throws its values about: over tiny moves, any smooth function is a line. */
    private static double noise(DoubleUnaryOperator f) {
        double here = f.applyAsDouble(0);
        double noise = 0;
        for (int k = 1; k <= MOVES / 2; k++) {
            double by = k * TINY;
            noise = Math.max(noise, Math.abs(f.applyAsDouble(2 * by) - 2 * f.applyAsDouble(by) + here));
        }
        return CAUTION_OF_NOISE * noise;
    }

    /** Whether tiny moves give but a few different values, where larger moves do make a difference. */
    private static boolean isStepped(DoubleUnaryOperator f) {
        double slope = (f.applyAsDouble(LARGEST) - f.applyAsDouble(-LARGEST)) / (2 * LARGEST);
        double here = f.applyAsDouble(0);
        if (!(Math.abs(slope) * TINY > 64 * Math.ulp(here))) {
            return false;
        }
        double[] values = new double[MOVES];
        Arrays.setAll(values, k -> f.applyAsDouble(k * TINY));
        return Arrays.stream(values).distinct().count() <= FEW;
    }
}
