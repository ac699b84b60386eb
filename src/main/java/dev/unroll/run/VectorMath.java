package dev.unroll.run;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/**
 * Element-wise loops on the Vector API. exp and tanh use the polynomials of Moshier's Cephes library (1992); they and
 * sigmoid are within 2e-7 or 2 units in the last place of the exact value.
 */
final class VectorMath {
    private static final VectorSpecies<Float> SPECIES = FloatVector.SPECIES_PREFERRED;
    private static final int LANES = SPECIES.length();

    private static final float LOG2_E = 1.44269504f;
    private static final float LN2_HIGH = 0.693359375f;
    private static final float LN2_LOW = -2.12194440e-4f;
    /** Adding this to a small number leaves its nearest integer in the low bits. */
    private static final float ROUND = 12582912f;

    private static final float LARGEST = 88.3762626647949f;
    private static final float SMALLEST = -87.33654f;
    /** Below this, tanh is computed by its own polynomial, which keeps the relative error small near 0. */
    private static final float SMALL_TANH = 0.625f;

    private VectorMath() {}

    private static VectorMask<Float> rest(int i, int n) {
        return SPECIES.indexInRange(i, n);
    }

    private static FloatVector exp(FloatVector x) {
        FloatVector clamped = x.min(LARGEST).max(SMALLEST);
        FloatVector shifted =
                clamped.fma(FloatVector.broadcast(SPECIES, LOG2_E), FloatVector.broadcast(SPECIES, ROUND));
        IntVector power =
                shifted.reinterpretAsInts().lanewise(VectorOperators.LSHL, 23).add(0x3f800000);
        FloatVector n = shifted.sub(ROUND);
        FloatVector r = n.fma(FloatVector.broadcast(SPECIES, -LN2_HIGH), clamped);
        r = n.fma(FloatVector.broadcast(SPECIES, -LN2_LOW), r);
        FloatVector p = FloatVector.broadcast(SPECIES, 1.9875691500e-4f);
        p = p.fma(r, FloatVector.broadcast(SPECIES, 1.3981999507e-3f));
        p = p.fma(r, FloatVector.broadcast(SPECIES, 8.3334519073e-3f));
        p = p.fma(r, FloatVector.broadcast(SPECIES, 4.1665795894e-2f));
        p = p.fma(r, FloatVector.broadcast(SPECIES, 1.6666665459e-1f));
        p = p.fma(r, FloatVector.broadcast(SPECIES, 5.0000001201e-1f));
        return p.fma(r.mul(r), r.add(1f)).mul(power.reinterpretAsFloats());
    }

    /** exp, infinite from where its result nears the largest float. */
    private static FloatVector overflowing(FloatVector x) {
        return exp(x).blend(Float.POSITIVE_INFINITY, x.compare(VectorOperators.GT, LARGEST));
    }

    private static FloatVector sigmoid(FloatVector x) {
        return FloatVector.broadcast(SPECIES, 1f).div(exp(x.neg()).add(1f));
    }

    private static FloatVector tanh(FloatVector x) {
        FloatVector one = FloatVector.broadcast(SPECIES, 1f);
        FloatVector large =
                one.sub(FloatVector.broadcast(SPECIES, 2f).div(exp(x.add(x)).add(1f)));
        FloatVector z = x.mul(x);
        FloatVector p = FloatVector.broadcast(SPECIES, -5.70498872745e-3f);
        p = p.fma(z, FloatVector.broadcast(SPECIES, 2.06390887954e-2f));
        p = p.fma(z, FloatVector.broadcast(SPECIES, -5.37397155531e-2f));
        p = p.fma(z, FloatVector.broadcast(SPECIES, 1.33314422036e-1f));
        p = p.fma(z, FloatVector.broadcast(SPECIES, -3.33332819422e-1f));
        FloatVector small = p.mul(z).fma(x, x);
        return large.blend(small, x.abs().compare(VectorOperators.LT, SMALL_TANH));
    }

    static void exp(float[] a, int ao, float[] b, int bo, float[] c, int co, float[] y, int yo, int n) {
        int i = 0;
        for (; i <= n - LANES; i += LANES) {
            FloatVector x = FloatVector.fromArray(SPECIES, a, ao + i);
            overflowing(x).intoArray(y, yo + i);
        }
        if (i < n) {
            VectorMask<Float> rest = rest(i, n);
            FloatVector x = FloatVector.fromArray(SPECIES, a, ao + i, rest);
            overflowing(x).intoArray(y, yo + i, rest);
        }
    }

    static void sigmoid(float[] a, int ao, float[] b, int bo, float[] c, int co, float[] y, int yo, int n) {
        int i = 0;
        for (; i <= n - LANES; i += LANES) {
            FloatVector x = FloatVector.fromArray(SPECIES, a, ao + i);
            sigmoid(x).intoArray(y, yo + i);
        }
        if (i < n) {
            VectorMask<Float> rest = rest(i, n);
            FloatVector x = FloatVector.fromArray(SPECIES, a, ao + i, rest);
            sigmoid(x).intoArray(y, yo + i, rest);
        }
    }

    static void tanh(float[] a, int ao, float[] b, int bo, float[] c, int co, float[] y, int yo, int n) {
        int i = 0;
        for (; i <= n - LANES; i += LANES) {
            FloatVector x = FloatVector.fromArray(SPECIES, a, ao + i);
            tanh(x).intoArray(y, yo + i);
        }
        if (i < n) {
            VectorMask<Float> rest = rest(i, n);
            FloatVector x = FloatVector.fromArray(SPECIES, a, ao + i, rest);
            tanh(x).intoArray(y, yo + i, rest);
        }
    }

    static void sqrt(float[] a, int ao, float[] b, int bo, float[] c, int co, float[] y, int yo, int n) {
        int i = 0;
        for (; i <= n - LANES; i += LANES) {
            FloatVector x = FloatVector.fromArray(SPECIES, a, ao + i);
            x.sqrt().intoArray(y, yo + i);
        }
        if (i < n) {
            VectorMask<Float> rest = rest(i, n);
            FloatVector x = FloatVector.fromArray(SPECIES, a, ao + i, rest);
            x.sqrt().intoArray(y, yo + i, rest);
        }
    }

    static void neg(float[] a, int ao, float[] b, int bo, float[] c, int co, float[] y, int yo, int n) {
        int i = 0;
        for (; i <= n - LANES; i += LANES) {
            FloatVector x = FloatVector.fromArray(SPECIES, a, ao + i);
            x.neg().intoArray(y, yo + i);
        }
        if (i < n) {
            VectorMask<Float> rest = rest(i, n);
            FloatVector x = FloatVector.fromArray(SPECIES, a, ao + i, rest);
            x.neg().intoArray(y, yo + i, rest);
        }
    }

    static void relu(float[] a, int ao, float[] b, int bo, float[] c, int co, float[] y, int yo, int n) {
        int i = 0;
        for (; i <= n - LANES; i += LANES) {
            FloatVector x = FloatVector.fromArray(SPECIES, a, ao + i);
            x.max(0f).intoArray(y, yo + i);
        }
        if (i < n) {
            VectorMask<Float> rest = rest(i, n);
            FloatVector x = FloatVector.fromArray(SPECIES, a, ao + i, rest);
            x.max(0f).intoArray(y, yo + i, rest);
        }
    }

    static void abs(float[] a, int ao, float[] b, int bo, float[] c, int co, float[] y, int yo, int n) {
        int i = 0;
        for (; i <= n - LANES; i += LANES) {
            FloatVector x = FloatVector.fromArray(SPECIES, a, ao + i);
            x.abs().intoArray(y, yo + i);
        }
        if (i < n) {
            VectorMask<Float> rest = rest(i, n);
            FloatVector x = FloatVector.fromArray(SPECIES, a, ao + i, rest);
            x.abs().intoArray(y, yo + i, rest);
        }
    }

    static void add(float[] a, int ao, float[] b, int bo, float[] c, int co, float[] y, int yo, int n) {
        int i = 0;
        for (; i <= n - LANES; i += LANES) {
            FloatVector x = FloatVector.fromArray(SPECIES, a, ao + i);
            FloatVector z = FloatVector.fromArray(SPECIES, b, bo + i);
            x.add(z).intoArray(y, yo + i);
        }
        if (i < n) {
            VectorMask<Float> rest = rest(i, n);
            FloatVector x = FloatVector.fromArray(SPECIES, a, ao + i, rest);
            FloatVector z = FloatVector.fromArray(SPECIES, b, bo + i, rest);
            x.add(z).intoArray(y, yo + i, rest);
        }
    }

    static void sub(float[] a, int ao, float[] b, int bo, float[] c, int co, float[] y, int yo, int n) {
        int i = 0;
        for (; i <= n - LANES; i += LANES) {
            FloatVector x = FloatVector.fromArray(SPECIES, a, ao + i);
            FloatVector z = FloatVector.fromArray(SPECIES, b, bo + i);
            x.sub(z).intoArray(y, yo + i);
        }
        if (i < n) {
            VectorMask<Float> rest = rest(i, n);
            FloatVector x = FloatVector.fromArray(SPECIES, a, ao + i, rest);
            FloatVector z = FloatVector.fromArray(SPECIES, b, bo + i, rest);
            x.sub(z).intoArray(y, yo + i, rest);
        }
    }

    static void mul(float[] a, int ao, float[] b, int bo, float[] c, int co, float[] y, int yo, int n) {
        int i = 0;
        for (; i <= n - LANES; i += LANES) {
            FloatVector x = FloatVector.fromArray(SPECIES, a, ao + i);
            FloatVector z = FloatVector.fromArray(SPECIES, b, bo + i);
            x.mul(z).intoArray(y, yo + i);
        }
        if (i < n) {
            VectorMask<Float> rest = rest(i, n);
            FloatVector x = FloatVector.fromArray(SPECIES, a, ao + i, rest);
            FloatVector z = FloatVector.fromArray(SPECIES, b, bo + i, rest);
            x.mul(z).intoArray(y, yo + i, rest);
        }
    }

    static void div(float[] a, int ao, float[] b, int bo, float[] c, int co, float[] y, int yo, int n) {
        int i = 0;
        for (; i <= n - LANES; i += LANES) {
            FloatVector x = FloatVector.fromArray(SPECIES, a, ao + i);
            FloatVector z = FloatVector.fromArray(SPECIES, b, bo + i);
            x.div(z).intoArray(y, yo + i);
        }
        if (i < n) {
            VectorMask<Float> rest = rest(i, n);
            FloatVector x = FloatVector.fromArray(SPECIES, a, ao + i, rest);
            FloatVector z = FloatVector.fromArray(SPECIES, b, bo + i, rest);
            x.div(z).intoArray(y, yo + i, rest);
        }
    }

    static void min(float[] a, int ao, float[] b, int bo, float[] c, int co, float[] y, int yo, int n) {
        int i = 0;
        for (; i <= n - LANES; i += LANES) {
            FloatVector x = FloatVector.fromArray(SPECIES, a, ao + i);
            FloatVector z = FloatVector.fromArray(SPECIES, b, bo + i);
            x.min(z).intoArray(y, yo + i);
        }
        if (i < n) {
            VectorMask<Float> rest = rest(i, n);
            FloatVector x = FloatVector.fromArray(SPECIES, a, ao + i, rest);
            FloatVector z = FloatVector.fromArray(SPECIES, b, bo + i, rest);
            x.min(z).intoArray(y, yo + i, rest);
        }
    }

    static void max(float[] a, int ao, float[] b, int bo, float[] c, int co, float[] y, int yo, int n) {
        int i = 0;
        for (; i <= n - LANES; i += LANES) {
            FloatVector x = FloatVector.fromArray(SPECIES, a, ao + i);
            FloatVector z = FloatVector.fromArray(SPECIES, b, bo + i);
            x.max(z).intoArray(y, yo + i);
        }
        if (i < n) {
            VectorMask<Float> rest = rest(i, n);
            FloatVector x = FloatVector.fromArray(SPECIES, a, ao + i, rest);
            FloatVector z = FloatVector.fromArray(SPECIES, b, bo + i, rest);
            x.max(z).intoArray(y, yo + i, rest);
        }
    }
}
