package dev.unroll.run.kernel;

import dev.unroll.op.Context;
import dev.unroll.op.OverTime;
import dev.unroll.op.TimeSoftmaxes;
import dev.unroll.op.Unary;
import dev.unroll.run.kernel.RowKernels.Kernel;
import dev.unroll.run.kernel.RowKernels.Maker;
import dev.unroll.run.kernel.RowKernels.Place;
import dev.unroll.tensor.Packing;
import dev.unroll.tensor.Ragged;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;

/**
 * Float32 loops for the softmax over time and its norm. They go over runs of rows, each row with a maximum and a sum that belong
 * to its parent: where rows lie step by step, a run is a step and its parents are the lanes; where they lie one parent after
 * the other, all runs are single rows of one parent. Keeps its arrays between calls.
 */
final class TimeSoftmaxKernels implements Kernel {
    static final Map<Class<?>, Maker> ALL = Map.of(
            TimeSoftmaxes.SoftmaxTime.class,
            (op, kernels) -> Optional.of(new TimeSoftmaxKernels((OverTime) op, kernels, true)),
            TimeSoftmaxes.LogSumExpTime.class,
            (op, kernels) -> Optional.of(new TimeSoftmaxKernels((OverTime) op, kernels, false)));

    private final OverTime op;
    private final Kernels kernels;
    private final Kernels.Loop exp;
    private final boolean perStep;
    private int[] rows = new int[0];
    private int[] counts = new int[0];
    private float[] max = new float[0];
    private float[] sum = new float[0];
    private float[] shifted = new float[0];
    private float[] powers = new float[0];

    /** @param perStep whether the softmax is wanted, otherwise its norm */
    private TimeSoftmaxKernels(OverTime op, Kernels kernels, boolean perStep) {
        this.op = op;
        this.kernels = kernels;
        this.perStep = perStep;
        exp = kernels.loop(Unary.EXP);
    }

    @Override
    public void run(Place[] in, Place out, int height, Context context) {
        Ragged steps = context.axis(op.axis());
        Place x = in[0];
        if (steps instanceof Packing packing) {
            reserve(packing.steps(), packing.parents() * x.width());
            for (int t = 0; t < packing.steps(); t++) {
                rows[t] = packing.offset(t);
                counts[t] = packing.alive(t);
            }
            runs(packing.steps(), packing.parents(), x, out);
            for (int lane = 0; lane < packing.parents() && !perStep; lane++) {
                norm(lane, out, packing.ofLane(lane));
            }
            return;
        }
        int parents = context.rows(op.axis().parent());
        for (int p = 0; p < parents; p++) {
            if (x.width() == 1 && x.stride() == 1 && (out.stride() == 1 || !perStep)) {
                scores(steps.length(p), steps.row(p, 0), x, out, p);
                continue;
            }
            reserve(steps.length(p), x.width());
            for (int t = 0; t < steps.length(p); t++) {
                rows[t] = steps.row(p, t);
                counts[t] = 1;
            }
            runs(steps.length(p), 1, x, out);
            if (!perStep) {
                norm(0, out, p);
            }
        }
    }

    /** One number per step, next to each other: the scores of an attention. */
    private void scores(int length, int start, Place x, Place out, int parent) {
        int from = x.row(start);
        float largest = kernels.max(x.data(), from, length);
        if (!perStep) {
            reserve(0, length);
            float total = kernels.exps(x.data(), from, largest, powers, 0, length);
            out.data()[out.row(parent)] = largest + (float) Math.log(total);
            return;
        }
        int to = out.row(start);
        float scale = 1 / kernels.exps(x.data(), from, largest, out.data(), to, length);
        for (int i = to; i < to + length; i++) {
            out.data()[i] *= scale;
        }
    }

    private void reserve(int runs, int numbers) {
        if (rows.length < runs) {
            rows = new int[runs];
            counts = new int[runs];
        }
        if (max.length < numbers) {
            max = new float[numbers];
            sum = new float[numbers];
            shifted = new float[numbers];
            powers = new float[numbers];
        }
    }

    private void runs(int runs, int parents, Place x, Place out) {
        int width = x.width();
        Arrays.fill(max, 0, parents * width, Float.NEGATIVE_INFINITY);
        Arrays.fill(sum, 0, parents * width, 0);
        for (int r = 0; r < runs; r++) {
            for (int i = 0; i < counts[r]; i++) {
                int at = x.row(rows[r] + i);
                for (int j = 0; j < width; j++) {
                    max[i * width + j] = Math.max(max[i * width + j], x.data()[at + j]);
                }
            }
        }
        for (int r = 0; r < runs; r++) {
            for (int i = 0; i < counts[r]; i++) {
                int at = x.row(rows[r] + i);
                for (int j = 0; j < width; j++) {
                    shifted[i * width + j] = x.data()[at + j] - max[i * width + j];
                }
            }
            int n = counts[r] * width;
            exp.run(shifted, 0, shifted, 0, shifted, 0, powers, 0, n);
            for (int i = 0; i < n; i++) {
                sum[i] += powers[i];
            }
            for (int i = 0; i < counts[r] && perStep; i++) {
                System.arraycopy(powers, i * width, out.data(), out.row(rows[r] + i), width);
            }
        }
        if (perStep) {
            scale(runs, parents, out);
        }
    }

    private void scale(int runs, int parents, Place out) {
        int width = out.width();
        for (int i = 0; i < parents * width; i++) {
            shifted[i] = 1 / sum[i];
        }
        for (int r = 0; r < runs; r++) {
            for (int i = 0; i < counts[r]; i++) {
                int at = out.row(rows[r] + i);
                for (int j = 0; j < width; j++) {
                    out.data()[at + j] *= shifted[i * width + j];
                }
            }
        }
    }

    private void norm(int place, Place out, int parent) {
        int width = out.width();
        for (int j = 0; j < width; j++) {
            out.data()[out.row(parent) + j] = max[place * width + j] + (float) Math.log(sum[place * width + j]);
        }
    }
}
