package dev.unroll.run.kernel;

import dev.unroll.op.AlongTime;
import dev.unroll.run.kernel.RowKernels.Maker;
import dev.unroll.run.kernel.RowKernels.Place;
import dev.unroll.tensor.Packing;
import dev.unroll.tensor.Ragged;
import java.util.Arrays;
import java.util.Map;

/**
 * Float32 loops for the ops that read other steps. Where rows lie step by step, a step's rows move together; where they lie
 * one parent after the other, a parent's do.
 */
final class AlongTimeKernels {
    private AlongTimeKernels() {}

    static final Map<Class<?>, Maker> ALL = Map.of(
            AlongTime.Shift.class,
                    TimeKernels.of((op, in, out, context) -> shift(
                            ((AlongTime.Shift) op).by(),
                            0,
                            in[0],
                            out,
                            TimeKernels.parents(op, context),
                            TimeKernels.steps(op, context))),
            AlongTime.ShiftIndex.class,
                    TimeKernels.of((op, in, out, context) -> shift(
                            ((AlongTime.ShiftIndex) op).by(),
                            ((AlongTime.ShiftIndex) op).symbol(),
                            in[0],
                            out,
                            TimeKernels.parents(op, context),
                            TimeKernels.steps(op, context))),
            AlongTime.Reverse.class,
                    TimeKernels.of((op, in, out, context) ->
                            reverse(in[0], out, TimeKernels.parents(op, context), TimeKernels.steps(op, context))),
            AlongTime.RunningSum.class,
                    TimeKernels.of((op, in, out, context) -> runningSum(
                            ((AlongTime.RunningSum) op).reverse(),
                            in[0],
                            out,
                            TimeKernels.parents(op, context),
                            TimeKernels.steps(op, context))),
            AlongTime.Position.class,
                    TimeKernels.of((op, in, out, context) -> position(
                            ((AlongTime.Position) op).fromEnd(),
                            out,
                            TimeKernels.parents(op, context),
                            TimeKernels.steps(op, context))));

    private static void shift(int by, float outside, Place in, Place out, int parents, Ragged steps) {
        if (steps instanceof Packing packing) {
            for (int t = 0; t < packing.steps(); t++) {
                int from = t - by;
                int alive = packing.alive(t);
                // The lanes that have the other step are the first of those that have this one, or all.
                int kept = from < 0 || from >= packing.steps() ? 0 : Math.min(alive, packing.alive(from));
                int row = packing.offset(t);
                if (kept > 0) {
                    copy(in, packing.offset(from), out, row, kept);
                }
                fill(out, row + kept, alive - kept, outside);
            }
            return;
        }
        for (int p = 0; p < parents; p++) {
            int length = steps.length(p);
            int start = steps.row(p, 0);
            int moved = Math.min(length, Math.abs(by));
            int kept = length - moved;
            copy(in, by < 0 ? start + moved : start, out, by < 0 ? start : start + moved, kept);
            fill(out, by < 0 ? start + kept : start, moved, outside);
        }
    }

    private static void copy(Place in, int from, Place out, int to, int rows) {
        int width = out.width();
        if (in.stride() == width && out.stride() == width) {
            System.arraycopy(in.data(), in.row(from), out.data(), out.row(to), rows * width);
            return;
        }
        for (int i = 0; i < rows; i++) {
            System.arraycopy(in.data(), in.row(from + i), out.data(), out.row(to + i), width);
        }
    }

    private static void fill(Place out, int row, int rows, float value) {
        for (int i = row; i < row + rows; i++) {
            Arrays.fill(out.data(), out.row(i), out.row(i) + out.width(), value);
        }
    }

    private static void reverse(Place in, Place out, int parents, Ragged steps) {
        for (int p = 0; p < parents; p++) {
            int last = steps.length(p) - 1;
            for (int t = 0; t <= last; t++) {
                copy(in, steps.row(p, last - t), out, steps.row(p, t), 1);
            }
        }
    }

    private static void runningSum(boolean reverse, Place in, Place out, int parents, Ragged steps) {
        if (steps instanceof Packing packing) {
            for (int k = 0; k < packing.steps(); k++) {
                int t = reverse ? packing.steps() - 1 - k : k;
                int alive = packing.alive(t);
                int before = reverse ? t + 1 : t - 1;
                int added = before < 0 || before >= packing.steps() ? 0 : Math.min(alive, packing.alive(before));
                int row = packing.offset(t);
                if (added > 0) {
                    add(in, row, out, packing.offset(before), row, added);
                }
                copy(in, row + added, out, row + added, alive - added);
            }
            return;
        }
        for (int p = 0; p < parents; p++) {
            int start = steps.row(p, 0);
            int end = start + steps.length(p) - 1;
            copy(in, reverse ? end : start, out, reverse ? end : start, 1);
            for (int k = 1; k <= end - start; k++) {
                int row = reverse ? end - k : start + k;
                add(in, row, out, reverse ? row + 1 : row - 1, row, 1);
            }
        }
    }

    /** Rows of the result: rows of the input plus earlier rows of the result. */
    private static void add(Place in, int from, Place out, int before, int to, int rows) {
        boolean together = in.stride() == out.width() && out.stride() == out.width();
        int runs = together ? 1 : rows;
        int n = together ? rows * out.width() : out.width();
        for (int i = 0; i < runs; i++) {
            int a = in.row(from + i);
            int b = out.row(before + i);
            int y = out.row(to + i);
            for (int j = 0; j < n; j++) {
                out.data()[y + j] = in.data()[a + j] + out.data()[b + j];
            }
        }
    }

    private static void position(boolean fromEnd, Place out, int parents, Ragged steps) {
        for (int p = 0; p < parents; p++) {
            int length = steps.length(p);
            for (int t = 0; t < length; t++) {
                out.data()[out.row(steps.row(p, t))] = fromEnd ? length - 1 - t : t;
            }
        }
    }
}
