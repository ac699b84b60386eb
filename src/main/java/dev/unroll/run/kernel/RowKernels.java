package dev.unroll.run.kernel;

import dev.unroll.compile.View;
import dev.unroll.op.Context;
import dev.unroll.op.Features;
import dev.unroll.op.Indexed;
import dev.unroll.op.Maxima;
import dev.unroll.op.Primitive;
import dev.unroll.op.Products;
import dev.unroll.op.RowAxis;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** Float32 loops for the primitive ops that are neither element-wise nor products. */
public final class RowKernels {
    private RowKernels() {}

    /** An array, the offset of a value in it, and its row stride. */
    public record Place(float[] data, int at, int stride, int width) {
        public int row(int i) {
            return at + i * stride;
        }
    }

    /** Computes {@code height} rows of the result. */
    public interface Kernel {
        void run(Place[] in, Place out, int height, Context context);
    }

    /** Makes the kernel of an op; nothing if there is none for its attributes. */
    interface Maker {
        Optional<Kernel> of(Primitive op, Kernels kernels);

        /** The same kernel for all attributes of an op. */
        static Maker always(Kernel kernel) {
            return (op, kernels) -> Optional.of(kernel);
        }
    }

    private static final Map<Class<?>, Maker> ALL = new HashMap<>();

    static {
        ALL.put(Indexed.Embed.class, Maker.always(RowKernels::embed));
        ALL.put(Indexed.OneHot.class, Maker.always(RowKernels::oneHot));
        ALL.put(
                Features.Sum.class,
                (op, kernels) -> op.equals(new Features.Sum(-1)) ? Optional.of(RowKernels::sum) : Optional.empty());
        ALL.put(
                Features.Repeat.class,
                (op, kernels) ->
                        ((Features.Repeat) op).axis() == -1 ? Optional.of(RowKernels::repeat) : Optional.empty());
        ALL.put(RowAxis.ToRows.class, Maker.always(RowKernels::toRows));
        ALL.put(
                RowAxis.Mask.class,
                (op, kernels) ->
                        Optional.of((in, out, height, context) -> mask((RowAxis.Mask) op, out, height, context)));
        ALL.put(
                Maxima.MaxFeature.class,
                (op, kernels) -> Optional.of((in, out, height, context) -> max(in, out, height, kernels)));
        ALL.put(Products.RowMatMul.class, MatrixKernels::of);
        ALL.putAll(SoftmaxKernels.ALL);
        ALL.putAll(TimeKernels.ALL);
        ALL.putAll(AlongTimeKernels.ALL);
        ALL.putAll(TimeSoftmaxKernels.ALL);
    }

    /** The fast loop for an op; empty if only its float64 definition is there. */
    public static Optional<Kernel> of(Primitive op, Kernels kernels) {
        return Optional.ofNullable(ALL.get(op.getClass())).flatMap(maker -> maker.of(op, kernels));
    }

    public static void add(Place from, Place to, int height) {
        for (int i = 0; i < height; i++) {
            int a = from.row(i);
            int b = to.row(i);
            for (int j = 0; j < from.width(); j++) {
                to.data()[b + j] += from.data()[a + j];
            }
        }
    }

    public static void fill(Place to, int height, float value) {
        for (int i = 0; i < height; i++) {
            Arrays.fill(to.data(), to.row(i), to.row(i) + to.width(), value);
        }
    }

    /** The sum of all rows into one. */
    public static void sumRows(Place from, Place to, int height) {
        Arrays.fill(to.data(), to.at(), to.at() + to.width(), 0);
        for (int i = 0; i < height; i++) {
            int at = from.row(i);
            for (int j = 0; j < from.width(); j++) {
                to.data()[to.at() + j] += from.data()[at + j];
            }
        }
    }

    private static void embed(Place[] in, Place out, int height, Context context) {
        for (int i = 0; i < height; i++) {
            int id = (int) in[1].data()[in[1].row(i)];
            System.arraycopy(in[0].data(), in[0].row(id), out.data(), out.row(i), out.width());
        }
    }

    private static void oneHot(Place[] in, Place out, int height, Context context) {
        fill(out, height, 0);
        for (int i = 0; i < height; i++) {
            out.data()[out.row(i) + (int) in[0].data()[in[0].row(i)]] = 1;
        }
    }

    private static void sum(Place[] in, Place out, int height, Context context) {
        Place x = in[0];
        for (int i = 0; i < height * out.width(); i++) {
            float sum = 0;
            for (int j = x.row(i); j < x.row(i) + x.width(); j++) {
                sum += x.data()[j];
            }
            out.data()[out.row(i / out.width()) + i % out.width()] = sum;
        }
    }

    private static void max(Place[] in, Place out, int height, Kernels kernels) {
        for (int i = 0; i < height; i++) {
            out.data()[out.row(i)] = kernels.max(in[0].data(), in[0].row(i), in[0].width());
        }
    }

    private static void repeat(Place[] in, Place out, int height, Context context) {
        int perRow = in[0].width();
        for (int i = 0; i < height; i++) {
            Arrays.fill(
                    out.data(), out.row(i), out.row(i) + out.width(), in[0].data()[in[0].row(i / perRow) + i % perRow]);
        }
    }

    private static void toRows(Place[] in, Place out, int height, Context context) {
        for (int i = 0; i < height; i++) {
            System.arraycopy(in[0].data(), in[0].at(), out.data(), out.row(i), out.width());
        }
    }

    private static void mask(RowAxis.Mask mask, Place out, int height, Context context) {
        for (int i = 0; i < height; i++) {
            long key = mask.rowKey(context, i);
            for (int j = 0; j < out.width(); j++) {
                out.data()[out.row(i) + j] = (float) mask.value(key, j);
            }
        }
    }

    public static int start(View view, int step) {
        return view.column() + (view.stepped() ? step * view.lead() * view.stride() : 0);
    }

    /** Where a view begins, at the packed row {@code step} if it is stepped. */
    public static Place place(View view, float[][] buffers, int step) {
        return new Place(buffers[view.buffer()], start(view, step), view.stride(), view.width());
    }
}
