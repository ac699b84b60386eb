package dev.unroll.run.kernel;

import dev.unroll.compile.Combined;
import dev.unroll.op.Binary;
import dev.unroll.op.ElementWise;
import dev.unroll.op.Unary;
import java.util.Map;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/** Kernels on the Vector API. Hot methods are short, and no vector crosses a call, so that all of it is intrinsified. */
public final class VectorKernels implements Kernels {
    private static final VectorSpecies<Float> SPECIES = FloatVector.SPECIES_PREFERRED;
    private static final int LANES = SPECIES.length();
    private static final int PANEL = 2 * LANES;

    private final PlainKernels plain = new PlainKernels();

    private VectorKernels() {}

    static Kernels create() {
        return new VectorKernels();
    }

    @Override
    public int panelWidth() {
        return PANEL;
    }

    private static final Map<ElementWise, Loop> LOOPS = Map.ofEntries(
            Map.entry(Unary.SIGMOID, VectorMath::sigmoid),
            Map.entry(Unary.TANH, VectorMath::tanh),
            Map.entry(Unary.EXP, VectorMath::exp),
            Map.entry(Unary.SQRT, VectorMath::sqrt),
            Map.entry(Unary.NEG, VectorMath::neg),
            Map.entry(Unary.RELU, VectorMath::relu),
            Map.entry(Unary.ABS, VectorMath::abs),
            Map.entry(Binary.ADD, VectorMath::add),
            Map.entry(Binary.SUB, VectorMath::sub),
            Map.entry(Binary.MUL, VectorMath::mul),
            Map.entry(Binary.DIV, VectorMath::div),
            Map.entry(Binary.MIN, VectorMath::min),
            Map.entry(Binary.MAX, VectorMath::max),
            Map.entry(Combined.MULTIPLY_ADD, VectorMath::multiplyAdd),
            Map.entry(Combined.SUBTRACT_PRODUCT, VectorMath::subtractProduct),
            Map.entry(Combined.SIGMOID_OF_SUM, VectorMath::sigmoidOfSum),
            Map.entry(Combined.TANH_OF_SUM, VectorMath::tanhOfSum),
            Map.entry(Combined.SIGMOID_SLOPE, VectorMath::sigmoidSlope),
            Map.entry(Combined.TANH_SLOPE, VectorMath::tanhSlope));

    @Override
    public Loop loop(ElementWise op) {
        Loop loop = LOOPS.get(op);
        return loop != null ? loop : plain.loop(op);
    }

    /** A call of the array copy for each row costs more than the row. */
    @Override
    public void copy(int width, int rows, float[] from, int at, int stride, float[] to, int toAt, int toStride) {
        if (width == PANEL) {
            copyPanel(rows, from, at, stride, to, toAt, toStride);
        } else if (width == BLOCK_ROWS) {
            copyBlock(rows, from, at, stride, to, toAt, toStride);
        } else {
            plain.copy(width, rows, from, at, stride, to, toAt, toStride);
        }
    }

    private static void copyPanel(int rows, float[] from, int at, int stride, float[] to, int toAt, int toStride) {
        for (int i = 0, a = at, b = toAt; i < rows; i++, a += stride, b += toStride) {
            FloatVector left = FloatVector.fromArray(SPECIES, from, a);
            FloatVector right = FloatVector.fromArray(SPECIES, from, a + LANES);
            left.intoArray(to, b);
            right.intoArray(to, b + LANES);
        }
    }

    /** Without vectors: those of a second length would make the calls on all of them ambiguous to the JIT compiler. */
    private static void copyBlock(int rows, float[] from, int at, int stride, float[] to, int toAt, int toStride) {
        for (int i = 0, a = at, b = toAt; i < rows; i++, a += stride, b += toStride) {
            to[b] = from[a];
            to[b + 1] = from[a + 1];
            to[b + 2] = from[a + 2];
            to[b + 3] = from[a + 3];
            to[b + 4] = from[a + 4];
            to[b + 5] = from[a + 5];
            to[b + 6] = from[a + 6];
            to[b + 7] = from[a + 7];
        }
    }

    @Override
    public Loop sum() {
        return VectorMath::sum;
    }

    @Override
    public Loop dot() {
        return VectorMath::dot;
    }

    @Override
    public float max(float[] x, int at, int n) {
        return VectorMath.max(x, at, n);
    }

    @Override
    public float exps(float[] x, int at, float max, float[] y, int to, int n) {
        VectorMath.exps(x, at, max, y, to, n);
        return VectorMath.sum(y, to, n);
    }

    @Override
    public void multiply(
            int rows, int depth, float[] a, int ao, float[] b, int bo, float[] c, int co, int stride, boolean add) {
        switch (rows) {
            case 8 -> eight(depth, a, ao, b, bo, c, co, stride, add);
            case 4 -> four(depth, a, ao, b, bo, c, co, stride, add);
            case 2 -> two(depth, a, ao, b, bo, c, co, stride, add);
            default -> one(depth, a, ao, b, bo, c, co, add);
        }
    }

    /** One accumulator is latency-bound; eight hide the FMA latency. Missing panels repeat the last. */
    @Override
    public void multiplyRow(int panels, int depth, float[] a, int ao, float[] b, int bo, float[] c, int co) {
        int size = depth * PANEL;
        int b0 = bo;
        int b1 = bo + Math.min(1, panels - 1) * size;
        int b2 = bo + Math.min(2, panels - 1) * size;
        int b3 = bo + (panels - 1) * size;
        FloatVector c00 = FloatVector.fromArray(SPECIES, c, co);
        FloatVector c01 = FloatVector.fromArray(SPECIES, c, co + LANES);
        FloatVector c10 = FloatVector.fromArray(SPECIES, c, co + PANEL);
        FloatVector c11 = FloatVector.fromArray(SPECIES, c, co + PANEL + LANES);
        FloatVector c20 = FloatVector.fromArray(SPECIES, c, co + 2 * PANEL);
        FloatVector c21 = FloatVector.fromArray(SPECIES, c, co + 2 * PANEL + LANES);
        FloatVector c30 = FloatVector.fromArray(SPECIES, c, co + 3 * PANEL);
        FloatVector c31 = FloatVector.fromArray(SPECIES, c, co + 3 * PANEL + LANES);
        for (int k = 0, at = 0; k < depth; k++, at += PANEL) {
            FloatVector left = FloatVector.broadcast(SPECIES, a[ao + k]);
            c00 = left.fma(FloatVector.fromArray(SPECIES, b, b0 + at), c00);
            c01 = left.fma(FloatVector.fromArray(SPECIES, b, b0 + at + LANES), c01);
            c10 = left.fma(FloatVector.fromArray(SPECIES, b, b1 + at), c10);
            c11 = left.fma(FloatVector.fromArray(SPECIES, b, b1 + at + LANES), c11);
            c20 = left.fma(FloatVector.fromArray(SPECIES, b, b2 + at), c20);
            c21 = left.fma(FloatVector.fromArray(SPECIES, b, b2 + at + LANES), c21);
            c30 = left.fma(FloatVector.fromArray(SPECIES, b, b3 + at), c30);
            c31 = left.fma(FloatVector.fromArray(SPECIES, b, b3 + at + LANES), c31);
        }
        c00.intoArray(c, co);
        c01.intoArray(c, co + LANES);
        c10.intoArray(c, co + PANEL);
        c11.intoArray(c, co + PANEL + LANES);
        c20.intoArray(c, co + 2 * PANEL);
        c21.intoArray(c, co + 2 * PANEL + LANES);
        c30.intoArray(c, co + 3 * PANEL);
        c31.intoArray(c, co + 3 * PANEL + LANES);
    }

    private static FloatVector start(float[] c, int at, boolean add) {
        return add ? FloatVector.fromArray(SPECIES, c, at) : FloatVector.zero(SPECIES);
    }

    private static void eight(
            int depth, float[] a, int ao, float[] b, int bo, float[] c, int co, int stride, boolean add) {
        FloatVector c00 = start(c, co, add);
        FloatVector c01 = start(c, co + LANES, add);
        FloatVector c10 = start(c, co + stride, add);
        FloatVector c11 = start(c, co + stride + LANES, add);
        FloatVector c20 = start(c, co + 2 * stride, add);
        FloatVector c21 = start(c, co + 2 * stride + LANES, add);
        FloatVector c30 = start(c, co + 3 * stride, add);
        FloatVector c31 = start(c, co + 3 * stride + LANES, add);
        FloatVector c40 = start(c, co + 4 * stride, add);
        FloatVector c41 = start(c, co + 4 * stride + LANES, add);
        FloatVector c50 = start(c, co + 5 * stride, add);
        FloatVector c51 = start(c, co + 5 * stride + LANES, add);
        FloatVector c60 = start(c, co + 6 * stride, add);
        FloatVector c61 = start(c, co + 6 * stride + LANES, add);
        FloatVector c70 = start(c, co + 7 * stride, add);
        FloatVector c71 = start(c, co + 7 * stride + LANES, add);
        int left = ao;
        int right = bo;
        for (int k = 0; k < depth; k++, left += 8, right += PANEL) {
            FloatVector b0 = FloatVector.fromArray(SPECIES, b, right);
            FloatVector b1 = FloatVector.fromArray(SPECIES, b, right + LANES);
            FloatVector a0 = FloatVector.broadcast(SPECIES, a[left]);
            c00 = a0.fma(b0, c00);
            c01 = a0.fma(b1, c01);
            FloatVector a1 = FloatVector.broadcast(SPECIES, a[left + 1]);
            c10 = a1.fma(b0, c10);
            c11 = a1.fma(b1, c11);
            FloatVector a2 = FloatVector.broadcast(SPECIES, a[left + 2]);
            c20 = a2.fma(b0, c20);
            c21 = a2.fma(b1, c21);
            FloatVector a3 = FloatVector.broadcast(SPECIES, a[left + 3]);
            c30 = a3.fma(b0, c30);
            c31 = a3.fma(b1, c31);
            FloatVector a4 = FloatVector.broadcast(SPECIES, a[left + 4]);
            c40 = a4.fma(b0, c40);
            c41 = a4.fma(b1, c41);
            FloatVector a5 = FloatVector.broadcast(SPECIES, a[left + 5]);
            c50 = a5.fma(b0, c50);
            c51 = a5.fma(b1, c51);
            FloatVector a6 = FloatVector.broadcast(SPECIES, a[left + 6]);
            c60 = a6.fma(b0, c60);
            c61 = a6.fma(b1, c61);
            FloatVector a7 = FloatVector.broadcast(SPECIES, a[left + 7]);
            c70 = a7.fma(b0, c70);
            c71 = a7.fma(b1, c71);
        }
        c00.intoArray(c, co);
        c01.intoArray(c, co + LANES);
        c10.intoArray(c, co + stride);
        c11.intoArray(c, co + stride + LANES);
        c20.intoArray(c, co + 2 * stride);
        c21.intoArray(c, co + 2 * stride + LANES);
        c30.intoArray(c, co + 3 * stride);
        c31.intoArray(c, co + 3 * stride + LANES);
        c40.intoArray(c, co + 4 * stride);
        c41.intoArray(c, co + 4 * stride + LANES);
        c50.intoArray(c, co + 5 * stride);
        c51.intoArray(c, co + 5 * stride + LANES);
        c60.intoArray(c, co + 6 * stride);
        c61.intoArray(c, co + 6 * stride + LANES);
        c70.intoArray(c, co + 7 * stride);
        c71.intoArray(c, co + 7 * stride + LANES);
    }

    private static void four(
            int depth, float[] a, int ao, float[] b, int bo, float[] c, int co, int stride, boolean add) {
        FloatVector c00 = start(c, co, add);
        FloatVector c01 = start(c, co + LANES, add);
        FloatVector c10 = start(c, co + stride, add);
        FloatVector c11 = start(c, co + stride + LANES, add);
        FloatVector c20 = start(c, co + 2 * stride, add);
        FloatVector c21 = start(c, co + 2 * stride + LANES, add);
        FloatVector c30 = start(c, co + 3 * stride, add);
        FloatVector c31 = start(c, co + 3 * stride + LANES, add);
        int left = ao;
        int right = bo;
        for (int k = 0; k < depth; k++, left += 4, right += PANEL) {
            FloatVector b0 = FloatVector.fromArray(SPECIES, b, right);
            FloatVector b1 = FloatVector.fromArray(SPECIES, b, right + LANES);
            FloatVector a0 = FloatVector.broadcast(SPECIES, a[left]);
            c00 = a0.fma(b0, c00);
            c01 = a0.fma(b1, c01);
            FloatVector a1 = FloatVector.broadcast(SPECIES, a[left + 1]);
            c10 = a1.fma(b0, c10);
            c11 = a1.fma(b1, c11);
            FloatVector a2 = FloatVector.broadcast(SPECIES, a[left + 2]);
            c20 = a2.fma(b0, c20);
            c21 = a2.fma(b1, c21);
            FloatVector a3 = FloatVector.broadcast(SPECIES, a[left + 3]);
            c30 = a3.fma(b0, c30);
            c31 = a3.fma(b1, c31);
        }
        c00.intoArray(c, co);
        c01.intoArray(c, co + LANES);
        c10.intoArray(c, co + stride);
        c11.intoArray(c, co + stride + LANES);
        c20.intoArray(c, co + 2 * stride);
        c21.intoArray(c, co + 2 * stride + LANES);
        c30.intoArray(c, co + 3 * stride);
        c31.intoArray(c, co + 3 * stride + LANES);
    }

    private static void two(
            int depth, float[] a, int ao, float[] b, int bo, float[] c, int co, int stride, boolean add) {
        FloatVector c00 = start(c, co, add);
        FloatVector c01 = start(c, co + LANES, add);
        FloatVector c10 = start(c, co + stride, add);
        FloatVector c11 = start(c, co + stride + LANES, add);
        int left = ao;
        int right = bo;
        for (int k = 0; k < depth; k++, left += 2, right += PANEL) {
            FloatVector b0 = FloatVector.fromArray(SPECIES, b, right);
            FloatVector b1 = FloatVector.fromArray(SPECIES, b, right + LANES);
            FloatVector a0 = FloatVector.broadcast(SPECIES, a[left]);
            c00 = a0.fma(b0, c00);
            c01 = a0.fma(b1, c01);
            FloatVector a1 = FloatVector.broadcast(SPECIES, a[left + 1]);
            c10 = a1.fma(b0, c10);
            c11 = a1.fma(b1, c11);
        }
        c00.intoArray(c, co);
        c01.intoArray(c, co + LANES);
        c10.intoArray(c, co + stride);
        c11.intoArray(c, co + stride + LANES);
    }

    private static void one(int depth, float[] a, int ao, float[] b, int bo, float[] c, int co, boolean add) {
        FloatVector c00 = start(c, co, add);
        FloatVector c01 = start(c, co + LANES, add);
        int left = ao;
        int right = bo;
        for (int k = 0; k < depth; k++, left += 1, right += PANEL) {
            FloatVector b0 = FloatVector.fromArray(SPECIES, b, right);
            FloatVector b1 = FloatVector.fromArray(SPECIES, b, right + LANES);
            FloatVector a0 = FloatVector.broadcast(SPECIES, a[left]);
            c00 = a0.fma(b0, c00);
            c01 = a0.fma(b1, c01);
        }
        c00.intoArray(c, co);
        c01.intoArray(c, co + LANES);
    }
}
