package dev.unroll.tensor;

import java.util.Arrays;
import java.util.stream.Collectors;

/** The shape of one row of a value: {@code []} is a scalar, {@code [256]} a vector, {@code [8, 8]} a matrix. Immutable. */
public final class Shape {
    public static final Shape SCALAR = new Shape(new int[0]);

    private final int[] dims;

    private Shape(int[] dims) {
        this.dims = dims;
    }

    /** @throws IllegalArgumentException if a dimension is below 1 or the size exceeds an {@code int} */
    public static Shape of(int... dims) {
        long size = 1;
        for (int dim : dims) {
            if (dim < 1) {
                throw new IllegalArgumentException("a dimension must be at least 1: " + Arrays.toString(dims));
            }
            size = Math.multiplyExact(size, dim);
        }
        Math.toIntExact(size);
        return dims.length == 0 ? SCALAR : new Shape(dims.clone());
    }

    public int rank() {
        return dims.length;
    }

    /** Dimension {@code axis}; a negative axis counts from the end. */
    public int dim(int axis) {
        return dims[axis < 0 ? axis + dims.length : axis];
    }

    /** The last dimension; 1 for a scalar. */
    public int width() {
        return dims.length == 0 ? 1 : dims[dims.length - 1];
    }

    /** The number of elements; 1 for a scalar. */
    public int size() {
        int size = 1;
        for (int dim : dims) {
            size *= dim;
        }
        return size;
    }

    public int[] dims() {
        return dims.clone();
    }

    /** This shape with dimension {@code axis} replaced. */
    public Shape with(int axis, int dim) {
        int[] changed = dims.clone();
        changed[axis < 0 ? axis + dims.length : axis] = dim;
        return of(changed);
    }

    /** This shape without its last dimension. */
    public Shape withoutLast() {
        return of(Arrays.copyOf(dims, dims.length - 1));
    }

    /** This shape with one more dimension at the end. */
    public Shape append(int dim) {
        int[] longer = Arrays.copyOf(dims, dims.length + 1);
        longer[dims.length] = dim;
        return of(longer);
    }

    /**
     * The common shape of two operands, aligned at their last dimensions; a dimension of 1 stretches.
     *
     * @throws IllegalArgumentException if they do not fit
     */
    public static Shape broadcast(Shape a, Shape b) {
        int rank = Math.max(a.rank(), b.rank());
        int[] dims = new int[rank];
        for (int i = 1; i <= rank; i++) {
            int x = i <= a.rank() ? a.dim(-i) : 1;
            int y = i <= b.rank() ? b.dim(-i) : 1;
            if (x != y && x != 1 && y != 1) {
                throw new IllegalArgumentException(a + " does not fit " + b);
            }
            dims[rank - i] = Math.max(x, y);
        }
        return of(dims);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Shape shape && Arrays.equals(dims, shape.dims);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(dims);
    }

    @Override
    public String toString() {
        return Arrays.stream(dims).mapToObj(Integer::toString).collect(Collectors.joining(", ", "[", "]"));
    }
}
