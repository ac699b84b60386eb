package dev.unroll.run;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/**
 * The element-wise loops of {@link HandWrittenLstm}, fused by hand. Each method is one loop with at most one transcendental
 * function: longer ones lose their intrinsics on some JDKs. Lengths are whole numbers of vectors.
 */
final class HandWrittenLoops {
    private static final VectorSpecies<Float> SPECIES = FloatVector.SPECIES_PREFERRED;
    private static final int LANES = SPECIES.length();

    private HandWrittenLoops() {}

    /** The polynomial of Moshier's Cephes library (1992), on the range where neither end overflows. */
    private static FloatVector exp(FloatVector x) {
        FloatVector clamped = x.min(88f).max(-87f);
        FloatVector shifted =
                clamped.fma(FloatVector.broadcast(SPECIES, 1.44269504f), FloatVector.broadcast(SPECIES, 12582912f));
        IntVector power =
                shifted.reinterpretAsInts().lanewise(VectorOperators.LSHL, 23).add(0x3f800000);
        FloatVector n = shifted.sub(12582912f);
        FloatVector r = n.fma(FloatVector.broadcast(SPECIES, -0.693359375f), clamped);
        r = n.fma(FloatVector.broadcast(SPECIES, 2.12194440e-4f), r);
        FloatVector p = FloatVector.broadcast(SPECIES, 1.9875691500e-4f);
        p = p.fma(r, FloatVector.broadcast(SPECIES, 1.3981999507e-3f));
        p = p.fma(r, FloatVector.broadcast(SPECIES, 8.3334519073e-3f));
        p = p.fma(r, FloatVector.broadcast(SPECIES, 4.1665795894e-2f));
        p = p.fma(r, FloatVector.broadcast(SPECIES, 1.6666665459e-1f));
        p = p.fma(r, FloatVector.broadcast(SPECIES, 5.0000001201e-1f));
        return p.fma(r.mul(r), r.add(1f)).mul(power.reinterpretAsFloats());
    }

    /** 1 - 2 / (exp(2x) + 1): near 0 its relative error grows, its absolute error does not, which is all that training needs. */
    private static FloatVector tanh(FloatVector x) {
        FloatVector one = FloatVector.broadcast(SPECIES, 1f);
        return one.sub(FloatVector.broadcast(SPECIES, 2f).div(exp(x.add(x)).add(1f)));
    }

    /** {@code z = sigmoid(z + r + b)}. */
    static void sigmoidOfSum(float[] z, int zo, float[] r, int ro, float[] b, int bo, int n) {
        for (int j = 0; j < n; j += LANES) {
            FloatVector x = FloatVector.fromArray(SPECIES, z, zo + j)
                    .add(FloatVector.fromArray(SPECIES, r, ro + j))
                    .add(FloatVector.fromArray(SPECIES, b, bo + j));
            FloatVector one = FloatVector.broadcast(SPECIES, 1f);
            one.div(exp(x.neg()).add(1f)).intoArray(z, zo + j);
        }
    }

    /** {@code z = tanh(z + r + b)}. */
    static void tanhOfSum(float[] z, int zo, float[] r, int ro, float[] b, int bo, int n) {
        for (int j = 0; j < n; j += LANES) {
            FloatVector x = FloatVector.fromArray(SPECIES, z, zo + j)
                    .add(FloatVector.fromArray(SPECIES, r, ro + j))
                    .add(FloatVector.fromArray(SPECIES, b, bo + j));
            tanh(x).intoArray(z, zo + j);
        }
    }

    /** From the gates {@code [i f g o]}: {@code c = f·before + i·g}, {@code s = tanh(c)}, {@code h = o·s}. */
    static void state(float[] gates, int go, float[] before, int bo, float[] c, float[] s, float[] h, int at, int n) {
        for (int j = 0; j < n; j += LANES) {
            FloatVector i = FloatVector.fromArray(SPECIES, gates, go + j);
            FloatVector f = FloatVector.fromArray(SPECIES, gates, go + n + j);
            FloatVector g = FloatVector.fromArray(SPECIES, gates, go + 2 * n + j);
            FloatVector kept = f.mul(FloatVector.fromArray(SPECIES, before, bo + j));
            FloatVector next = i.fma(g, kept);
            next.intoArray(c, at + j);
            FloatVector squashed = tanh(next);
            squashed.intoArray(s, at + j);
            squashed.mul(FloatVector.fromArray(SPECIES, gates, go + 3 * n + j)).intoArray(h, at + j);
        }
    }

    /**
     * The gradient of {@link #state} and the gates: {@code [i f g o]} become their own sums' gradients, {@code dc} goes from
     * the state after the step to the one before it.
     *
     * @param up the gradient of h from above
     * @param later its gradient from the step that follows
     */
    static void stateGradient(
            float[] gates,
            int go,
            float[] before,
            int bo,
            float[] s,
            float[] up,
            int at,
            float[] later,
            float[] dc,
            int lo,
            int n) {
        for (int j = 0; j < n; j += LANES) {
            FloatVector one = FloatVector.broadcast(SPECIES, 1f);
            FloatVector dh =
                    FloatVector.fromArray(SPECIES, up, at + j).add(FloatVector.fromArray(SPECIES, later, lo + j));
            FloatVector squashed = FloatVector.fromArray(SPECIES, s, at + j);
            FloatVector o = FloatVector.fromArray(SPECIES, gates, go + 3 * n + j);
            FloatVector shown = dh.mul(o);
            dh.mul(squashed).mul(o).mul(one.sub(o)).intoArray(gates, go + 3 * n + j);
            FloatVector through = one.sub(squashed.mul(squashed));
            FloatVector d = shown.fma(through, FloatVector.fromArray(SPECIES, dc, lo + j));
            FloatVector i = FloatVector.fromArray(SPECIES, gates, go + j);
            FloatVector g = FloatVector.fromArray(SPECIES, gates, go + 2 * n + j);
            FloatVector f = FloatVector.fromArray(SPECIES, gates, go + n + j);
            d.mul(i).mul(one.sub(g.mul(g))).intoArray(gates, go + 2 * n + j);
            d.mul(g).mul(i).mul(one.sub(i)).intoArray(gates, go + j);
            FloatVector kept = d.mul(f);
            kept.mul(FloatVector.fromArray(SPECIES, before, bo + j))
                    .mul(one.sub(f))
                    .intoArray(gates, go + n + j);
            kept.intoArray(dc, lo + j);
        }
    }

    /** {@code sum += x}. */
    static void add(float[] x, int xo, float[] sum, int so, int n) {
        for (int j = 0; j < n; j += LANES) {
            FloatVector.fromArray(SPECIES, sum, so + j)
                    .add(FloatVector.fromArray(SPECIES, x, xo + j))
                    .intoArray(sum, so + j);
        }
    }

    /** Adam (Kingma & Ba 2015) with its usual constants; {@code rate} and {@code scale} hold the bias corrections. */
    static void adam(
            float[] weight, float[] slope, float[] mean, float[] square, int from, int to, float rate, float scale) {
        for (int j = from; j < to; j += LANES) {
            FloatVector g = FloatVector.fromArray(SPECIES, slope, j);
            FloatVector m = FloatVector.fromArray(SPECIES, mean, j).mul(0.9f).add(g.mul(0.1f));
            FloatVector v = FloatVector.fromArray(SPECIES, square, j)
                    .mul(0.999f)
                    .add(g.mul(g).mul(0.001f));
            m.intoArray(mean, j);
            v.intoArray(square, j);
            FloatVector moved = m.mul(rate).div(v.sqrt().mul(scale).add(1e-8f));
            FloatVector.fromArray(SPECIES, weight, j).sub(moved).intoArray(weight, j);
        }
    }
}
