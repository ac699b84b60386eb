package dev.unroll.op;

import static dev.unroll.op.Ops.mul;

import dev.unroll.graph.Node;
import dev.unroll.graph.Rows;
import dev.unroll.graph.Type;
import dev.unroll.tensor.Ragged;
import dev.unroll.tensor.Tensor;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** The largest values over time, and where they are. */
public final class Peaks {
    private Peaks() {}

    /** Those that are functions of the equation language, for the time being along any axis. */
    static Stream<FunctionOp> functions() {
        return Stream.of(new MaxTime(Rows.STEPS), new ArgMaxTime(Rows.STEPS));
    }

    /** The largest value of each feature over a sequence's steps. */
    public record MaxTime(Rows axis) implements Time.Summary {
        @Override
        public Signature signature() {
            return new Signature(
                    List.of("x"),
                    Takes.STEPS,
                    "the largest value of each feature over all steps",
                    "strongest: max_over_time(h)");
        }

        @Override
        public OverTime along(Rows changed) {
            return new MaxTime(changed);
        }

        @Override
        public String name() {
            return "max_over_time";
        }

        @Override
        public void forward(List<Tensor> inputs, Tensor out, Context context) {
            Ragged steps = context.axis(axis);
            double[] x = inputs.get(0).data();
            int width = out.width();
            Arrays.fill(out.data(), Double.NEGATIVE_INFINITY);
            for (int p = 0; p < out.rows(); p++) {
                for (int t = 0; t < steps.length(p); t++) {
                    int at = steps.row(p, t) * width;
                    for (int i = 0; i < width; i++) {
                        out.data()[p * width + i] = Math.max(out.data()[p * width + i], x[at + i]);
                    }
                }
            }
        }

        @Override
        public void vjp(Node self, Node g, Cotangents cotangents) {
            Node x = self.input(0);
            cotangents.add(0, mul(Node.of(new Time.Broadcast(axis), g), Node.of(new MaxMask(axis), x, self)));
        }
    }

    /** 1 where a feature first reaches its maximum over time, otherwise 0. Not differentiable. */
    public record MaxMask(Rows axis) implements OverTime {
        @Override
        public OverTime along(Rows changed) {
            return new MaxMask(changed);
        }

        @Override
        public Set<Trait> traits() {
            return Set.of();
        }

        @Override
        public Type infer(List<Type> inputs) {
            Type max = Time.up(this, inputs.get(0));
            if (inputs.get(1).rows() != max.rows()
                    || !max.shape().unite(inputs.get(1).shape())) {
                throw new IllegalArgumentException(inputs.get(1) + " is not the maximum of " + inputs.get(0));
            }
            return Type.real(axis, max.shape());
        }

        @Override
        public void forward(List<Tensor> inputs, Tensor out, Context context) {
            Ragged steps = context.axis(axis);
            double[] x = inputs.get(0).data();
            double[] max = inputs.get(1).data();
            int width = out.width();
            Arrays.fill(out.data(), 0);
            for (int p = 0; p < inputs.get(1).rows(); p++) {
                for (int i = 0; i < width; i++) {
                    int t = 0;
                    while (x[steps.row(p, t) * width + i] != max[p * width + i] && t < steps.length(p) - 1) {
                        t++;
                    }
                    out.data()[steps.row(p, t) * width + i] = 1;
                }
            }
        }

        @Override
        public void vjp(Node self, Node g, Cotangents cotangents) {}
    }

    /**
     * The step at which each feature is largest, counted from 0; the first in a tie. A number, not an index: how many steps
     * there are differs from sequence to sequence. Not differentiable.
     */
    public record ArgMaxTime(Rows axis) implements Time.Summary {
        @Override
        public Signature signature() {
            return new Signature(
                    List.of("x"),
                    Takes.STEPS,
                    "the step at which each feature is largest, a number from 0",
                    "where: argmax_over_time(h)");
        }

        @Override
        public OverTime along(Rows changed) {
            return new ArgMaxTime(changed);
        }

        @Override
        public String name() {
            return "argmax_over_time";
        }

        @Override
        public void forward(List<Tensor> inputs, Tensor out, Context context) {
            Ragged steps = context.axis(axis);
            double[] x = inputs.get(0).data();
            int width = out.width();
            for (int p = 0; p < out.rows(); p++) {
                for (int i = 0; i < width; i++) {
                    int best = 0;
                    for (int t = 1; t < steps.length(p); t++) {
                        if (x[steps.row(p, t) * width + i] > x[steps.row(p, best) * width + i]) {
                            best = t;
                        }
                    }
                    out.data()[p * width + i] = best;
                }
            }
        }

        @Override
        public void vjp(Node self, Node g, Cotangents cotangents) {}
    }
}
