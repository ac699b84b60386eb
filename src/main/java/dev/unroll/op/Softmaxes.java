package dev.unroll.op;

import static dev.unroll.op.Ops.mul;
import static dev.unroll.op.Ops.sub;

import dev.unroll.graph.Node;
import dev.unroll.graph.Rows;
import dev.unroll.graph.Type;
import dev.unroll.tensor.Shape;
import dev.unroll.tensor.Tensor;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** The softmax, its logarithm, the cross entropy, and their gradients. */
public final class Softmaxes {
    private Softmaxes() {}

    /** Those that are functions of the equation language. */
    static Stream<FunctionOp> functions() {
        return Stream.of(new Softmax(), new LogSoftmax(), new LogSumExp());
    }

    /** The softmax over the last axis, computed without overflow. */
    public record Softmax() implements Builtin {
        @Override
        public Signature signature() {
            return new Signature(
                    List.of("x"),
                    Takes.FEATURES,
                    "positive features that sum to 1",
                    "weights: softmax(affine(h, to=4))");
        }

        @Override
        public Optional<String> ofSingleFeature() {
            return Optional.of("1");
        }

        @Override
        public Type infer(List<Type> inputs) {
            return Features.vector("softmax", inputs.get(0));
        }

        @Override
        public void forward(List<Tensor> inputs, Tensor out, Context context) {
            new LogSoftmax().forward(inputs, out, context);
            Arrays.setAll(out.data(), i -> Math.exp(out.data()[i]));
        }

        @Override
        public void vjp(Node self, Node g, Cotangents cotangents) {
            Node gy = mul(g, self);
            cotangents.add(0, sub(gy, mul(self, Ops.repeat(Ops.sum(gy), self))));
        }
    }

    /** The logarithm of the softmax over the last axis, computed without overflow. */
    public record LogSoftmax() implements Builtin {
        @Override
        public Signature signature() {
            return new Signature(
                    List.of("x"),
                    Takes.FEATURES,
                    "the logarithm of the softmax",
                    "logs: log_softmax(affine(h, to=tags))");
        }

        @Override
        public Optional<String> ofSingleFeature() {
            return Optional.of("0");
        }

        @Override
        public Type infer(List<Type> inputs) {
            return Features.vector("log_softmax", inputs.get(0));
        }

        @Override
        public void forward(List<Tensor> inputs, Tensor out, Context context) {
            int n = out.shape().dim(-1);
            for (int row = 0; row < out.data().length / n; row++) {
                logSoftmax(inputs.get(0).data(), row * n, n, out.data());
            }
        }

        private static void logSoftmax(double[] x, int at, int n, double[] out) {
            double norm = norm(x, at, n);
            for (int i = at; i < at + n; i++) {
                out[i] = x[i] - norm;
            }
        }

        static double norm(double[] x, int at, int n) {
            double max = Double.NEGATIVE_INFINITY;
            for (int i = at; i < at + n; i++) {
                max = Math.max(max, x[i]);
            }
            double sum = 0;
            for (int i = at; i < at + n; i++) {
                sum += Math.exp(x[i] - max);
            }
            return max + Math.log(sum);
        }

        @Override
        public void vjp(Node self, Node g, Cotangents cotangents) {
            Node softmax = Node.of(new Softmax(), self.input(0));
            cotangents.add(0, sub(g, mul(softmax, Ops.repeat(Ops.sum(g), self))));
        }
    }

    /** The logarithm of the sum of the exponentials of the last axis, computed without overflow. */
    public record LogSumExp() implements Builtin {
        @Override
        public Signature signature() {
            return new Signature(
                    List.of("x"),
                    Takes.FEATURES,
                    "log(sum(exp(x))) over the features, without overflow: a smooth max",
                    "norm: log_sum_exp(affine(h, to=tags))");
        }

        @Override
        public Type infer(List<Type> inputs) {
            Type x = Features.vector("log_sum_exp", inputs.get(0));
            return Type.real(x.rows(), x.shape().withoutLast());
        }

        @Override
        public void forward(List<Tensor> inputs, Tensor out, Context context) {
            double[] x = inputs.get(0).data();
            int n = inputs.get(0).shape().dim(-1);
            Arrays.setAll(out.data(), i -> LogSoftmax.norm(x, i * n, n));
        }

        @Override
        public void vjp(Node self, Node g, Cotangents cotangents) {
            Node x = self.input(0);
            cotangents.add(0, mul(Ops.repeat(g, x), Ops.softmax(x)));
        }
    }

    /** {@code -log softmax(logits)[label]} for each row, computed without overflow. */
    public record CrossEntropy() implements Primitive {
        @Override
        public Type infer(List<Type> inputs) {
            Type logits = Features.vector("cross_entropy", inputs.get(0));
            Type labels = inputs.get(1);
            if (logits.shape().rank() != 1
                    || logits.rows() != labels.rows()
                    || !labels.isIndex()
                    || !logits.shape().axis(-1).unite(labels.choices().orElseThrow())) {
                throw new IllegalArgumentException("cross_entropy needs a score for each of the labels' "
                        + labels.classes() + " classes in the same rows, not " + logits + " against " + labels);
            }
            return Type.real(logits.rows(), Shape.SCALAR);
        }

        @Override
        public void forward(List<Tensor> inputs, Tensor out, Context context) {
            Tensor logits = inputs.get(0);
            Tensor log = Tensor.zeros(logits.rows(), logits.shape());
            new LogSoftmax().forward(inputs, log, context);
            for (int row = 0; row < out.rows(); row++) {
                out.data()[row] =
                        -log.data()[row * log.width() + (int) inputs.get(1).data()[row]];
            }
        }

        @Override
        public void vjp(Node self, Node g, Cotangents cotangents) {
            cotangents.add(0, Node.of(new CrossEntropyGradient(), self.input(0), self.input(1), g));
        }
    }

    /**
     * {@code g · (softmax(logits) - one_hot(labels))} for each row: the gradient of {@link CrossEntropy}. {@code g} is a
     * number per row, or one for all.
     */
    public record CrossEntropyGradient() implements Primitive {
        @Override
        public Type infer(List<Type> inputs) {
            Type loss = new CrossEntropy().infer(inputs.subList(0, 2));
            Type g = inputs.get(2);
            if (g.isIndex() || g.shape().rank() != 0 || g.rows() != Rows.NONE && g.rows() != loss.rows()) {
                throw new IllegalArgumentException("cross_entropy_gradient needs a number per row, not " + g);
            }
            return inputs.get(0);
        }

        @Override
        public void forward(List<Tensor> inputs, Tensor out, Context context) {
            Tensor scale = inputs.get(2);
            new Softmax().forward(inputs, out, context);
            for (int row = 0; row < out.rows(); row++) {
                int at = row * out.width();
                out.data()[at + (int) inputs.get(1).data()[row]] -= 1;
                double g = scale.data()[scale.rows() == 1 ? 0 : row];
                for (int i = at; i < at + out.width(); i++) {
                    out.data()[i] *= g;
                }
            }
        }

        @Override
        public void vjp(Node self, Node h, Cotangents cotangents) {
            Node logits = self.input(0);
            Node g = self.input(2);
            Node softmax = Node.of(new Softmax(), logits);
            Node oneHot = Node.of(new Indexed.OneHot(), self.input(1));
            Node weighted = mul(h, softmax);
            Node spread = sub(weighted, mul(softmax, Ops.repeat(Ops.sum(weighted), logits)));
            cotangents.add(0, mul(spread, g));
            cotangents.add(2, Ops.sum(mul(h, sub(softmax, oneHot))));
        }
    }
}
