package dev.unroll.op;

import dev.unroll.graph.Node;
import dev.unroll.graph.Rows;
import dev.unroll.graph.Type;
import dev.unroll.tensor.Shape;
import dev.unroll.tensor.Tensor;
import dev.unroll.tensor.Width;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** Matrix products: rows by a matrix of weights, and the contraction of rows that gives the weights' gradient. */
public final class Products {
    /** The product by a matrix as it stands. */
    public static final Primitive MATMUL = new MatMul(false);

    private Products() {}

    /** Those that are functions of the equation language. */
    static Stream<FunctionOp> functions() {
        return Stream.of(new Transpose());
    }

    /** {@code x @ W}, or {@code x @ Wᵀ}: the last axis of x against a matrix without rows. */
    public record MatMul(boolean transposed) implements Primitive {
        @Override
        public String name() {
            return transposed ? "matmul_t" : "matmul";
        }

        @Override
        public Type infer(List<Type> inputs) {
            Type x = inputs.get(0);
            Type w = inputs.get(1);
            if (x.shape().rank() < 1) {
                throw new IllegalArgumentException("'@' needs features on its left, not one number");
            }
            if (w.rows() != Rows.NONE || w.shape().rank() != 2) {
                throw new IllegalArgumentException("'@' needs a matrix of weights on its right, not " + w);
            }
            Width inner = w.shape().axis(transposed ? 1 : 0);
            if (!x.shape().axis(-1).unite(inner)) {
                throw new IllegalArgumentException(
                        "the left of '@' has " + x.shape().axis(-1) + " features, the right takes " + inner);
            }
            return Type.real(x.rows(), x.shape().with(-1, w.shape().axis(transposed ? 0 : 1)));
        }

        @Override
        public void forward(List<Tensor> inputs, Tensor out, Context context) {
            double[] x = inputs.get(0).data();
            double[] w = inputs.get(1).data();
            int inner = inputs.get(0).shape().dim(-1);
            int outer = out.shape().dim(-1);
            for (int row = 0; row < out.data().length / outer; row++) {
                for (int j = 0; j < outer; j++) {
                    double sum = 0;
                    for (int i = 0; i < inner; i++) {
                        sum += x[row * inner + i] * w[transposed ? j * inner + i : i * outer + j];
                    }
                    out.data()[row * outer + j] = sum;
                }
            }
        }

        @Override
        public void vjp(Node self, Node g, Cotangents cotangents) {
            Node x = self.input(0);
            Node w = self.input(1);
            cotangents.add(0, Node.of(new MatMul(!transposed), g, w));
            cotangents.add(1, transposed ? Node.of(new Contract(), g, x) : Node.of(new Contract(), x, g));
        }
    }

    /** {@code Xᵀ·G} over all rows (and all axes but the last): the gradient of the weights of {@code X @ W}. */
    public record Contract() implements Primitive {
        @Override
        public Set<Trait> traits() {
            return Set.of(Trait.SUMS_ROWS);
        }

        @Override
        public Type infer(List<Type> inputs) {
            Type x = inputs.get(0);
            Type g = inputs.get(1);
            if (x.rows() != g.rows()
                    || x.shape().rank() < 1
                    || g.shape().rank() < 1
                    || !x.shape().withoutLast().unite(g.shape().withoutLast())) {
                throw new IllegalArgumentException("cannot contract the rows of " + x + " with those of " + g);
            }
            return Type.real(
                    Rows.NONE, Shape.of(List.of(x.shape().axis(-1), g.shape().axis(-1))));
        }

        @Override
        public void forward(List<Tensor> inputs, Tensor out, Context context) {
            double[] x = inputs.get(0).data();
            double[] g = inputs.get(1).data();
            int n = out.shape().dim(0);
            int m = out.shape().dim(1);
            Arrays.fill(out.data(), 0);
            for (int row = 0; row < x.length / n; row++) {
                for (int i = 0; i < n; i++) {
                    for (int j = 0; j < m; j++) {
                        out.data()[i * m + j] += x[row * n + i] * g[row * m + j];
                    }
                }
            }
        }

        @Override
        public void vjp(Node self, Node g, Cotangents cotangents) {
            cotangents.add(0, Node.of(new MatMul(true), self.input(1), g));
            cotangents.add(1, Node.of(new MatMul(false), self.input(0), g));
        }
    }

    /**
     * The product of two matrices of each row, either of them perhaps transposed. Operands and result are given element by
     * element, in any shape of that size: {@code [n * k]} and {@code [k * m]} make {@code [n * m]}.
     *
     * @param left the left matrix, as its elements lie
     * @param flipLeft whether to take its transpose
     * @param right the right matrix, as its elements lie
     * @param flipRight whether to take its transpose
     */
    public record RowMatMul(Shape left, boolean flipLeft, Shape right, boolean flipRight) implements Primitive {
        /** The rows of the result. */
        public int height() {
            return left.dim(flipLeft ? 1 : 0);
        }

        /** The columns of the left matrix, which are the rows of the right one. */
        public int depth() {
            return left.dim(flipLeft ? 0 : 1);
        }

        /** The columns of the result. */
        public int width() {
            return right.dim(flipRight ? 0 : 1);
        }

        @Override
        public String name() {
            return "row_matmul " + left + (flipLeft ? "ᵀ" : "") + right + (flipRight ? "ᵀ" : "");
        }

        @Override
        public Type infer(List<Type> inputs) {
            Type a = inputs.get(0);
            Type b = inputs.get(1);
            boolean matrices = left.rank() == 2 && right.rank() == 2 && depth() == right.dim(flipRight ? 1 : 0);
            boolean sized = a.shape().size() == left.size() && b.shape().size() == right.size();
            if (!matrices || !sized || a.isIndex() || b.isIndex() || !a.rows().equals(b.rows())) {
                throw new IllegalArgumentException(
                        "cannot multiply " + a + " as " + left + " by " + b + " as " + right);
            }
            return Type.real(a.rows(), Shape.of(height() * width()));
        }

        @Override
        public void forward(List<Tensor> inputs, Tensor out, Context context) {
            double[] a = inputs.get(0).data();
            double[] b = inputs.get(1).data();
            int n = height();
            int k = depth();
            int m = width();
            for (int at = 0; at < out.data().length; at++) {
                int row = at / (n * m);
                int i = at / m % n;
                int j = at % m;
                double sum = 0;
                for (int l = 0; l < k; l++) {
                    sum += a[row * n * k + (flipLeft ? l * n + i : i * k + l)]
                            * b[row * k * m + (flipRight ? j * k + l : l * m + j)];
                }
                out.data()[at] = sum;
            }
        }

        @Override
        public void vjp(Node self, Node g, Cotangents cotangents) {
            Node a = self.input(0);
            Node b = self.input(1);
            Shape out = Shape.of(height(), width());
            Node toLeft = flipLeft
                    ? Node.of(new RowMatMul(right, flipRight, out, true), b, g)
                    : Node.of(new RowMatMul(out, false, right, !flipRight), g, b);
            Node toRight = flipRight
                    ? Node.of(new RowMatMul(out, true, left, flipLeft), g, a)
                    : Node.of(new RowMatMul(left, !flipLeft, out, false), a, g);
            cotangents.add(0, Node.of(new Features.Reshape(a.type().shape()), toLeft));
            cotangents.add(1, Node.of(new Features.Reshape(b.type().shape()), toRight));
        }
    }

    /** Swaps the first two axes. */
    public record SwapLeading() implements Primitive {
        @Override
        public Set<Trait> traits() {
            return Set.of(Trait.ROW_WISE, Trait.LINEAR);
        }

        @Override
        public Type infer(List<Type> inputs) {
            Shape x = inputs.get(0).shape();
            if (x.rank() < 2) {
                throw new IllegalArgumentException("swap_leading needs two axes, not " + inputs.get(0));
            }
            return inputs.get(0).withShape(x.with(0, x.axis(1)).with(1, x.axis(0)));
        }

        @Override
        public void forward(List<Tensor> inputs, Tensor out, Context context) {
            int n = out.shape().dim(0);
            int m = out.shape().dim(1);
            int width = out.shape().size() / (n * m);
            for (int block = 0; block < out.data().length / width; block++) {
                int row = block / (n * m);
                int from = (row * m + block % m) * n + block / m % n;
                System.arraycopy(inputs.get(0).data(), from * width, out.data(), block * width, width);
            }
        }

        @Override
        public void vjp(Node self, Node g, Cotangents cotangents) {
            cotangents.add(0, Node.of(this, g));
        }
    }

    /** Swaps the two axes of a matrix. */
    public record Transpose() implements Builtin {
        @Override
        public Signature signature() {
            return new Signature(
                    List.of("x"), Takes.MATRIX, "a matrix with its axes swapped", "back: s @ transpose(outer(s, s))");
        }

        @Override
        public Set<Trait> traits() {
            return Set.of(Trait.ROW_WISE, Trait.LINEAR);
        }

        @Override
        public Type infer(List<Type> inputs) {
            Type x = inputs.get(0);
            if (x.shape().rank() != 2) {
                throw new IllegalArgumentException("transpose needs a matrix, not " + x);
            }
            return x.withShape(Shape.of(List.of(x.shape().axis(1), x.shape().axis(0))));
        }

        @Override
        public void forward(List<Tensor> inputs, Tensor out, Context context) {
            double[] x = inputs.get(0).data();
            int n = out.shape().dim(0);
            int m = out.shape().dim(1);
            for (int row = 0; row < out.rows(); row++) {
                for (int i = 0; i < n; i++) {
                    for (int j = 0; j < m; j++) {
                        out.data()[(row * n + i) * m + j] = x[(row * m + j) * n + i];
                    }
                }
            }
        }

        @Override
        public void vjp(Node self, Node g, Cotangents cotangents) {
            cotangents.add(0, Node.of(this, g));
        }
    }
}
