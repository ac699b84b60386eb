package dev.unroll.run.kernel;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorShuffle;
import jdk.incubator.vector.VectorSpecies;

/**
 * Element-wise loops on the Vector API. exp and tanh use the polynomials of Moshier's Cephes library (1992); they and
 * sigmoid are within 2e-7 or 2 units in the last place of the exact value.
 */
public final class VectorMath {
    private static final VectorSpecies<Float> SPECIES = FloatVector.SPECIES_PREFERRED;
    private static final int LANES = SPECIES.length();

    private static final float LOG2_E = 1.44269504f;
    private static final float LN2_HIGH = 0.693359375f;
    private static final float LN2_LOW = -2.12194440e-4f;
    /** Adding this to a small number leaves its nearest integer in the low bits. */
    private static final float ROUND = 12582912f;

    private static final float LARGEST = 88.3762626647949f;
    private static final float SMALLEST = -87.33654f;
    /** From half of this on, tanh is 1 in float32. */
    private static final float LARGEST_TANH = 44;

    /** Room for two operands and a result of one vector. */
    private static final ThreadLocal<float[]> NEAR = ThreadLocal.withInitial(() -> new float[3 * LANES]);

    private static final int RESULT = 2 * LANES;

    private static final VectorShuffle<Float> BY_1 = rotation(1);
    private static final VectorShuffle<Float> BY_2 = rotation(2);
    private static final VectorShuffle<Float> BY_4 = rotation(4);
    private static final VectorShuffle<Float> BY_8 = rotation(8);

    private VectorMath() {}

    private static VectorShuffle<Float> rotation(int lanes) {
        return VectorShuffle.iota(SPECIES, lanes, 1, true);
    }

    /**
     * The sum of all lanes, each half added to the other until one lane is left. {@code reduceLanes} promises no order and
     * takes one when interpreted and another when compiled, so that bits would depend on when a method is compiled.
     */
    static float total(FloatVector v) {
        FloatVector sum = v;
        for (int i = LANES / 2; i > 8; i /= 2) {
            sum = sum.add(sum.rearrange(rotation(i)));
        }
        if (LANES > 8) {
            sum = sum.add(sum.rearrange(BY_8));
        }
        if (LANES > 4) {
            sum = sum.add(sum.rearrange(BY_4));
        }
        if (LANES > 2) {
            sum = sum.add(sum.rearrange(BY_2));
        }
        return sum.add(sum.rearrange(BY_1)).lane(0);
    }

    /** A run shorter than a vector is done beside it as a whole one: a mask would cost more, and be an object at times. */
    private static float[] near(float[] a, int ao, int n, int at) {
        float[] near = NEAR.get();
        System.arraycopy(a, ao, near, at, n);
        return near;
    }

    /** A number near {@code x / ln 2} whose low bits hold the nearest integer n. */
    private static FloatVector shifted(FloatVector x) {
        return x.fma(FloatVector.broadcast(SPECIES, LOG2_E), FloatVector.broadcast(SPECIES, ROUND));
    }

    /** 2 to the power of n. */
    private static FloatVector power(FloatVector shifted) {
        IntVector exponent = shifted.reinterpretAsInts().lanewise(VectorOperators.LSHL, 23);
        return exponent.add(0x3f800000).reinterpretAsFloats();
    }

    /** {@code x - n ln 2}. */
    private static FloatVector remainder(FloatVector x, FloatVector shifted) {
        FloatVector n = shifted.sub(ROUND);
        FloatVector r = n.fma(FloatVector.broadcast(SPECIES, -LN2_HIGH), x);
        return n.fma(FloatVector.broadcast(SPECIES, -LN2_LOW), r);
    }

    /** {@code (exp(r) - 1 - r) / r²} for small r. */
    private static FloatVector polynomial(FloatVector r) {
        FloatVector p = FloatVector.broadcast(SPECIES, 1.9875691500e-4f);
        p = p.fma(r, FloatVector.broadcast(SPECIES, 1.3981999507e-3f));
        p = p.fma(r, FloatVector.broadcast(SPECIES, 8.3334519073e-3f));
        p = p.fma(r, FloatVector.broadcast(SPECIES, 4.1665795894e-2f));
        p = p.fma(r, FloatVector.broadcast(SPECIES, 1.6666665459e-1f));
        return p.fma(r, FloatVector.broadcast(SPECIES, 5.0000001201e-1f));
    }

    private static FloatVector exp(FloatVector x) {
        FloatVector clamped = x.min(LARGEST).max(SMALLEST);
        FloatVector shifted = shifted(clamped);
        FloatVector r = remainder(clamped, shifted);
        return polynomial(r).fma(r.mul(r), r.add(1f)).mul(power(shifted));
    }

    /** exp, infinite from where its result nears the largest float. */
    private static FloatVector overflowing(FloatVector x) {
        return exp(x).blend(Float.POSITIVE_INFINITY, x.compare(VectorOperators.GT, LARGEST));
    }

    private static FloatVector sigmoid(FloatVector x) {
        return FloatVector.broadcast(SPECIES, 1f).div(exp(x.neg()).add(1f));
    }

    /** {@code m / (m + 2)} with m = exp(2x) - 1, which keeps its relative precision near 0. */
    private static FloatVector tanh(FloatVector x) {
        FloatVector twice = x.add(x).min(LARGEST_TANH).max(-LARGEST_TANH);
        FloatVector shifted = shifted(twice);
        FloatVector r = remainder(twice, shifted);
        FloatVector power = power(shifted);
        FloatVector m = polynomial(r).fma(r.mul(r), r).fma(power, power.sub(1f));
        return m.div(m.add(2f));
    }

    static void exp(float[] a, int ao, float[] b, int bo, float[] c, int co, float[] y, int yo, int n) {
        boolean small = n < LANES;
        float[] x = small ? near(a, ao, n, 0) : a;
        int xo = small ? 0 : ao;
        float[] z = small ? NEAR.get() : y;
        int zo = small ? RESULT : yo;
        int last = small ? 0 : n - LANES;
        for (int i = 0; i < n; i += LANES) {
            int at = Math.min(i, last);
            overflowing(FloatVector.fromArray(SPECIES, x, xo + at)).intoArray(z, zo + at);
        }
        if (small) {
            System.arraycopy(z, zo, y, yo, n);
        }
    }

    static void sigmoid(float[] a, int ao, float[] b, int bo, float[] c, int co, float[] y, int yo, int n) {
        boolean small = n < LANES;
        float[] x = small ? near(a, ao, n, 0) : a;
        int xo = small ? 0 : ao;
        float[] z = small ? NEAR.get() : y;
        int zo = small ? RESULT : yo;
        int last = small ? 0 : n - LANES;
        for (int i = 0; i < n; i += LANES) {
            int at = Math.min(i, last);
            sigmoid(FloatVector.fromArray(SPECIES, x, xo + at)).intoArray(z, zo + at);
        }
        if (small) {
            System.arraycopy(z, zo, y, yo, n);
        }
    }

    static void tanh(float[] a, int ao, float[] b, int bo, float[] c, int co, float[] y, int yo, int n) {
        boolean small = n < LANES;
        float[] x = small ? near(a, ao, n, 0) : a;
        int xo = small ? 0 : ao;
        float[] z = small ? NEAR.get() : y;
        int zo = small ? RESULT : yo;
        int last = small ? 0 : n - LANES;
        for (int i = 0; i < n; i += LANES) {
            int at = Math.min(i, last);
            tanh(FloatVector.fromArray(SPECIES, x, xo + at)).intoArray(z, zo + at);
        }
        if (small) {
            System.arraycopy(z, zo, y, yo, n);
        }
    }

    /** Four partial sums, which hide the latency of additions. */
    static float sum(float[] a, int ao, int n) {
        FloatVector s0 = FloatVector.zero(SPECIES);
        FloatVector s1 = s0;
        FloatVector s2 = s0;
        FloatVector s3 = s0;
        int i = 0;
        for (; i <= n - 4 * LANES; i += 4 * LANES) {
            s0 = s0.add(FloatVector.fromArray(SPECIES, a, ao + i));
            s1 = s1.add(FloatVector.fromArray(SPECIES, a, ao + i + LANES));
            s2 = s2.add(FloatVector.fromArray(SPECIES, a, ao + i + 2 * LANES));
            s3 = s3.add(FloatVector.fromArray(SPECIES, a, ao + i + 3 * LANES));
        }
        for (; i <= n - LANES; i += LANES) {
            s0 = s0.add(FloatVector.fromArray(SPECIES, a, ao + i));
        }
        float sum = total(s0.add(s1).add(s2.add(s3)));
        for (; i < n; i++) {
            sum += a[ao + i];
        }
        return sum;
    }

    static void sum(float[] a, int ao, float[] b, int bo, float[] c, int co, float[] y, int yo, int n) {
        y[yo] = sum(a, ao, n);
    }

    static void dot(float[] a, int ao, float[] b, int bo, float[] c, int co, float[] y, int yo, int n) {
        FloatVector s0 = FloatVector.zero(SPECIES);
        FloatVector s1 = s0;
        FloatVector s2 = s0;
        FloatVector s3 = s0;
        int i = 0;
        for (; i <= n - 4 * LANES; i += 4 * LANES) {
            s0 = product(a, ao + i, b, bo + i, s0);
            s1 = product(a, ao + i + LANES, b, bo + i + LANES, s1);
            s2 = product(a, ao + i + 2 * LANES, b, bo + i + 2 * LANES, s2);
            s3 = product(a, ao + i + 3 * LANES, b, bo + i + 3 * LANES, s3);
        }
        for (; i <= n - LANES; i += LANES) {
            s0 = product(a, ao + i, b, bo + i, s0);
        }
        float sum = total(s0.add(s1).add(s2.add(s3)));
        for (; i < n; i++) {
            sum += a[ao + i] * b[bo + i];
        }
        y[yo] = sum;
    }

    private static FloatVector product(float[] a, int at, float[] b, int bt, FloatVector sum) {
        return FloatVector.fromArray(SPECIES, a, at).fma(FloatVector.fromArray(SPECIES, b, bt), sum);
    }

    static void multiplyAdd(float[] a, int ao, float[] b, int bo, float[] c, int co, float[] y, int yo, int n) {
        int i = 0;
        for (; i <= n - LANES; i += LANES) {
            product(a, ao + i, b, bo + i, FloatVector.fromArray(SPECIES, c, co + i))
                    .intoArray(y, yo + i);
        }
        for (; i < n; i++) {
            y[yo + i] = Math.fma(a[ao + i], b[bo + i], c[co + i]);
        }
    }

    static void subtractProduct(float[] a, int ao, float[] b, int bo, float[] c, int co, float[] y, int yo, int n) {
        int i = 0;
        for (; i <= n - LANES; i += LANES) {
            FloatVector x = FloatVector.fromArray(SPECIES, a, ao + i).neg();
            x.fma(FloatVector.fromArray(SPECIES, b, bo + i), FloatVector.fromArray(SPECIES, c, co + i))
                    .intoArray(y, yo + i);
        }
        for (; i < n; i++) {
            y[yo + i] = Math.fma(-a[ao + i], b[bo + i], c[co + i]);
        }
    }

    static void sigmoidOfSum(float[] a, int ao, float[] b, int bo, float[] c, int co, float[] y, int yo, int n) {
        boolean small = n < LANES;
        float[] x = small ? near(a, ao, n, 0) : a;
        int xo = small ? 0 : ao;
        float[] w = small ? near(b, bo, n, LANES) : b;
        int wo = small ? LANES : bo;
        float[] z = small ? NEAR.get() : y;
        int zo = small ? RESULT : yo;
        int last = small ? 0 : n - LANES;
        for (int i = 0; i < n; i += LANES) {
            int at = Math.min(i, last);
            FloatVector sum =
                    FloatVector.fromArray(SPECIES, x, xo + at).add(FloatVector.fromArray(SPECIES, w, wo + at));
            sigmoid(sum).intoArray(z, zo + at);
        }
        if (small) {
            System.arraycopy(z, zo, y, yo, n);
        }
    }

    static void tanhOfSum(float[] a, int ao, float[] b, int bo, float[] c, int co, float[] y, int yo, int n) {
        boolean small = n < LANES;
        float[] x = small ? near(a, ao, n, 0) : a;
        int xo = small ? 0 : ao;
        float[] w = small ? near(b, bo, n, LANES) : b;
        int wo = small ? LANES : bo;
        float[] z = small ? NEAR.get() : y;
        int zo = small ? RESULT : yo;
        int last = small ? 0 : n - LANES;
        for (int i = 0; i < n; i += LANES) {
            int at = Math.min(i, last);
            FloatVector sum =
                    FloatVector.fromArray(SPECIES, x, xo + at).add(FloatVector.fromArray(SPECIES, w, wo + at));
            tanh(sum).intoArray(z, zo + at);
        }
        if (small) {
            System.arraycopy(z, zo, y, yo, n);
        }
    }

    static void sigmoidSlope(float[] a, int ao, float[] b, int bo, float[] c, int co, float[] y, int yo, int n) {
        int i = 0;
        for (; i <= n - LANES; i += LANES) {
            FloatVector g = FloatVector.fromArray(SPECIES, a, ao + i);
            FloatVector z = FloatVector.fromArray(SPECIES, b, bo + i);
            g.mul(z).mul(FloatVector.broadcast(SPECIES, 1f).sub(z)).intoArray(y, yo + i);
        }
        for (; i < n; i++) {
            y[yo + i] = a[ao + i] * b[bo + i] * (1 - b[bo + i]);
        }
    }

    static void tanhSlope(float[] a, int ao, float[] b, int bo, float[] c, int co, float[] y, int yo, int n) {
        int i = 0;
        for (; i <= n - LANES; i += LANES) {
            FloatVector g = FloatVector.fromArray(SPECIES, a, ao + i);
            FloatVector z = FloatVector.fromArray(SPECIES, b, bo + i);
            g.mul(z.neg().fma(z, FloatVector.broadcast(SPECIES, 1f))).intoArray(y, yo + i);
        }
        for (; i < n; i++) {
            y[yo + i] = a[ao + i] * Math.fma(-b[bo + i], b[bo + i], 1);
        }
    }

    static float max(float[] x, int at, int n) {
        FloatVector max = FloatVector.broadcast(SPECIES, Float.NEGATIVE_INFINITY);
        int i = 0;
        for (; i <= n - LANES; i += LANES) {
            max = max.max(FloatVector.fromArray(SPECIES, x, at + i));
        }
        float largest = max.reduceLanes(VectorOperators.MAX);
        for (; i < n; i++) {
            largest = Math.max(largest, x[at + i]);
        }
        return largest;
    }

    /** Writes {@code exp(x - less)}; the result may not lie over x. */
    static void exps(float[] x, int at, float less, float[] y, int to, int n) {
        boolean small = n < LANES;
        float[] from = small ? near(x, at, n, 0) : x;
        int start = small ? 0 : at;
        float[] z = small ? NEAR.get() : y;
        int zo = small ? RESULT : to;
        int last = small ? 0 : n - LANES;
        for (int i = 0; i < n; i += LANES) {
            int k = Math.min(i, last);
            exp(FloatVector.fromArray(SPECIES, from, start + k).sub(less)).intoArray(z, zo + k);
        }
        if (small) {
            System.arraycopy(z, zo, y, to, n);
        }
    }

    static void sqrt(float[] a, int ao, float[] b, int bo, float[] c, int co, float[] y, int yo, int n) {
        int i = 0;
        for (; i <= n - LANES; i += LANES) {
            FloatVector x = FloatVector.fromArray(SPECIES, a, ao + i);
            x.sqrt().intoArray(y, yo + i);
        }
        for (; i < n; i++) {
            y[yo + i] = (float) Math.sqrt(a[ao + i]);
        }
    }

    static void neg(float[] a, int ao, float[] b, int bo, float[] c, int co, float[] y, int yo, int n) {
        int i = 0;
        for (; i <= n - LANES; i += LANES) {
            FloatVector x = FloatVector.fromArray(SPECIES, a, ao + i);
            x.neg().intoArray(y, yo + i);
        }
        for (; i < n; i++) {
            y[yo + i] = -a[ao + i];
        }
    }

    static void relu(float[] a, int ao, float[] b, int bo, float[] c, int co, float[] y, int yo, int n) {
        int i = 0;
        for (; i <= n - LANES; i += LANES) {
            FloatVector x = FloatVector.fromArray(SPECIES, a, ao + i);
            x.max(0f).intoArray(y, yo + i);
        }
        for (; i < n; i++) {
            y[yo + i] = Math.max(a[ao + i], 0);
        }
    }

    static void abs(float[] a, int ao, float[] b, int bo, float[] c, int co, float[] y, int yo, int n) {
        int i = 0;
        for (; i <= n - LANES; i += LANES) {
            FloatVector x = FloatVector.fromArray(SPECIES, a, ao + i);
            x.abs().intoArray(y, yo + i);
        }
        for (; i < n; i++) {
            y[yo + i] = Math.abs(a[ao + i]);
        }
    }

    static void add(float[] a, int ao, float[] b, int bo, float[] c, int co, float[] y, int yo, int n) {
        int i = 0;
        for (; i <= n - LANES; i += LANES) {
            FloatVector x = FloatVector.fromArray(SPECIES, a, ao + i);
            FloatVector z = FloatVector.fromArray(SPECIES, b, bo + i);
            x.add(z).intoArray(y, yo + i);
        }
        for (; i < n; i++) {
            y[yo + i] = a[ao + i] + b[bo + i];
        }
    }

    static void sub(float[] a, int ao, float[] b, int bo, float[] c, int co, float[] y, int yo, int n) {
        int i = 0;
        for (; i <= n - LANES; i += LANES) {
            FloatVector x = FloatVector.fromArray(SPECIES, a, ao + i);
            FloatVector z = FloatVector.fromArray(SPECIES, b, bo + i);
            x.sub(z).intoArray(y, yo + i);
        }
        for (; i < n; i++) {
            y[yo + i] = a[ao + i] - b[bo + i];
        }
    }

    static void mul(float[] a, int ao, float[] b, int bo, float[] c, int co, float[] y, int yo, int n) {
        int i = 0;
        for (; i <= n - LANES; i += LANES) {
            FloatVector x = FloatVector.fromArray(SPECIES, a, ao + i);
            FloatVector z = FloatVector.fromArray(SPECIES, b, bo + i);
            x.mul(z).intoArray(y, yo + i);
        }
        for (; i < n; i++) {
            y[yo + i] = a[ao + i] * b[bo + i];
        }
    }

    static void div(float[] a, int ao, float[] b, int bo, float[] c, int co, float[] y, int yo, int n) {
        int i = 0;
        for (; i <= n - LANES; i += LANES) {
            FloatVector x = FloatVector.fromArray(SPECIES, a, ao + i);
            FloatVector z = FloatVector.fromArray(SPECIES, b, bo + i);
            x.div(z).intoArray(y, yo + i);
        }
        for (; i < n; i++) {
            y[yo + i] = a[ao + i] / b[bo + i];
        }
    }

    static void min(float[] a, int ao, float[] b, int bo, float[] c, int co, float[] y, int yo, int n) {
        int i = 0;
        for (; i <= n - LANES; i += LANES) {
            FloatVector x = FloatVector.fromArray(SPECIES, a, ao + i);
            FloatVector z = FloatVector.fromArray(SPECIES, b, bo + i);
            x.min(z).intoArray(y, yo + i);
        }
        for (; i < n; i++) {
            y[yo + i] = Math.min(a[ao + i], b[bo + i]);
        }
    }

    static void max(float[] a, int ao, float[] b, int bo, float[] c, int co, float[] y, int yo, int n) {
        int i = 0;
        for (; i <= n - LANES; i += LANES) {
            FloatVector x = FloatVector.fromArray(SPECIES, a, ao + i);
            FloatVector z = FloatVector.fromArray(SPECIES, b, bo + i);
            x.max(z).intoArray(y, yo + i);
        }
        for (; i < n; i++) {
            y[yo + i] = Math.max(a[ao + i], b[bo + i]);
        }
    }
}
