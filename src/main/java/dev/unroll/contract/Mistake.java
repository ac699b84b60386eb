package dev.unroll.contract;

import dev.unroll.contract.GradientCheck.Comparison;
import java.util.List;
import java.util.Locale;

/** Suggests the likely cause of a pattern of wrong gradients. */
final class Mistake {
    private static final double NEAR = 1e-4;
    private static final double NOTHING = 1e-9;

    private Mistake() {}

    /**
     * In one line.
     *
     * @param all the comparisons of one input at order 1, right ones too
     * @param repeated how often each number of the input appears in the result, 1 if it is not broadcast
     */
    static String of(List<Comparison> all, int repeated) {
        if (all.stream().anyMatch(c -> !Double.isFinite(c.analytic()))) {
            return "the gradient is not a number there: check vjp for a division by 0 or a log of 0";
        }
        if (all.stream().allMatch(c -> Math.abs(c.analytic()) < NOTHING)) {
            return "the input gets no gradient: vjp must add its share, shares.add(input, ...)";
        }
        if (all.stream().anyMatch(c -> !c.passes() && Double.isInfinite(c.error()))) {
            return "the differences do not converge as their step shrinks, which indicates a jump or a pole of the result:"
                    + " if it is not smooth there, return false from isDefined";
        }
        double ratio = ratio(all);
        if (Math.abs(ratio + 1) < NEAR) {
            return "every entry has the wrong sign: check for a missing minus";
        }
        boolean broadcast = repeated > 1;
        if (broadcast && (near(ratio, repeated) || near(ratio, 1.0 / repeated) || Double.isNaN(ratio))) {
            return "the input is broadcast to " + repeated
                    + " places: its gradient is the sum over all of them, and a part of that sum is missing";
        }
        if (!Double.isNaN(ratio)) {
            return String.format(
                    Locale.ROOT, "every entry is off by the same factor: vjp lacks a factor of %.4g", ratio);
        }
        return "the entries differ by no common factor: vjp lacks a term or has one too many";
    }

    /** What a model without custom ops has that differences cannot follow. */
    static String ofEquations() {
        return "the model uses no custom ops: its loss jumps, has a kink or leaves the range of numbers near these values, as at"
                + " log(0), 1 / 0, floor(x) or a comparison; if it does not, report a bug of Unroll";
    }

    /** What an order 2 that is wrong alone comes from. */
    static String ofOrderTwo() {
        return "order 1 is right: vjp uses a fixed number, or an op with a wrong vjp, where it must build nodes from its"
                + " inputs, its result and g";
    }

    /** Whether one of these is off because the function computes in float32, which implies nothing about the gradient. */
    static boolean isOfFloat32(List<Comparison> all) {
        return all.stream().anyMatch(c -> !c.passes() && c.difference().isStepped());
    }

    /** What to do about it. */
    static String ofFloat32() {
        return "compute in double, without casts to float or literals such as 0.5f: differences in float32 are too"
                + " coarse for a gradient check, and the compiled program rounds to float32 by itself";
    }

    /** Both numbers, with as many digits as it takes to see a difference. */
    static String numbers(Comparison c, String by) {
        return String.format(
                Locale.ROOT, "%.9g by %s, %.9g by differences (order %d)", c.analytic(), by, c.numeric(), c.order());
    }

    private static boolean near(double a, double b) {
        return Math.abs(a - b) < NEAR * Math.max(1, Math.abs(b));
    }

    /** The factor by which all analytic entries are off; NaN if there is none. */
    private static double ratio(List<Comparison> all) {
        double ratio = Double.NaN;
        for (Comparison c : all) {
            if (Math.abs(c.analytic()) < 1e-6 && Math.abs(c.numeric()) < 1e-6) {
                continue;
            }
            double own = c.numeric() / c.analytic();
            if (!Double.isNaN(ratio) && !near(own, ratio)) {
                return Double.NaN;
            }
            ratio = own;
        }
        return ratio;
    }
}
