package dev.unroll.run;

import dev.unroll.compile.Instruction.Fused;
import dev.unroll.compile.Instruction.Micro;
import dev.unroll.compile.Instruction.Operand;
import dev.unroll.compile.Instruction.Spread;
import dev.unroll.compile.Instruction.Store;
import dev.unroll.compile.View;
import dev.unroll.op.ElementWise;
import java.util.Arrays;
import java.util.List;

/**
 * A fused cluster of element-wise ops, run block by block so that everything between its operands and its results stays in
 * the first-level cache. A block is a piece of one row, or several whole rows if rows are short.
 */
final class FusedKernel {
    private static final int BLOCK = 512;

    private final Fused fused;
    private final int[] micros;
    private final Kernels.Loop[] loops;
    private final float[][] registers;
    /** For each micro, the register it writes unless its result goes straight to memory. */
    private final int[] target;
    /** For each micro, the store it may write to directly; -1 if there is none. */
    private final int[] direct;

    private final float[][] arrays;
    private final int[] offsets;
    private final int rowsPerBlock;
    private final int blockWidth;
    private final boolean flat;

    FusedKernel(Fused fused, Kernels kernels) {
        this.fused = fused;
        flat = fused.operands().stream().allMatch(o -> o.spread() == Spread.NUMBER || isFlat(o))
                && fused.stores().stream().allMatch(s -> s.view().stride() == fused.width());
        rowsPerBlock = flat ? 1 : Math.max(1, BLOCK / fused.width());
        blockWidth = flat ? BLOCK : Math.min(fused.width(), BLOCK);
        int operands = fused.operands().size();
        int count = fused.micros().size();
        loops = new Kernels.Loop[count];
        micros = new int[count * 3];
        direct = new int[count];
        target = new int[count];
        Arrays.fill(direct, -1);
        for (int m = 0; m < count; m++) {
            Micro micro = fused.micros().get(m);
            loops[m] = kernels.loop(micro.op()).orElseGet(() -> general(micro.op()));
            for (int a = 0; a < 3; a++) {
                micros[m * 3 + a] =
                        micro.arguments().get(Math.min(a, micro.arguments().size() - 1));
            }
        }
        List<Store> stores = fused.stores();
        for (int s = stores.size() - 1; s >= 0; s--) {
            direct[stores.get(s).register() - operands] = s;
        }
        int used = assign(operands, count);
        registers = new float[used][rowsPerBlock * blockWidth];
        arrays = new float[operands + count][];
        offsets = new int[operands + count];
    }

    private boolean isFlat(Operand operand) {
        return operand.spread() == Spread.FULL && operand.view().stride() == fused.width();
    }

    private static Kernels.Loop general(ElementWise op) {
        double[] x = new double[op.arity()];
        return (a, ao, b, bo, c, co, y, yo, n) -> {
            for (int i = 0; i < n; i++) {
                x[0] = a[ao + i];
                if (x.length > 1) {
                    x[1] = b[bo + i];
                }
                if (x.length > 2) {
                    x[2] = c[co + i];
                }
                y[yo + i] = (float) op.apply(x);
            }
        };
    }

    /** Operands keep a register each; results share the rest by lifetime. */
    private int assign(int operands, int count) {
        int[] last = new int[count];
        for (int m = 0; m < count; m++) {
            last[m] = m;
            for (int a = 0; a < 3; a++) {
                int argument = micros[m * 3 + a] - operands;
                if (argument >= 0) {
                    last[argument] = m;
                }
            }
        }
        for (Store store : fused.stores()) {
            last[store.register() - operands] = count;
        }
        int used = operands;
        boolean[] busy = new boolean[operands + count];
        for (int m = 0; m < count; m++) {
            int register = operands;
            while (busy[register]) {
                register++;
            }
            busy[register] = true;
            target[m] = register;
            used = Math.max(used, register + 1);
            for (int earlier = 0; earlier <= m; earlier++) {
                if (last[earlier] == m) {
                    busy[target[earlier]] = false;
                }
            }
        }
        return used;
    }

    /**
     * @param rows rows of the batch
     * @param step the packed row at which the current step begins
     */
    void run(float[][] buffers, int rows, int step) {
        int height = rows * fused.lead();
        List<Operand> operands = fused.operands();
        for (int k = 0; k < operands.size(); k++) {
            Operand operand = operands.get(k);
            if (operand.spread() == Spread.NUMBER) {
                fill(k, buffers[operand.view().buffer()][base(operand.view(), step)]);
            } else if (operand.spread() == Spread.ROW && rowsPerBlock > 1) {
                View view = operand.view();
                for (int r = 0; r < rowsPerBlock; r++) {
                    System.arraycopy(
                            buffers[view.buffer()], base(view, step), registers[k], r * fused.width(), fused.width());
                }
                arrays[k] = registers[k];
                offsets[k] = 0;
            }
        }
        if (flat) {
            int total = height * fused.width();
            for (int at = 0; at < total; at += BLOCK) {
                block(buffers, step, 0, at, 1, Math.min(BLOCK, total - at));
            }
            return;
        }
        for (int row = 0; row < height; row += rowsPerBlock) {
            int count = Math.min(rowsPerBlock, height - row);
            for (int column = 0; column < fused.width(); column += blockWidth) {
                block(buffers, step, row, column, count, Math.min(blockWidth, fused.width() - column));
            }
        }
    }

    /** A number in all of its register; most are constants, which stay there from one call to the next. */
    private void fill(int k, float number) {
        if (arrays[k] != registers[k] || Float.floatToRawIntBits(registers[k][0]) != Float.floatToRawIntBits(number)) {
            Arrays.fill(registers[k], number);
            arrays[k] = registers[k];
            offsets[k] = 0;
        }
    }

    private int base(View view, int step) {
        return view.column() + (view.stepped() ? step * view.lead() * view.stride() : 0);
    }

    private void block(float[][] buffers, int step, int row, int column, int rows, int width) {
        List<Operand> operands = fused.operands();
        for (int k = 0; k < operands.size(); k++) {
            load(k, operands.get(k), buffers, step, row, column, rows, width);
        }
        int n = rows * width;
        List<Store> stores = fused.stores();
        for (int m = 0; m < loops.length; m++) {
            int at = operands.size() + m;
            arrays[at] = registers[target[m]];
            offsets[at] = 0;
            if (direct[m] >= 0) {
                View view = stores.get(direct[m]).view();
                if (rows == 1 || view.stride() == width) {
                    arrays[at] = buffers[view.buffer()];
                    offsets[at] = base(view, step) + row * view.stride() + column;
                }
            }
            int a = micros[m * 3];
            int b = micros[m * 3 + 1];
            int c = micros[m * 3 + 2];
            loops[m].run(
                    arrays[a], offsets[a], arrays[b], offsets[b], arrays[c], offsets[c], arrays[at], offsets[at], n);
        }
        for (Store store : stores) {
            store(store, buffers, step, row, column, rows, width);
        }
    }

    private void load(int k, Operand operand, float[][] buffers, int step, int row, int column, int rows, int width) {
        View view = operand.view();
        if (operand.spread() == Spread.NUMBER || operand.spread() == Spread.ROW && rowsPerBlock > 1) {
            return;
        }
        float[] from = buffers[view.buffer()];
        int base = base(view, step);
        if (operand.spread() == Spread.ROW) {
            arrays[k] = from;
            offsets[k] = base + column;
        } else if (operand.spread() == Spread.COLUMN) {
            for (int r = 0; r < rows; r++) {
                Arrays.fill(registers[k], r * width, (r + 1) * width, from[base + (row + r) * view.stride()]);
            }
            arrays[k] = registers[k];
            offsets[k] = 0;
        } else if (rows == 1 || view.stride() == width) {
            arrays[k] = from;
            offsets[k] = base + row * view.stride() + column;
        } else {
            for (int r = 0; r < rows; r++) {
                System.arraycopy(from, base + (row + r) * view.stride(), registers[k], r * width, width);
            }
            arrays[k] = registers[k];
            offsets[k] = 0;
        }
    }

    private void store(Store store, float[][] buffers, int step, int row, int column, int rows, int width) {
        View view = store.view();
        float[] to = buffers[view.buffer()];
        int base = base(view, step) + row * view.stride() + column;
        float[] from = arrays[store.register()];
        if (from == to && offsets[store.register()] == base) {
            return;
        }
        for (int r = 0; r < rows; r++) {
            System.arraycopy(from, offsets[store.register()] + r * width, to, base + r * view.stride(), width);
        }
    }
}
