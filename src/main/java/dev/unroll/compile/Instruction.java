package dev.unroll.compile;

import dev.unroll.graph.Rows;
import dev.unroll.graph.Type;
import dev.unroll.op.ElementWise;
import dev.unroll.op.Primitive;
import java.util.List;

/** One instruction of a plan: what to compute, from where, to where. */
public sealed interface Instruction {
    /** How an operand of element-wise work reaches the rows of the result. */
    enum Spread {
        /** It has the result's rows and width. */
        FULL,
        /** One row, the same for all rows of the result. */
        ROW,
        /** One number a row. */
        COLUMN,
        /** One number. */
        NUMBER
    }

    /** An operand in memory. */
    record Operand(View view, Spread spread) {}

    /**
     * One element-wise op of a fused cluster. Arguments and result are registers: operands come first, in their order, then
     * the results of the earlier ops.
     */
    record Micro(ElementWise op, List<Integer> arguments) {}

    /** A result that is kept in memory. */
    record Store(int register, View view) {}

    /** Element-wise work in one pass over {@code rows} of {@code width} numbers. */
    record Fused(Rows rows, int lead, int width, List<Operand> operands, List<Micro> micros, List<Store> stores)
            implements Instruction {}

    /** Lays out the right operand of a product for the product's kernel. */
    record Pack(View weights, boolean transposed, int packed) implements Instruction {}

    /** {@code out = left · packed weights}. */
    record Product(Rows rows, View left, int packed, View out) implements Instruction {}

    /** {@code out = leftᵀ · right} over all rows. */
    record Contraction(Rows rows, View left, View right, View out) implements Instruction {}

    /** Any other op, with its inputs' and its result's places and types. */
    record Apply(Primitive op, List<View> inputs, List<Type> inputTypes, View out, Type type) implements Instruction {}

    /**
     * The gradient of an embedding as the table rows that occur and their sums.
     *
     * @param table the number of the table among the plan's sparse results
     */
    record TableRows(Rows rows, View gradients, View ids, int classes, int table) implements Instruction {}

    record Copy(Rows rows, View from, View to) implements Instruction {}

    record Fill(Rows rows, View view, float value) implements Instruction {}

    /** {@code to += from}. */
    record Accumulate(Rows rows, View from, View to) implements Instruction {}

    /** The body once for every time step; inside, BATCH rows are the sequences alive at the step. */
    record Loop(boolean reverse, List<Instruction> body) implements Instruction {}
}
