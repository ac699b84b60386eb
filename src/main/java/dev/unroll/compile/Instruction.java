package dev.unroll.compile;

import dev.unroll.graph.Node;
import dev.unroll.graph.Rows;
import dev.unroll.graph.Type;
import dev.unroll.op.ElementWise;
import dev.unroll.op.Primitive;
import dev.unroll.op.RowAxis;
import dev.unroll.op.Time;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** One instruction of a plan: what to compute, from where, to where. */
public sealed interface Instruction {
    /** The values it needs; those of its body, for a loop. */
    List<View> reads();

    /** The places it fills. Packed operands and sparse results are not among them. */
    List<View> writes();

    /** How an operand of element-wise work reaches the rows of the result. */
    enum Broadcast {
        /** It has the result's rows and width. */
        FULL,
        /** One row, the same for all rows of the result. */
        ROW,
        /** One number a row. */
        COLUMN,
        /** A row for all of the rows of the result that have one parent. */
        PARENT,
        /** One number for all of the rows of the result that have one parent. */
        PARENT_COLUMN,
        /** One number. */
        NUMBER;

        /** Whether it has the rows of the parent of the result's axis. */
        public boolean isOfParent() {
            return this == PARENT || this == PARENT_COLUMN;
        }

        /** Whether it is one number a row of the result. */
        boolean isPerRow() {
            return this == COLUMN || this == PARENT_COLUMN;
        }
    }

    /** An operand in memory. */
    record Operand(View view, Broadcast spread) {}

    /** What an op of a fused cluster does with its arguments. */
    enum Kind {
        /** An element-wise op. */
        ELEMENTS,
        /** The sum of each row. */
        SUM,
        /** The sum of all rows. */
        SUM_ROWS,
        /** The sum of the rows that have one parent. */
        SUM_STEPS,
        /** A row's number, repeated along the row. */
        REPEAT;

        /** What a node that fuses is. */
        static Kind of(Node node) {
            if (node.op() instanceof ElementWise) {
                return ELEMENTS;
            }
            return node.op() instanceof RowAxis.SumRows
                    ? SUM_ROWS
                    : node.op() instanceof Time.SumTime ? SUM_STEPS : SUM;
        }

        /** Whether it adds up what it reads, so that a product can be absorbed into it. */
        public boolean isSum() {
            return this == SUM || this == SUM_ROWS || this == SUM_STEPS;
        }
    }

    /**
     * One op of a fused cluster.
     * A sum of two arguments is that of their products. Arguments and result are registers: operands come first, in their
     * order, then the results of the earlier ops.
     *
     * @param op the op itself, if it is element-wise
     * @param perRow whether its result is one number a row
     */
    record Micro(Kind kind, Optional<ElementWise> op, List<Integer> arguments, boolean perRow) {}

    /** A result that is kept in memory. */
    record Store(int register, View view) {}

    /** Element-wise work, and sums over rows in it, in one pass over {@code rows} of {@code width} numbers. */
    record Fused(Rows rows, int lead, int width, List<Operand> operands, List<Micro> micros, List<Store> stores)
            implements Instruction {
        /** Whether it needs to know which rows have one parent. */
        public boolean knowsParents() {
            return operands.stream().anyMatch(operand -> operand.spread().isOfParent())
                    || micros.stream().anyMatch(micro -> micro.kind() == Kind.SUM_STEPS);
        }

        @Override
        public List<View> reads() {
            return operands.stream().map(Operand::view).toList();
        }

        @Override
        public List<View> writes() {
            return stores.stream().map(Store::view).toList();
        }
    }

    /** Lays out the right operand of a product for the product's kernel. */
    record Pack(View weights, boolean transposed, int packed) implements Instruction {
        @Override
        public List<View> reads() {
            return List.of(weights);
        }

        @Override
        public List<View> writes() {
            return List.of();
        }
    }

    /** {@code out = left · packed weights + bias}. */
    record Product(Rows rows, View left, int packed, Optional<View> bias, View out) implements Instruction {
        @Override
        public List<View> reads() {
            return bias.isPresent() ? List.of(left, bias.get()) : List.of(left);
        }

        @Override
        public List<View> writes() {
            return List.of(out);
        }
    }

    /** {@code out = leftᵀ · right} over all rows. */
    record Contraction(Rows rows, View left, View right, View out) implements Instruction {
        @Override
        public List<View> reads() {
            return List.of(left, right);
        }

        @Override
        public List<View> writes() {
            return List.of(out);
        }
    }

    /** Any other op, with its inputs' and its result's places and types. */
    record Apply(Primitive op, List<View> inputs, List<Type> inputTypes, View out, Type type) implements Instruction {
        @Override
        public List<View> reads() {
            return inputs;
        }

        @Override
        public List<View> writes() {
            return List.of(out);
        }
    }

    /** Gradients of an embedding and the indices of their rows in the table. */
    record Indexed(Rows rows, View gradients, View ids) {}

    /** Adds rows to those of a table that their indices name. */
    record Scatter(Indexed source, View to) implements Instruction {
        @Override
        public List<View> reads() {
            return List.of(source.gradients(), source.ids(), to);
        }

        @Override
        public List<View> writes() {
            return List.of(to);
        }
    }

    /**
     * The gradient of an embedding as the table rows that occur and their sums.
     *
     * @param table the number of the table among the plan's sparse results
     */
    record TableRows(List<Indexed> sources, int classes, int table) implements Instruction {
        @Override
        public List<View> reads() {
            return sources.stream()
                    .flatMap(source -> Stream.of(source.gradients(), source.ids()))
                    .toList();
        }

        @Override
        public List<View> writes() {
            return List.of();
        }
    }

    record Copy(Rows rows, View from, View to) implements Instruction {
        @Override
        public List<View> reads() {
            return List.of(from);
        }

        @Override
        public List<View> writes() {
            return List.of(to);
        }
    }

    record Fill(Rows rows, View view, float value) implements Instruction {
        @Override
        public List<View> reads() {
            return List.of();
        }

        @Override
        public List<View> writes() {
            return List.of(view);
        }
    }

    /** {@code to += from}. */
    record Accumulate(Rows rows, View from, View to) implements Instruction {
        @Override
        public List<View> reads() {
            return List.of(from, to);
        }

        @Override
        public List<View> writes() {
            return List.of(to);
        }
    }

    /**
     * Puts rows into the order that a loop along an axis has them in, or back out of it.
     *
     * @param axis the axis that the loop runs along
     * @param rows the rows of the value
     */
    record Arrange(Rows axis, Rows rows, View from, View to, boolean inwards) implements Instruction {
        @Override
        public List<View> reads() {
            return List.of(from);
        }

        @Override
        public List<View> writes() {
            return List.of(to);
        }
    }

    /** The body once for every step of an axis; inside, the rows of its parent are those alive at the step. */
    record Loop(Rows axis, boolean reverse, List<Instruction> body) implements Instruction {
        @Override
        public List<View> reads() {
            return body.stream().flatMap(inner -> inner.reads().stream()).toList();
        }

        @Override
        public List<View> writes() {
            return body.stream().flatMap(inner -> inner.writes().stream()).toList();
        }
    }
}
