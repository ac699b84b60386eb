package dev.unroll.tensor;

import dev.unroll.api.PublicApi;
import java.util.Arrays;

/**
 * Rows of float64 features: {@code rows × shape}, row-major. A value without a row axis has one row. The reference
 * interpreter, initialisers and gradient checks use these; the compiled program does not.
 */
@PublicApi
public record Tensor(int rows, Shape shape, double[] data) {
    public Tensor {
        if (data.length != (long) rows * shape.size()) {
            throw new IllegalArgumentException(data.length + " numbers for " + rows + " rows of " + shape);
        }
    }

    public static Tensor zeros(int rows, Shape shape) {
        return new Tensor(rows, shape, new double[Math.multiplyExact(rows, shape.size())]);
    }

    public static Tensor scalar(double value) {
        return new Tensor(1, Shape.SCALAR, new double[] {value});
    }

    public static Tensor of(int rows, Shape shape, float[] values) {
        Tensor tensor = zeros(rows, shape);
        for (int i = 0; i < tensor.data.length; i++) {
            tensor.data[i] = values[i];
        }
        return tensor;
    }

    /** The number of elements of one row. */
    public int width() {
        return shape.size();
    }

    /** A copy of {@code count} rows from {@code first} on. */
    public Tensor slice(int first, int count) {
        int width = width();
        return new Tensor(count, shape, Arrays.copyOfRange(data, first * width, (first + count) * width));
    }

    /** Writes the rows of {@code source} over this tensor's rows from {@code first} on. */
    public void put(int first, Tensor source) {
        System.arraycopy(source.data, 0, data, first * width(), source.data.length);
    }

    /** Adds the rows of {@code source} to this tensor's rows from 0 on. */
    public void add(Tensor source) {
        for (int i = 0; i < source.data.length; i++) {
            data[i] += source.data[i];
        }
    }

    public Tensor copy() {
        return new Tensor(rows, shape, data.clone());
    }

    public float[] toFloats() {
        float[] floats = new float[data.length];
        for (int i = 0; i < floats.length; i++) {
            floats[i] = (float) data[i];
        }
        return floats;
    }
}
