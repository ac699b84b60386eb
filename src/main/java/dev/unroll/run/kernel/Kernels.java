package dev.unroll.run.kernel;

import dev.unroll.op.ElementWise;

/** The machine-dependent inner loops: on the Vector API if its module is present, otherwise in plain Java. */
public interface Kernels {
    /** Rows of the left operand that one call of {@link #multiply} takes at most. */
    int BLOCK_ROWS = 8;

    /** Panels that one call of {@link #multiplyRow} takes at most. */
    int ROW_PANELS = 4;

    /**
     * An element-wise function over n neighbouring numbers; operands that the op lacks are ignored. The result of arithmetic
     * may lie over an operand; that of exp, tanh and sigmoid may not.
     */
    interface Loop {
        void run(float[] a, int ao, float[] b, int bo, float[] c, int co, float[] y, int yo, int n);
    }

    /** The loop for an op: a fast one where there is one, otherwise number by number in float64. */
    Loop loop(ElementWise op);

    /** Writes the sum of n neighbouring numbers of the first operand to the first place of the result. */
    Loop sum();

    /** Writes the sum of the products of n neighbouring numbers of two operands to the first place of the result. */
    Loop dot();

    /** The largest of n neighbouring numbers. */
    float max(float[] x, int at, int n);

    /** Writes exp(x - max) to y for n neighbouring numbers, and returns their sum. */
    float exps(float[] x, int at, float max, float[] y, int to, int n);

    /**
     * Copies short rows: {@code width} numbers, a block's or a panel's, of each of {@code rows} rows that lie {@code stride}
     * apart; they then lie {@code toStride} apart.
     */
    void copy(int width, int rows, float[] from, int at, int stride, float[] to, int toAt, int toStride);

    /** Columns of a packed panel. */
    int panelWidth();

    /**
     * {@code C (+)= A·B} for one block of rows and one panel of columns.
     *
     * @param rows 1, 2, 4 or 8
     * @param a the block, packed: for each of {@code depth} positions, {@code rows} numbers
     * @param b the panel, packed: for each of {@code depth} positions, {@link #panelWidth()} numbers
     * @param c the result, rows {@code stride} apart, a whole panel wide
     */
    void multiply(
            int rows, int depth, float[] a, int ao, float[] b, int bo, float[] c, int co, int stride, boolean add);

    /**
     * {@code c += a·B} for one row and a few neighbouring panels of columns.
     *
     * @param panels from 1 to {@link #ROW_PANELS}
     * @param a {@code depth} numbers
     * @param b the packed panels, one after another
     * @param c the result, with room for {@link #ROW_PANELS} panels
     */
    void multiplyRow(int panels, int depth, float[] a, int ao, float[] b, int bo, float[] c, int co);

    /** The fastest kernels this Java runtime offers. */
    static Kernels best() {
        return isVectorised() ? VectorKernels.create() : new PlainKernels();
    }

    /** Whether the Vector API's module is present. */
    static boolean isVectorised() {
        return ModuleLayer.boot().findModule("jdk.incubator.vector").isPresent();
    }
}
