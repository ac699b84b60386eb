package dev.unroll.run.kernel;

import dev.unroll.compile.Combined;
import dev.unroll.compile.Instruction.Broadcast;
import dev.unroll.compile.Instruction.Fused;
import dev.unroll.compile.Instruction.Kind;
import dev.unroll.compile.Instruction.Micro;
import dev.unroll.compile.Instruction.Operand;
import dev.unroll.compile.View;
import dev.unroll.op.Binary;
import java.util.Arrays;

/**
 * A fused cluster of element-wise ops and of sums over rows, run block by block so that everything between its operands
 * and its results stays in the first-level cache. A block is several whole rows, or a piece of one if rows are long and
 * nothing in it is a number per row.
 */
public final class FusedKernel {
    private static final int BLOCK = 1024;
    /** Below this width, a row that is the same for all rows is written out, so that one loop serves the whole block. */
    private static final int NARROW = 64;

    private final int lead;
    private final int width;
    private final int operands;
    private final Source[] sources;
    private final Step[] steps;
    private final Target[] copies;
    private final float[][] registers;
    /** For each value, operands first: its current location and row stride. */
    private final float[][] arrays;

    private final int[] offsets;
    private final int[] strides;
    private final int rowsPerBlock;
    private final int blockWidth;
    private final boolean flat;
    private int[] owners = {};

    /** An operand's place, unpacked. */
    private record Source(Broadcast spread, int buffer, int column, int stride, int perStep) {}

    private record Target(int value, boolean perRow, int buffer, int column, int stride, int perStep) {}

    /** One micro op, and the one place that it may write its result to at once. */
    private record Step(
            Kernels.Loop loop, Kind kind, boolean perRow, int a, int b, int c, int register, Target direct) {}

    public FusedKernel(Fused fused, Kernels kernels) {
        lead = fused.lead();
        width = fused.width();
        operands = fused.operands().size();
        int count = fused.micros().size();
        flat = fused.operands().stream().allMatch(o -> o.spread() == Broadcast.NUMBER || isFlat(o))
                && fused.stores().stream().allMatch(s -> s.view().stride() == width)
                && fused.micros().stream().allMatch(m -> m.op().isPresent() && !m.perRow());
        boolean whole = fused.micros().stream().anyMatch(Micro::perRow);
        rowsPerBlock = flat ? 1 : Math.max(1, BLOCK / width);
        blockWidth = flat ? BLOCK : whole ? width : Math.min(width, BLOCK);
        sources = fused.operands().stream()
                .map(o -> new Source(
                        o.spread(),
                        o.view().buffer(),
                        o.view().column(),
                        o.view().stride(),
                        perStep(o.view())))
                .toArray(Source[]::new);
        Target[] targets = fused.stores().stream()
                .map(s -> new Target(
                        s.register(),
                        fused.micros().get(s.register() - operands).perRow(),
                        s.view().buffer(),
                        s.view().column(),
                        s.view().stride(),
                        perStep(s.view())))
                .toArray(Target[]::new);
        int[] placed = new Registers(fused).assign();
        steps = new Step[count];
        boolean[] first = new boolean[count];
        Target[] direct = new Target[count];
        for (Target target : targets) {
            int m = target.value() - operands;
            if (!first[m] && !(target.perRow() && target.stride() != 1)) {
                first[m] = true;
                direct[m] = target;
            }
        }
        copies = Arrays.stream(targets)
                .filter(target -> direct[target.value() - operands] != target)
                .toArray(Target[]::new);
        for (int m = 0; m < count; m++) {
            steps[m] = step(fused.micros().get(m), operands + m, kernels, placed[m], direct[m]);
        }
        int used = operands + Arrays.stream(placed).map(p -> p + 1).max().orElse(0);
        registers = new float[used][];
        arrays = new float[operands + count][];
        offsets = new int[operands + count];
        strides = new int[operands + count];
    }

    private boolean isFlat(Operand operand) {
        return operand.spread() == Broadcast.FULL && operand.view().stride() == width;
    }

    private static int perStep(View view) {
        return view.stepped() ? view.lead() * view.stride() : 0;
    }

    private Step step(Micro micro, int value, Kernels kernels, int register, Target direct) {
        int last = micro.arguments().size() - 1;
        int a = micro.arguments().get(0);
        int b = micro.arguments().get(Math.min(1, last));
        int c = micro.arguments().get(Math.min(2, last));
        boolean products = micro.kind().isSum() && last == 1;
        if ((micro.kind() == Kind.SUM_ROWS || micro.kind() == Kind.SUM_STEPS) && !products) {
            b = value;
        }
        Kernels.Loop loop = switch (micro.kind()) {
            case ELEMENTS -> kernels.loop(micro.op().orElseThrow());
            case SUM_ROWS, SUM_STEPS -> kernels.loop(products ? Combined.MULTIPLY_ADD : Binary.ADD);
            case SUM -> products ? kernels.dot() : kernels.sum();
            case REPEAT -> FusedKernel::repeat;
        };
        return new Step(loop, micro.kind(), micro.perRow(), a, b, c, operands + register, direct);
    }

    private static void repeat(float[] a, int ao, float[] b, int bo, float[] c, int co, float[] y, int yo, int n) {
        Arrays.fill(y, yo, yo + n, a[ao]);
    }

    /**
     * @param rows rows of the batch
     * @param step the packed row at which the current step begins
     * @param owners for each row, the row of the parent that it belongs to, if the cluster {@link Fused#knowsParents}
     * @param parents how many rows the parent has
     */
    public void run(float[][] buffers, int rows, int step, int[] owners, int parents) {
        int height = rows * lead;
        this.owners = owners;
        bind(buffers, step, parents);
        if (flat) {
            int total = height * width;
            for (int at = 0; at < total; at += BLOCK) {
                block(buffers, step, 0, at, 1, Math.min(BLOCK, total - at));
            }
            return;
        }
        for (int row = 0; row < height; row += rowsPerBlock) {
            int count = Math.min(rowsPerBlock, height - row);
            for (int column = 0; column < width; column += blockWidth) {
                block(buffers, step, row, column, count, Math.min(blockWidth, width - column));
            }
        }
    }

    /** What stays the same for all blocks of a call. */
    private void bind(float[][] buffers, int step, int parents) {
        for (int k = 0; k < operands; k++) {
            Source source = sources[k];
            float[] from = buffers[source.buffer()];
            int at = source.column() + step * source.perStep();
            switch (source.spread()) {
                case FULL -> place(k, from, source.stride());
                case ROW -> {
                    if (rowsPerBlock > 1 && width < NARROW) {
                        float[] register = register(k);
                        for (int r = 0; r < rowsPerBlock; r++) {
                            System.arraycopy(from, at, register, r * width, width);
                        }
                        place(k, register, width);
                    } else {
                        place(k, from, 0);
                    }
                }
                case COLUMN, PARENT_COLUMN -> place(k, register(k), 1);
                case PARENT -> place(k, register(k), blockWidth);
                case NUMBER -> number(k, from[at]);
            }
        }
        for (int m = 0; m < steps.length; m++) {
            Step current = steps[m];
            if (current.kind() == Kind.SUM_ROWS) {
                Target target = current.direct();
                place(operands + m, buffers[target.buffer()], 0);
                int at = start(target, step, 0, 0);
                Arrays.fill(arrays[operands + m], at, at + width, 0);
            } else if (current.kind() == Kind.SUM_STEPS) {
                Target target = current.direct();
                place(operands + m, buffers[target.buffer()], target.stride());
                for (int parent = 0; parent < parents; parent++) {
                    int at = start(target, step, parent, 0);
                    Arrays.fill(arrays[operands + m], at, at + width, 0);
                }
            } else if (current.direct() == null) {
                place(operands + m, register(current.register()), current.perRow() ? 1 : blockWidth);
            } else {
                place(
                        operands + m,
                        buffers[current.direct().buffer()],
                        current.direct().stride());
            }
        }
    }

    private float[] register(int number) {
        if (registers[number] == null) {
            registers[number] = new float[rowsPerBlock * blockWidth];
        }
        return registers[number];
    }

    private void place(int value, float[] array, int stride) {
        // A store into an array of references costs more than the comparison.
        if (arrays[value] != array) {
            arrays[value] = array;
        }
        strides[value] = stride;
    }

    /** A number in all of its register; most are constants, which stay there from one call to the next. */
    private void number(int k, float number) {
        float[] register = register(k);
        if (arrays[k] == null || Float.floatToRawIntBits(register[0]) != Float.floatToRawIntBits(number)) {
            Arrays.fill(register, number);
        }
        place(k, register, blockWidth);
    }

    private void block(float[][] buffers, int step, int row, int column, int rows, int n) {
        for (int k = 0; k < operands; k++) {
            Source source = sources[k];
            int at = source.column() + step * source.perStep();
            if (source.spread() == Broadcast.FULL) {
                offsets[k] = at + row * source.stride() + column;
            } else if (source.spread() == Broadcast.COLUMN) {
                float[] from = buffers[source.buffer()];
                for (int r = 0; r < rows; r++) {
                    arrays[k][r] = from[at + (row + r) * source.stride()];
                }
            } else if (source.spread() == Broadcast.PARENT_COLUMN) {
                float[] from = buffers[source.buffer()];
                for (int r = 0; r < rows; r++) {
                    arrays[k][r] = from[at + owners[row + r] * source.stride()];
                }
            } else if (source.spread() == Broadcast.PARENT) {
                float[] from = buffers[source.buffer()];
                for (int r = 0; r < rows; r++) {
                    System.arraycopy(
                            from, at + owners[row + r] * source.stride() + column, arrays[k], r * blockWidth, n);
                }
            } else if (source.spread() == Broadcast.ROW && strides[k] == 0) {
                offsets[k] = at + column;
            }
        }
        for (int m = 0; m < steps.length; m++) {
            Step current = steps[m];
            Target direct = current.direct();
            if (direct != null) {
                boolean summed = current.kind() == Kind.SUM_ROWS || current.kind() == Kind.SUM_STEPS;
                offsets[operands + m] = start(direct, step, summed ? 0 : row, column);
            }
            if (current.kind() == Kind.SUM_STEPS) {
                sumSteps(current, operands + m, row, rows, n);
            } else {
                run(current, operands + m, rows, n);
            }
        }
        for (Target copy : copies) {
            copy(copy, buffers[copy.buffer()], start(copy, step, row, column), rows, n);
        }
    }

    private static int start(Target target, int step, int row, int column) {
        return target.column() + step * target.perStep() + row * target.stride() + column;
    }

    private void run(Step step, int y, int rows, int n) {
        int a = step.a();
        int b = step.b();
        int c = step.c();
        if (step.kind() == Kind.ELEMENTS && step.perRow()) {
            call(step.loop(), a, b, c, y, 0, rows);
        } else if (step.kind() == Kind.SUM_ROWS) {
            for (int r = 0; r < rows; r++) {
                call(step.loop(), a, b, y, y, r, n);
            }
        } else if (step.kind() == Kind.ELEMENTS
                && strides[a] == n
                && strides[b] == n
                && strides[c] == n
                && strides[y] == n) {
            call(step.loop(), a, b, c, y, 0, rows * n);
        } else {
            for (int r = 0; r < rows; r++) {
                call(step.loop(), a, b, c, y, r, n);
            }
        }
    }

    /** Adds each row, or the product of two, to the sum of its parent. */
    private void sumSteps(Step step, int y, int row, int rows, int n) {
        boolean products = step.b() != y;
        for (int r = 0; r < rows; r++) {
            int to = offsets[y] + owners[row + r] * strides[y];
            int b = step.b();
            step.loop()
                    .run(
                            arrays[step.a()],
                            offsets[step.a()] + r * strides[step.a()],
                            arrays[b],
                            products ? offsets[b] + r * strides[b] : to,
                            arrays[y],
                            to,
                            arrays[y],
                            to,
                            n);
        }
    }

    private void call(Kernels.Loop loop, int a, int b, int c, int y, int row, int n) {
        loop.run(
                arrays[a],
                offsets[a] + row * strides[a],
                arrays[b],
                offsets[b] + row * strides[b],
                arrays[c],
                offsets[c] + row * strides[c],
                arrays[y],
                offsets[y] + row * strides[y],
                n);
    }

    private void copy(Target target, float[] to, int at, int rows, int n) {
        float[] from = arrays[target.value()];
        int offset = offsets[target.value()];
        for (int r = 0; r < rows; r++) {
            System.arraycopy(
                    from, offset + r * strides[target.value()], to, at + r * target.stride(), target.perRow() ? 1 : n);
        }
    }
}
