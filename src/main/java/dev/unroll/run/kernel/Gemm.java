package dev.unroll.run.kernel;

import java.util.Arrays;

/**
 * Matrix products, float32, row-major, blocked for the caches: the right operand in packed panels of columns, the left in
 * packed blocks of rows (Goto and van de Geijn 2008).
 */
public final class Gemm {
    /** Positions of the inner dimension in one pass: a panel of this depth fits the first-level cache. */
    private static final int DEPTH = 256;
    /** Rows of the left operand in one pass. */
    private static final int ROWS = 128;
    /** Columns of the right operand that a contraction packs at a time. */
    private static final int COLUMNS = 512;

    /** Rows that are laid out at a time, so that what is read and written stays near. */
    private static final int NEAR = 8;

    private static final float[] NONE = {};

    private final Kernels kernels;
    private final int panel;
    private final float[] left = new float[ROWS * DEPTH];
    private final float[] edge;
    private float[] right = new float[0];

    public Gemm(Kernels kernels) {
        this.kernels = kernels;
        this.panel = kernels.panelWidth();
        this.edge = new float[Math.max(Kernels.BLOCK_ROWS, Kernels.ROW_PANELS) * panel];
    }

    /** The right operand of a product, laid out for the kernel. It keeps its array from one packing to the next. */
    public static final class Packed {
        private float[] data = new float[0];
        private int depth;
        private int columns;

        int columns() {
            return columns;
        }
    }

    /** Packs {@code b [depth × columns]}, or its transpose if {@code b} is {@code [columns × depth]}. */
    public void pack(float[] b, int at, int stride, int depth, int columns, boolean transposed, Packed into) {
        int panels = (columns + panel - 1) / panel;
        into.depth = depth;
        into.columns = columns;
        if (into.data.length < panels * panel * depth) {
            into.data = new float[panels * panel * depth];
        }
        packPanels(b, at, transposed ? 1 : stride, transposed ? stride : 1, depth, columns, into.data);
    }

    private void packPanels(
            float[] b, int at, int depthStride, int columnStride, int depth, int columns, float[] into) {
        int whole = columns / panel * panel;
        if (columnStride == 1) {
            // A few rows at a time, in memory order.
            for (int k = 0; k < depth; k += NEAR) {
                int rows = Math.min(NEAR, depth - k);
                for (int j = 0, to = k * panel; j < whole; j += panel, to += panel * depth) {
                    kernels.copy(panel, rows, b, at + k * depthStride + j, depthStride, into, to, panel);
                }
            }
        } else {
            for (int j = 0, to = 0; j < whole; j += panel, to += panel * depth) {
                packColumns(b, at + j * columnStride, depthStride, columnStride, depth, panel, into, to);
            }
        }
        if (whole < columns) {
            int to = whole * depth;
            Arrays.fill(into, to, to + panel * depth, 0);
            packColumns(b, at + whole * columnStride, depthStride, columnStride, depth, columns - whole, into, to);
        }
    }

    private void packColumns(
            float[] b, int at, int depthStride, int columnStride, int depth, int width, float[] into, int to) {
        for (int i = 0; i < width; i++) {
            int from = at + i * columnStride;
            for (int k = 0; k < depth; k++) {
                into[to + k * panel + i] = b[from + k * depthStride];
            }
        }
    }

    /** {@code C = A·B} for {@code rows} rows of A and C. */
    public void multiply(int rows, float[] a, int ao, int aStride, Packed b, float[] c, int co, int cStride) {
        multiply(rows, a, ao, aStride, b, NONE, 0, c, co, cStride);
    }

    /**
     * {@code C = A·B + bias} for {@code rows} rows of A and C.
     *
     * @param bias a row as wide as C, at {@code biasAt}, which the sums begin with; empty for none
     */
    public void multiply(
            int rows,
            float[] a,
            int ao,
            int aStride,
            Packed b,
            float[] bias,
            int biasAt,
            float[] c,
            int co,
            int cStride) {
        if (rows == 1) {
            row(a, ao, b, bias, biasAt, c, co);
            return;
        }
        for (int i = 0; i < rows; i += ROWS) {
            int height = Math.min(ROWS, rows - i);
            for (int k = 0; k < b.depth; k += DEPTH) {
                int depth = Math.min(DEPTH, b.depth - k);
                packLeft(a, ao + i * aStride + k, aStride, 1, height, depth);
                float[] begin = k == 0 ? bias : NONE;
                panels(
                        height,
                        depth,
                        b.data,
                        k,
                        b.depth,
                        b.columns,
                        begin,
                        biasAt,
                        c,
                        co + i * cStride,
                        cStride,
                        k > 0);
            }
        }
    }

    /** One row: it is read in place, and each panel once. The order of summation is the same as among other rows. */
    private void row(float[] a, int ao, Packed b, float[] bias, int biasAt, float[] c, int co) {
        int group = Kernels.ROW_PANELS * panel;
        boolean biased = bias.length > 0;
        for (int j = 0; j < b.columns; j += group) {
            int width = Math.min(group, b.columns - j);
            boolean whole = width == group;
            float[] to = whole ? c : edge;
            int at = whole ? co + j : 0;
            if (biased) {
                System.arraycopy(bias, biasAt + j, to, at, width);
            } else {
                Arrays.fill(to, at, at + width, 0);
            }
            kernels.multiplyRow((width + panel - 1) / panel, b.depth, a, ao, b.data, j * b.depth, to, at);
            if (!whole) {
                System.arraycopy(edge, 0, c, co + j, width);
            }
        }
    }

    /** {@code C = Aᵀ·G}, contracting {@code rows} rows: A {@code [rows × n]}, G {@code [rows × m]}, C {@code [n × m]}. */
    public void contract(
            int rows,
            int n,
            float[] a,
            int ao,
            int aStride,
            int m,
            float[] g,
            int go,
            int gStride,
            float[] c,
            int co,
            int cStride) {
        int needed = (Math.min(COLUMNS, m) + panel) * DEPTH;
        if (right.length < needed) {
            right = new float[needed];
        }
        for (int k = 0; k < rows; k += DEPTH) {
            int depth = Math.min(DEPTH, rows - k);
            for (int j = 0; j < m; j += COLUMNS) {
                int width = Math.min(COLUMNS, m - j);
                packPanels(g, go + k * gStride + j, gStride, 1, depth, width, right);
                for (int i = 0; i < n; i += ROWS) {
                    int height = Math.min(ROWS, n - i);
                    packLeft(a, ao + k * aStride + i, 1, aStride, height, depth);
                    panels(height, depth, right, 0, depth, width, NONE, 0, c, co + i * cStride + j, cStride, k > 0);
                }
            }
        }
    }

    private static int block(int rows) {
        return rows >= 8 ? 8 : rows >= 4 ? 4 : rows >= 2 ? 2 : 1;
    }

    private void packLeft(float[] a, int at, int rowStride, int depthStride, int rows, int depth) {
        int to = 0;
        for (int i = 0; i < rows; ) {
            int block = block(rows - i);
            if (rowStride == 1) {
                kernels.copy(block, depth, a, at + i, depthStride, left, to, block);
            } else {
                for (int r = 0; r < block; r++) {
                    int from = at + (i + r) * rowStride;
                    for (int k = 0; k < depth; k++) {
                        left[to + k * block + r] = a[from + k];
                    }
                }
            }
            to += block * depth;
            i += block;
        }
    }

    /** All panels of B against all packed blocks of A. */
    private void panels(
            int rows,
            int depth,
            float[] b,
            int first,
            int panelDepth,
            int columns,
            float[] bias,
            int biasAt,
            float[] c,
            int co,
            int cStride,
            boolean add) {
        boolean begun = add || bias.length > 0;
        for (int j = 0; j < columns; j += panel) {
            int bo = j * panelDepth + first * panel;
            int width = Math.min(panel, columns - j);
            for (int i = 0, ao = 0; i < rows; ) {
                int block = block(rows - i);
                int to = co + i * cStride + j;
                for (int r = 0; r < block && bias.length > 0; r++) {
                    System.arraycopy(bias, biasAt + j, c, to + r * cStride, width);
                }
                if (width == panel) {
                    kernels.multiply(block, depth, left, ao, b, bo, c, to, cStride, begun);
                } else {
                    narrow(block, depth, ao, b, bo, c, to, cStride, width, begun);
                }
                ao += block * depth;
                i += block;
            }
        }
    }

    private void narrow(
            int block, int depth, int ao, float[] b, int bo, float[] c, int to, int cStride, int width, boolean add) {
        for (int r = 0; r < block && add; r++) {
            System.arraycopy(c, to + r * cStride, edge, r * panel, width);
        }
        kernels.multiply(block, depth, left, ao, b, bo, edge, 0, panel, add);
        for (int r = 0; r < block; r++) {
            System.arraycopy(edge, r * panel, c, to + r * cStride, width);
        }
    }
}
