package dev.unroll.op;

import static dev.unroll.tensor.SplitMix64.mix;

import dev.unroll.graph.Lanes;
import dev.unroll.graph.Node;
import dev.unroll.graph.Rows;
import dev.unroll.graph.Type;
import dev.unroll.tensor.Ragged;
import dev.unroll.tensor.Shape;
import dev.unroll.tensor.SplitMix64;
import dev.unroll.tensor.Tensor;
import java.util.Arrays;
import java.util.List;
import java.util.Set;

/** Ops between a value with rows and one without. */
public final class RowAxis {
    private RowAxis() {}

    /** The sum of all rows. */
    public record SumRows() implements Primitive {
        @Override
        public Set<Trait> traits() {
            return Set.of(Trait.LINEAR, Trait.SUMS_ROWS);
        }

        @Override
        public Type infer(List<Type> inputs) {
            return Type.real(Rows.NONE, inputs.get(0).shape());
        }

        @Override
        public void forward(List<Tensor> inputs, Tensor out, Context context) {
            Arrays.fill(out.data(), 0);
            double[] x = inputs.get(0).data();
            for (int i = 0; i < x.length; i++) {
                out.data()[i % out.width()] += x[i];
            }
        }

        @Override
        public void vjp(Node self, Node g, Cotangents cotangents) {
            Rows rows = self.input(0).type().rows();
            cotangents.add(0, rows == Rows.NONE ? g : Node.of(new ToRows(rows), g));
        }
    }

    /**
     * The sum of all rows of the whole batch, of which a shard is a part. A program computes it before it cuts a batch into
     * shards; each shard's gradient is that of its own rows, so what it sums should not be trained.
     */
    public record SumBatch() implements Primitive {
        @Override
        public Set<Trait> traits() {
            return Set.of(Trait.LINEAR);
        }

        @Override
        public Type infer(List<Type> inputs) {
            return new SumRows().infer(inputs);
        }

        @Override
        public void forward(List<Tensor> inputs, Tensor out, Context context) {
            new SumRows().forward(inputs, out, context);
        }

        @Override
        public void vjp(Node self, Node g, Cotangents cotangents) {
            new SumRows().vjp(self, g, cotangents);
        }
    }

    /** The same value in every row. */
    public record ToRows(Rows rows) implements OfRows {
        @Override
        public Primitive on(Rows changed) {
            return new ToRows(changed);
        }

        @Override
        public Set<Trait> traits() {
            return Set.of(Trait.ROW_WISE, Trait.LINEAR, Trait.CHEAP);
        }

        @Override
        public String name() {
            return "to_rows " + rows;
        }

        @Override
        public Type infer(List<Type> inputs) {
            if (inputs.get(0).rows() != Rows.NONE) {
                throw new IllegalArgumentException("only a value without rows can be given rows, not " + inputs.get(0));
            }
            return inputs.get(0).withRows(rows);
        }

        @Override
        public void forward(List<Tensor> inputs, Tensor out, Context context) {
            for (int i = 0; i < out.data().length; i++) {
                out.data()[i] = inputs.get(0).data()[i % out.width()];
            }
        }

        @Override
        public void vjp(Node self, Node g, Cotangents cotangents) {
            cotangents.add(0, Node.of(new SumRows(), g));
        }
    }

    /** The number of rows of a kind in the whole batch. Not differentiable. */
    public record RowCount(Rows rows) implements OfRows {
        @Override
        public Primitive on(Rows changed) {
            return new RowCount(changed);
        }

        @Override
        public Set<Trait> traits() {
            return Set.of(Trait.ROW_WISE, Trait.VARIES);
        }

        @Override
        public String name() {
            return "row_count " + rows;
        }

        @Override
        public Type infer(List<Type> inputs) {
            return Type.real(Rows.NONE, Shape.SCALAR);
        }

        @Override
        public void forward(List<Tensor> inputs, Tensor out, Context context) {
            out.data()[0] = context.allRows(rows);
        }

        @Override
        public void vjp(Node self, Node g, Cotangents cotangents) {}
    }

    /**
     * A dropout mask: 0 with probability {@code rate}, otherwise 1 / (1 - rate), a pure function of seed, step, sequence,
     * time, feature and {@code salt}, so that it does not depend on the batch or on threads. Not differentiable.
     */
    public record Mask(Rows rows, Shape shape, double rate, long salt) implements OfRows {
        @Override
        public Primitive on(Rows changed) {
            return new Mask(changed, shape, rate, salt);
        }

        @Override
        public Set<Trait> traits() {
            return Set.of(Trait.ROW_WISE, Trait.VARIES);
        }

        @Override
        public String name() {
            return "mask " + rate;
        }

        @Override
        public Type infer(List<Type> inputs) {
            return Type.real(rows, shape);
        }

        @Override
        public void forward(List<Tensor> inputs, Tensor out, Context context) {
            int width = out.width();
            for (int row = 0; row < out.rows(); row++) {
                long key = rowKey(context, row);
                for (int i = 0; i < width; i++) {
                    out.data()[row * width + i] = value(key, i);
                }
            }
        }

        /** The value of one feature of a row with this key. */
        public double value(long rowKey, int feature) {
            double uniform = SplitMix64.uniform(mix(rowKey + feature));
            return uniform < rate ? 0 : 1 / (1 - rate);
        }

        /** What the mask of a row is made from: its sequence and the steps that lead to it, inside a recurrence as outside. */
        public long rowKey(Context context, int row) {
            long key = mix(context.seed() ^ mix(salt)) + context.step();
            if (context.loop().isPresent()) {
                return within(context, context.loop().get(), mix(key), rows, row);
            }
            long outside = along(context, mix(key), rows, row);
            return rows == Rows.BATCH ? mix(outside + Context.OUTSIDE) : outside;
        }

        private static long along(Context context, long key, Rows rows, int row) {
            if (!rows.isAxis()) {
                return rows == Rows.BATCH ? mix(key + context.keys()[row]) : key;
            }
            Ragged steps = context.axes().packing(rows);
            return mix(along(context, key, rows.parent(), steps.parent(row)) + steps.time(row));
        }

        private static long within(Context context, Lanes lanes, long key, Rows rows, int row) {
            if (rows == lanes.parent()) {
                return mix(along(context, key, rows, lanes.origins(rows)[row]) + context.time());
            }
            Ragged steps = lanes.axis(rows);
            return mix(within(context, lanes, key, rows.parent(), steps.parent(row)) + steps.time(row));
        }

        @Override
        public void vjp(Node self, Node g, Cotangents cotangents) {}
    }
}
