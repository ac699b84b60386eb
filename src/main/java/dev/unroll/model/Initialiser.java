package dev.unroll.model;

import dev.unroll.api.PublicApi;
import dev.unroll.tensor.Shape;
import java.util.Arrays;
import java.util.Random;

/**
 * The initial value of a parameter. Draws depend only on the seed and the parameter's name. A custom initialiser is a
 * record whose components are its arguments, see {@link dev.unroll.plugin.Header}.
 */
@PublicApi
public interface Initialiser {
    /** Row-major values. */
    float[] draw(Shape shape, Random random);

    /** What it draws, in one line, for lists. */
    default String about() {
        return "";
    }

    /** Evenly between -bound and bound. */
    record Uniform(double bound) implements Initialiser {
        @Override
        public float[] draw(Shape shape, Random random) {
            float[] values = new float[shape.size()];
            for (int i = 0; i < values.length; i++) {
                values[i] = (float) (bound * (2 * random.nextDouble() - 1));
            }
            return values;
        }
    }

    /** From the normal distribution of mean 0. */
    record Normal(double deviation) implements Initialiser {
        @Override
        public float[] draw(Shape shape, Random random) {
            float[] values = new float[shape.size()];
            for (int i = 0; i < values.length; i++) {
                values[i] = (float) (deviation * random.nextGaussian());
            }
            return values;
        }
    }

    /** How many rows a matrix has, or each of the matrices of a larger shape. */
    private static int inputs(Shape shape) {
        return shape.rank() < 2 ? 1 : shape.dim(-2);
    }

    /** Uniform with the variance 2 / (inputs + outputs) (Glorot and Bengio 2010). */
    record Glorot() implements Initialiser {
        @Override
        public float[] draw(Shape shape, Random random) {
            int out = shape.width();
            return new Uniform(Math.sqrt(6.0 / (inputs(shape) + out))).draw(shape, random);
        }
    }

    /** Orthonormal rows or columns of each matrix, whichever are fewer (Saxe et al. 2014), by Gram-Schmidt on normal draws. */
    record Orthogonal() implements Initialiser {
        @Override
        public float[] draw(Shape shape, Random random) {
            int columns = shape.width();
            int rows = inputs(shape);
            float[] values = new float[shape.size()];
            for (int at = 0; at < values.length; at += rows * columns) {
                matrix(rows, columns, random, values, at);
            }
            return values;
        }

        private static void matrix(int rows, int columns, Random random, float[] values, int at) {
            boolean wide = columns > rows;
            int count = Math.min(rows, columns);
            int length = Math.max(rows, columns);
            double[][] basis = new double[count][length];
            for (int k = 0; k < count; k++) {
                do {
                    for (int i = 0; i < length; i++) {
                        basis[k][i] = random.nextGaussian();
                    }
                    project(basis, k);
                } while (!normalise(basis[k]));
                project(basis, k);
                normalise(basis[k]);
            }
            for (int r = 0; r < rows; r++) {
                for (int c = 0; c < columns; c++) {
                    values[at + r * columns + c] = (float) (wide ? basis[r][c] : basis[c][r]);
                }
            }
        }

        private static void project(double[][] basis, int k) {
            for (int j = 0; j < k; j++) {
                double dot = 0;
                for (int i = 0; i < basis[k].length; i++) {
                    dot += basis[j][i] * basis[k][i];
                }
                for (int i = 0; i < basis[k].length; i++) {
                    basis[k][i] -= dot * basis[j][i];
                }
            }
        }

        private static boolean normalise(double[] vector) {
            double sum = 0;
            for (double value : vector) {
                sum += value * value;
            }
            double norm = Math.sqrt(sum);
            for (int i = 0; i < vector.length; i++) {
                vector[i] /= norm;
            }
            return norm > 1e-6;
        }
    }

    /** The same number everywhere. */
    record Constant(double value) implements Initialiser {
        @Override
        public float[] draw(Shape shape, Random random) {
            float[] values = new float[shape.size()];
            Arrays.fill(values, (float) value);
            return values;
        }
    }

    /** Chosen by the shape once it is known. */
    interface Chosen extends Initialiser {
        Initialiser choose(Shape shape);

        @Override
        default float[] draw(Shape shape, Random random) {
            return choose(shape).draw(shape, random);
        }
    }
}
