package dev.unroll.op;

import static dev.unroll.op.Ops.mul;
import static dev.unroll.op.Ops.sub;

import dev.unroll.graph.Node;
import dev.unroll.graph.Rows;
import dev.unroll.graph.Type;
import dev.unroll.tensor.Ragged;
import dev.unroll.tensor.Tensor;
import java.util.List;
import java.util.stream.Stream;

/** The softmax over time, and the logarithm of its sum; both for each feature by itself, computed without overflow. */
public final class TimeSoftmaxes {
    private TimeSoftmaxes() {}

    /** Those that are functions of the equation language, for the time being along any axis. */
    static Stream<FunctionOp> functions() {
        return Stream.of(new SoftmaxTime(Rows.STEPS), new LogSumExpTime(Rows.STEPS));
    }

    /** Positive numbers that sum to 1 over the steps of a row above. */
    public record SoftmaxTime(Rows axis) implements Time.Steps {
        @Override
        public Signature signature() {
            return new Signature(
                    List.of("x"),
                    Takes.STEPS,
                    "positive numbers that sum to 1 over all steps, for each feature",
                    "weight: softmax_over_time(affine(tanh(affine(h, to=16)), to=1))");
        }

        @Override
        public OverTime along(Rows changed) {
            return new SoftmaxTime(changed);
        }

        @Override
        public String name() {
            return "softmax_over_time";
        }

        @Override
        public Type infer(List<Type> inputs) {
            return Type.real(axis, Time.along(this, inputs.get(0)).shape());
        }

        @Override
        public void forward(List<Tensor> inputs, Tensor out, Context context) {
            Ragged steps = context.axis(axis);
            double[] x = inputs.get(0).data();
            int width = out.width();
            for (int p = 0; p < context.rows(axis.parent()); p++) {
                for (int i = 0; i < width; i++) {
                    double norm = logSumExp(x, steps, p, width, i);
                    for (int t = 0; t < steps.length(p); t++) {
                        int at = steps.row(p, t) * width + i;
                        out.data()[at] = Math.exp(x[at] - norm);
                    }
                }
            }
        }

        @Override
        public void vjp(Node self, Node g, Cotangents cotangents) {
            Node gy = mul(g, self);
            Node sum = Node.of(new Time.SumTime(axis), gy);
            cotangents.add(0, sub(gy, mul(self, Node.of(new Time.Broadcast(axis), sum))));
        }
    }

    private static double logSumExp(double[] x, Ragged steps, int parent, int width, int feature) {
        double max = Double.NEGATIVE_INFINITY;
        for (int t = 0; t < steps.length(parent); t++) {
            max = Math.max(max, x[steps.row(parent, t) * width + feature]);
        }
        double sum = 0;
        for (int t = 0; t < steps.length(parent); t++) {
            sum += Math.exp(x[steps.row(parent, t) * width + feature] - max);
        }
        return max + Math.log(sum);
    }

    /** log Σ exp(x) over the steps of a row above. */
    public record LogSumExpTime(Rows axis) implements Time.Summary {
        @Override
        public Signature signature() {
            return new Signature(
                    List.of("x"),
                    Takes.STEPS,
                    "the logarithm of the sum of exp(x) over all steps, for each feature",
                    "soft: log_sum_exp_over_time(h)");
        }

        @Override
        public OverTime along(Rows changed) {
            return new LogSumExpTime(changed);
        }

        @Override
        public String name() {
            return "log_sum_exp_over_time";
        }

        @Override
        public void forward(List<Tensor> inputs, Tensor out, Context context) {
            Ragged steps = context.axis(axis);
            int width = out.width();
            for (int i = 0; i < out.data().length; i++) {
                out.data()[i] = logSumExp(inputs.get(0).data(), steps, i / width, width, i % width);
            }
        }

        @Override
        public void vjp(Node self, Node g, Cotangents cotangents) {
            Node softmax = Node.of(new SoftmaxTime(axis), self.input(0));
            cotangents.add(0, mul(Node.of(new Time.Broadcast(axis), g), softmax));
        }
    }
}
