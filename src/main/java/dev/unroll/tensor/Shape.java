package dev.unroll.tensor;

import dev.unroll.api.PublicApi;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * The shape of one row of a value: {@code []} is a scalar, {@code [256]} a vector, {@code [8, 8]} a matrix. Immutable,
 * but while a model is read a width may not be known yet: a typing rule passes such a width on, and throws {@link
 * Width.Unknown} if it needs the number.
 */
@PublicApi
public final class Shape {
    public static final Shape SCALAR = new Shape(List.of());

    private final List<Width> widths;
    /** The dimensions, once all are known; otherwise empty of a shape that is not. */
    private int[] dims = {};

    private Shape(List<Width> widths) {
        this.widths = widths;
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
        return dims.length == 0
                ? SCALAR
                : new Shape(IntStream.of(dims).mapToObj(Width::of).toList());
    }

    /** A shape of widths that are perhaps not known yet. */
    public static Shape of(List<Width> widths) {
        return widths.isEmpty() ? SCALAR : new Shape(List.copyOf(widths));
    }

    public int rank() {
        return widths.size();
    }

    /** Dimension {@code axis}; a negative axis counts from the end. */
    public int dim(int axis) {
        return resolved()[axis < 0 ? axis + rank() : axis];
    }

    /** The width of an axis, known or not; a negative axis counts from the end. */
    public Width axis(int axis) {
        return widths.get(axis < 0 ? axis + rank() : axis);
    }

    /** The widths of all axes. */
    public List<Width> widths() {
        return widths;
    }

    /** Whether all widths are known. */
    public boolean isKnown() {
        return widths.stream().allMatch(width -> width.known().isPresent());
    }

    private int[] resolved() {
        if (dims.length != rank()) {
            dims = widths.stream().mapToInt(Width::value).toArray();
        }
        return dims;
    }

    /** The last dimension; 1 for a scalar. */
    public int width() {
        return rank() == 0 ? 1 : dim(-1);
    }

    /** The number of elements; 1 for a scalar. */
    public int size() {
        int size = 1;
        for (int dim : resolved()) {
            size = Math.multiplyExact(size, dim);
        }
        return size;
    }

    public int[] dims() {
        return resolved().clone();
    }

    /** This shape with dimension {@code axis} replaced. */
    public Shape with(int axis, int dim) {
        return with(axis, Width.of(dim));
    }

    /** This shape with another width of an axis. */
    public Shape with(int axis, Width width) {
        List<Width> changed = new ArrayList<>(widths);
        changed.set(axis < 0 ? axis + rank() : axis, width);
        return of(changed);
    }

    /** This shape without one dimension. */
    public Shape without(int axis) {
        List<Width> fewer = new ArrayList<>(widths);
        fewer.remove(axis < 0 ? axis + rank() : axis);
        return of(fewer);
    }

    /** This shape without its last dimension. */
    public Shape withoutLast() {
        return without(-1);
    }

    /** This shape with one more dimension, which is {@code axis} of the result; a negative axis counts from its end. */
    public Shape insert(int axis, Width width) {
        List<Width> more = new ArrayList<>(widths);
        more.add(axis < 0 ? axis + rank() + 1 : axis, width);
        return of(more);
    }

    /** This shape with one more dimension at the end. */
    public Shape append(int dim) {
        return insert(-1, Width.of(dim));
    }

    /** Makes two shapes one, axis by axis; false if they are known to differ. */
    public boolean unite(Shape other) {
        return rank() == other.rank()
                && IntStream.range(0, rank()).allMatch(axis -> axis(axis).unite(other.axis(axis)));
    }

    /**
     * The common shape of two operands, aligned at their last dimensions; a dimension of 1 stretches, and one that is not
     * known is that of the other.
     *
     * @throws IllegalArgumentException if they do not fit
     */
    public static Shape broadcast(Shape a, Shape b) {
        int rank = Math.max(a.rank(), b.rank());
        List<Width> widths = new ArrayList<>();
        for (int i = rank; i >= 1; i--) {
            Width x = i <= a.rank() ? a.axis(-i) : Width.of(1);
            Width y = i <= b.rank() ? b.axis(-i) : Width.of(1);
            if (!x.is(1) && !y.is(1) && !x.unite(y)) {
                throw new IllegalArgumentException(a + " does not fit " + b);
            }
            widths.add(x.is(1) ? y : x);
        }
        return of(widths);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Shape shape && widths.equals(shape.widths);
    }

    @Override
    public int hashCode() {
        return widths.hashCode();
    }

    @Override
    public String toString() {
        return widths.stream()
                .map(width -> width.known().isPresent() ? Integer.toString(width.value()) : width.toString())
                .collect(Collectors.joining(", ", "[", "]"));
    }
}
