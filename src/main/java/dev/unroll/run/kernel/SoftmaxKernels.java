package dev.unroll.run.kernel;

import dev.unroll.compile.Likelihoods;
import dev.unroll.op.Context;
import dev.unroll.op.Softmaxes;
import dev.unroll.run.kernel.RowKernels.Kernel;
import dev.unroll.run.kernel.RowKernels.Maker;
import dev.unroll.run.kernel.RowKernels.Place;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** Float32 loops for the softmax and the cross entropy; a row of scores is read while it is in the cache. */
public record SoftmaxKernels(Kernels kernels) {
    public static final Map<Class<?>, Maker> ALL = Map.of(
            Softmaxes.Softmax.class, of(family -> family::softmax),
            Softmaxes.LogSumExp.class, of(family -> family.new Norms()),
            Softmaxes.CrossEntropy.class, of(family -> family.new Losses()),
            Softmaxes.CrossEntropyGradient.class, of(family -> family::gradient),
            Likelihoods.CrossEntropyWithGradient.class, of(family -> family::gradient));

    private static Maker of(Function<SoftmaxKernels, Kernel> kernel) {
        return (op, kernels) -> Optional.of(kernel.apply(new SoftmaxKernels(kernels)));
    }

    private void softmax(Place[] in, Place out, int height, Context context) {
        Place x = in[0];
        for (int i = 0; i < height; i++) {
            float max = kernels.max(x.data(), x.row(i), x.width());
            float sum = kernels.exps(x.data(), x.row(i), max, out.data(), out.row(i), x.width());
            scale(out, i, x.width(), 1 / sum);
        }
    }

    private static void scale(Place y, int row, int n, float by) {
        float[] data = y.data();
        int at = y.row(row);
        for (int j = at; j < at + n; j++) {
            data[j] *= by;
        }
    }

    /** The loss is stored after the gradient where the result has room for it. */
    private void gradient(Place[] in, Place out, int height, Context context) {
        Place x = in[0];
        Place g = in[2];
        int classes = x.width();
        for (int i = 0; i < height; i++) {
            float max = kernels.max(x.data(), x.row(i), classes);
            int label = (int) in[1].data()[in[1].row(i)];
            float score = x.data()[x.row(i) + label];
            float sum = kernels.exps(x.data(), x.row(i), max, out.data(), out.row(i), classes);
            float scale = g.data()[g.row(i)];
            scale(out, i, classes, scale / sum);
            out.data()[out.row(i) + label] -= scale;
            if (out.width() > classes) {
                out.data()[out.row(i) + classes] = max + (float) Math.log(sum) - score;
            }
        }
    }

    /** The logarithm of the sum of each row's exponentials; keeps its row of them between calls. */
    private final class Norms implements Kernel {
        private float[] row = new float[0];

        @Override
        public void run(Place[] in, Place out, int height, Context context) {
            Place x = in[0];
            if (row.length < x.width()) {
                row = new float[x.width()];
            }
            for (int i = 0; i < height; i++) {
                float max = kernels.max(x.data(), x.row(i), x.width());
                float sum = kernels.exps(x.data(), x.row(i), max, row, 0, x.width());
                out.data()[out.row(i)] = max + (float) Math.log(sum);
            }
        }
    }

    /** What the label's score lacks to {@link Norms}. */
    private final class Losses implements Kernel {
        private final Kernel norms = new Norms();

        @Override
        public void run(Place[] in, Place out, int height, Context context) {
            Place x = in[0];
            norms.run(in, out, height, context);
            for (int i = 0; i < height; i++) {
                int label = (int) in[1].data()[in[1].row(i)];
                out.data()[out.row(i)] -= x.data()[x.row(i) + label];
            }
        }
    }
}
