package dev.unroll.run.kernel;

import dev.unroll.op.Context;
import dev.unroll.op.OverTime;
import dev.unroll.op.Peaks;
import dev.unroll.op.Time;
import dev.unroll.run.kernel.RowKernels.Maker;
import dev.unroll.run.kernel.RowKernels.Place;
import dev.unroll.tensor.Ragged;
import java.util.Map;
import java.util.Optional;

/** Float32 loops for the ops between the rows of an axis and those above it. */
public final class TimeKernels {
    private TimeKernels() {}

    static final Map<Class<?>, Maker> ALL = Map.of(
            Time.TakeStep.class,
                    of((op, in, out, context) ->
                            take(((Time.TakeStep) op).first(), in[0], out, parents(op, context), steps(op, context))),
            Time.PutStep.class,
                    of((op, in, out, context) -> {
                        RowKernels.fill(out, context.rows(op.axis()), 0);
                        put(((Time.PutStep) op).first(), in[0], out, parents(op, context), steps(op, context));
                    }),
            Time.Broadcast.class,
                    of((op, in, out, context) -> spread(in[0], out, parents(op, context), steps(op, context))),
            Time.SumTime.class, of((op, in, out, context) -> sum(in[0], out, parents(op, context), steps(op, context))),
            Peaks.MaxTime.class,
                    of((op, in, out, context) -> max(in[0], out, parents(op, context), steps(op, context))),
            Peaks.MaxMask.class,
                    of((op, in, out, context) -> {
                        RowKernels.fill(out, context.rows(op.axis()), 0);
                        mask(in[0], in[1], out, parents(op, context), steps(op, context));
                    }),
            Peaks.ArgMaxTime.class,
                    of((op, in, out, context) -> argmax(in[0], out, parents(op, context), steps(op, context))),
            Time.Length.class, of((op, in, out, context) -> length(out, parents(op, context), steps(op, context))));

    /** A kernel of an op along an axis. */
    interface AlongAxis {
        void run(OverTime op, Place[] in, Place out, Context context);
    }

    static Maker of(AlongAxis kernel) {
        return (op, kernels) -> Optional.of((in, out, height, context) -> kernel.run((OverTime) op, in, out, context));
    }

    static Ragged steps(OverTime op, Context context) {
        return context.axis(op.axis());
    }

    /** How many rows of the parent there are; within a loop, those alive. */
    static int parents(OverTime op, Context context) {
        return context.rows(op.axis().parent());
    }

    private static void take(boolean first, Place in, Place out, int parents, Ragged steps) {
        for (int p = 0; p < parents; p++) {
            int row = Time.TakeStep.row(steps, p, first);
            System.arraycopy(in.data(), in.row(row), out.data(), out.row(p), out.width());
        }
    }

    private static void put(boolean first, Place in, Place out, int parents, Ragged steps) {
        for (int p = 0; p < parents; p++) {
            int row = Time.TakeStep.row(steps, p, first);
            System.arraycopy(in.data(), in.row(p), out.data(), out.row(row), out.width());
        }
    }

    private static void spread(Place in, Place out, int parents, Ragged steps) {
        for (int p = 0; p < parents; p++) {
            for (int t = 0; t < steps.length(p); t++) {
                System.arraycopy(in.data(), in.row(p), out.data(), out.row(steps.row(p, t)), out.width());
            }
        }
    }

    private static void sum(Place in, Place out, int parents, Ragged steps) {
        RowKernels.fill(out, parents, 0);
        for (int p = 0; p < parents; p++) {
            int to = out.row(p);
            for (int t = 0; t < steps.length(p); t++) {
                int from = in.row(steps.row(p, t));
                for (int j = 0; j < out.width(); j++) {
                    out.data()[to + j] += in.data()[from + j];
                }
            }
        }
    }

    private static void max(Place in, Place out, int parents, Ragged steps) {
        RowKernels.fill(out, parents, Float.NEGATIVE_INFINITY);
        for (int p = 0; p < parents; p++) {
            int to = out.row(p);
            for (int t = 0; t < steps.length(p); t++) {
                int from = in.row(steps.row(p, t));
                for (int j = 0; j < out.width(); j++) {
                    out.data()[to + j] = Math.max(out.data()[to + j], in.data()[from + j]);
                }
            }
        }
    }

    private static void mask(Place x, Place max, Place out, int parents, Ragged steps) {
        for (int p = 0; p < parents; p++) {
            for (int j = 0; j < out.width(); j++) {
                float largest = max.data()[max.row(p) + j];
                int t = 0;
                while (x.data()[x.row(steps.row(p, t)) + j] != largest && t < steps.length(p) - 1) {
                    t++;
                }
                out.data()[out.row(steps.row(p, t)) + j] = 1;
            }
        }
    }

    private static void argmax(Place x, Place out, int parents, Ragged steps) {
        for (int p = 0; p < parents; p++) {
            for (int j = 0; j < out.width(); j++) {
                float largest = x.data()[x.row(steps.row(p, 0)) + j];
                int best = 0;
                for (int t = 1; t < steps.length(p); t++) {
                    float value = x.data()[x.row(steps.row(p, t)) + j];
                    if (value > largest) {
                        largest = value;
                        best = t;
                    }
                }
                out.data()[out.row(p) + j] = best;
            }
        }
    }

    private static void length(Place out, int parents, Ragged steps) {
        for (int p = 0; p < parents; p++) {
            out.data()[out.row(p)] = steps.length(p);
        }
    }
}
