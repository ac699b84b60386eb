package dev.unroll.run.kernel;

import dev.unroll.op.Context;
import dev.unroll.op.Primitive;
import dev.unroll.op.Time;
import dev.unroll.run.kernel.RowKernels.Kernel;
import dev.unroll.run.kernel.RowKernels.Maker;
import dev.unroll.run.kernel.RowKernels.Place;
import dev.unroll.tensor.Packing;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** Float32 loops for the ops that know of time. */
public final class TimeKernels {
    private TimeKernels() {}

    static final Map<Class<?>, Maker> ALL = Map.of(
            Time.TakeStep.class,
                    of(op -> {
                        boolean first = ((Time.TakeStep) op).first();
                        return (in, out, height, context) -> take(first, in[0], out, context.packing());
                    }),
            Time.PutStep.class,
                    of(op -> {
                        boolean first = ((Time.PutStep) op).first();
                        return (in, out, height, context) -> put(first, in[0], out, context.packing());
                    }),
            Time.Broadcast.class, of(op -> (in, out, height, context) -> spread(in[0], out, context.packing())),
            Time.SumTime.class, of(op -> (in, out, height, context) -> sum(in[0], out, context.packing())),
            Time.MaxTime.class, of(op -> (in, out, height, context) -> max(in[0], out, context.packing())),
            Time.MaxMask.class, of(op -> new MaxMask()),
            Time.Length.class, of(op -> (in, out, height, context) -> length(out, context.packing())));

    private static Maker of(Function<Primitive, Kernel> kernel) {
        return (op, kernels) -> Optional.of(kernel.apply(op));
    }

    private static void take(boolean first, Place in, Place out, Packing packing) {
        for (int b = 0; b < packing.batch(); b++) {
            int row = Time.TakeStep.row(packing, b, first);
            System.arraycopy(in.data(), in.row(row), out.data(), out.row(b), out.width());
        }
    }

    private static void put(boolean first, Place in, Place out, Packing packing) {
        RowKernels.fill(out, packing.total(), 0);
        for (int b = 0; b < packing.batch(); b++) {
            int row = Time.TakeStep.row(packing, b, first);
            System.arraycopy(in.data(), in.row(b), out.data(), out.row(row), out.width());
        }
    }

    private static void spread(Place in, Place out, Packing packing) {
        for (int t = 0; t < packing.steps(); t++) {
            for (int b = 0; b < packing.alive(t); b++) {
                System.arraycopy(in.data(), in.row(b), out.data(), out.row(packing.row(b, t)), out.width());
            }
        }
    }

    private static void sum(Place in, Place out, Packing packing) {
        RowKernels.fill(out, packing.batch(), 0);
        for (int t = 0; t < packing.steps(); t++) {
            for (int b = 0; b < packing.alive(t); b++) {
                int from = in.row(packing.row(b, t));
                int to = out.row(b);
                for (int j = 0; j < out.width(); j++) {
                    out.data()[to + j] += in.data()[from + j];
                }
            }
        }
    }

    private static void max(Place in, Place out, Packing packing) {
        RowKernels.fill(out, packing.batch(), Float.NEGATIVE_INFINITY);
        for (int t = 0; t < packing.steps(); t++) {
            for (int b = 0; b < packing.alive(t); b++) {
                int from = in.row(packing.row(b, t));
                int to = out.row(b);
                for (int j = 0; j < out.width(); j++) {
                    out.data()[to + j] = Math.max(out.data()[to + j], in.data()[from + j]);
                }
            }
        }
    }

    private static void length(Place out, Packing packing) {
        for (int b = 0; b < packing.batch(); b++) {
            out.data()[out.row(b)] = packing.length(b);
        }
    }

    /** Keeps between calls the room to note which maxima were met. */
    private static final class MaxMask implements Kernel {
        private boolean[] met = new boolean[0];

        @Override
        public void run(Place[] in, Place out, int height, Context context) {
            Packing packing = context.packing();
            int width = out.width();
            int size = packing.batch() * width;
            if (met.length < size) {
                met = new boolean[size];
            }
            Arrays.fill(met, 0, size, false);
            for (int t = 0; t < packing.steps(); t++) {
                for (int b = 0; b < packing.alive(t); b++) {
                    int row = packing.row(b, t);
                    int x = in[0].row(row);
                    int max = in[1].row(b);
                    int y = out.row(row);
                    for (int j = 0; j < width; j++) {
                        boolean here = !met[b * width + j] && in[0].data()[x + j] == in[1].data()[max + j];
                        met[b * width + j] |= here;
                        out.data()[y + j] = here ? 1 : 0;
                    }
                }
            }
        }
    }
}
