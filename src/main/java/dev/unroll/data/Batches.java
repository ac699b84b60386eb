package dev.unroll.data;

import dev.unroll.graph.Axes;
import dev.unroll.graph.Rows;
import dev.unroll.run.Batch;
import dev.unroll.tensor.Packing;
import dev.unroll.tensor.SplitMix64;
import java.util.AbstractList;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.RandomAccess;
import java.util.stream.IntStream;

/**
 * Cuts one part of a data set into batches. An epoch is a list whose batches are packed when they are asked for, so
 * that any of them can be had at any time: resuming within an epoch is {@code subList}. Safe for use by several
 * threads.
 *
 * <p>Independent examples are shuffled, cut into pools of 64 batches, sorted by length within a pool, cut into batches,
 * and the batches are shuffled; so a batch has sequences of similar length in an otherwise random order.
 * The last, smaller batch of an epoch is kept.
 *
 * <p>A text that is read in windows is cut into as many equal streams as a batch has sequences; batch k + 1 continues where
 * batch k ended. No step is lost: if the steps do not divide evenly, the first streams have one more, which their last window
 * holds (it may thus be one step longer than the others). Of several texts, each is read from its beginning, with a state of
 * zero: see {@link Documents}.
 */
public final class Batches {
    private static final int POOL = 64;
    /** The maximum number of sequences that are measured at once. */
    private static final int MEASURED = 64;
    /** The maximum number of steps, except for a single longer sequence; a stream of a text has no fewer. */
    public static final int MEASURED_STEPS = 4096;

    private static final int MEASURED_STREAMS = 16;

    private final Map<String, Field> fields;
    private final List<Example> examples;
    private final int size;
    private final int window;
    private final int mostSteps;

    /**
     * @param size how many sequences a batch has
     * @throws IllegalArgumentException if the part has no examples
     */
    public Batches(Dataset data, Split split, int size) {
        this(data.fields(), data.examples(split), size, data.window().orElse(0), Integer.MAX_VALUE);
    }

    /**
     * The batches in which a part is measured. They depend only on the data, so that a figure never depends on how
     * the model was trained: at most 64 sequences and 4,096 steps at a time; a text that is read in windows is cut into one
     * stream for each 4,096 steps, at least one and at most 16.
     *
     * @throws IllegalArgumentException if the part has no examples
     */
    public static Batches measuring(Dataset data, Split split) {
        List<Example> examples = data.examples(split);
        long steps = examples.stream().mapToLong(Example::length).sum();
        int streams = (int) Math.max(1, Math.min(MEASURED_STREAMS, steps / MEASURED_STEPS));
        return data.window().isPresent()
                ? new Batches(data.fields(), examples, streams, data.window().getAsInt(), Integer.MAX_VALUE)
                : new Batches(data.fields(), examples, MEASURED, 0, MEASURED_STEPS);
    }

    private Batches(Map<String, Field> fields, List<Example> examples, int size, int window, int mostSteps) {
        if (examples.isEmpty() || size < 1) {
            throw new IllegalArgumentException(examples.size() + " examples in batches of " + size);
        }
        this.fields = fields;
        this.examples = examples;
        this.size = window > 0 ? size : Math.min(size, examples.size());
        this.window = window;
        this.mostSteps = mostSteps;
    }

    /** Batches per epoch, with so many sequences each. */
    public int count() {
        return window > 0 ? streams().count() : (examples.size() + size - 1) / size;
    }

    /** An epoch for training; the same seed and epoch give the same batches. The first epoch is 0. */
    public List<Minibatch> epoch(long seed, int epoch) {
        if (window > 0) {
            return new Walk(streams(), seed, (long) epoch * count());
        }
        Draws draws = Draws.of(seed, epoch);
        int[] order = range(examples.size());
        draws.shuffle(order);
        long pool = (long) POOL * size;
        for (long from = 0; from < order.length; from += pool) {
            sort(order, (int) from, (int) Math.min(order.length, from + pool));
        }
        int[] cuts = range(count());
        draws.shuffle(cuts);
        return new Epoch(order, IntStream.of(cuts).mapToObj(this::cut).toList(), seed, (long) epoch * count());
    }

    /** Every example once, longest first; a text from its beginning. */
    public List<Minibatch> once() {
        if (window > 0) {
            return new Walk(streams(), 0, 0);
        }
        int[] order = range(examples.size());
        sort(order, 0, order.length);
        return new Epoch(order, cuts(order), 0, 0);
    }

    /** These examples as one batch, which must be of independent sequences, in any order. */
    public static Minibatch of(Map<String, Field> fields, List<Example> examples) {
        return new Batches(fields, examples, examples.size(), 0, Integer.MAX_VALUE)
                .once()
                .get(0);
    }

    /** The rows of sequence {@code b} out of packed rows of {@code width} numbers, as an {@link Example} has them. */
    public static float[] rowsOf(Axes axes, Rows rows, float[] packed, int width, int b) {
        int[] own = axes.rowsOf(rows, b);
        float[] values = new float[own.length * width];
        for (int row = 0; row < own.length; row++) {
            copy(packed, own[row], values, row, width);
        }
        return values;
    }

    private static int[] range(int count) {
        int[] range = new int[count];
        Arrays.setAll(range, i -> i);
        return range;
    }

    /** Longest first; equals keep their order. */
    private void sort(int[] order, int from, int to) {
        long[] ranks = new long[to - from];
        for (int i = from; i < to; i++) {
            int length = examples.get(order[i]).length();
            ranks[i - from] = (long) (Integer.MAX_VALUE - length) << 32 | (i - from);
        }
        Arrays.sort(ranks);
        int[] before = Arrays.copyOfRange(order, from, to);
        for (int i = from; i < to; i++) {
            order[i] = before[(int) ranks[i - from]];
        }
    }

    /** Some of an order: from one place to before another. */
    private record Cut(int from, int to) {}

    private Cut cut(int i) {
        return new Cut(i * size, Math.min(examples.size(), (i + 1) * size));
    }

    /** One after the other, each with as many sequences as it may have. */
    private List<Cut> cuts(int[] order) {
        List<Cut> cuts = new ArrayList<>();
        int from = 0;
        while (from < order.length) {
            int to = from;
            long steps = 0;
            while (to < order.length && to < from + size) {
                steps += examples.get(order[to]).length();
                if (to > from && steps > mostSteps) {
                    break;
                }
                to++;
            }
            cuts.add(new Cut(from, to));
            from = to;
        }
        return cuts;
    }

    private Minibatch pack(int[] chosen, long seed, long step) {
        long[] keys = new long[chosen.length];
        Arrays.setAll(keys, b -> examples.get(chosen[b]).key());
        Axes axes = axes(chosen);
        Map<String, float[]> values = new HashMap<>();
        for (Field field : fields.values()) {
            // New input for a trained model lacks the fields that are to be predicted.
            if (!examples.get(chosen[0]).values().containsKey(field.name())) {
                continue;
            }
            int width = field.width();
            Rows rows = field.type().rows();
            float[] packed = new float[axes.rows(rows) * width];
            for (int b = 0; b < chosen.length; b++) {
                float[] own = examples.get(chosen[b]).values().get(field.name());
                int[] to = axes.rowsOf(rows, b);
                for (int row = 0; row < to.length; row++) {
                    copy(own, row, packed, to[row], width);
                }
            }
            values.put(field.name(), packed);
        }
        return Minibatch.of(new Batch(axes, values, keys, seed, step), chosen);
    }

    private Axes axes(int[] chosen) {
        Map<Rows, Packing> packings = new HashMap<>();
        List<Rows> known = examples.get(chosen[0]).lengths().keySet().stream()
                .sorted(Comparator.comparing(Rows::depth))
                .toList();
        for (Rows axis : known) {
            Axes above = Axes.of(chosen.length, packings);
            int[] lengths = new int[above.rows(axis.parent())];
            for (int b = 0; b < chosen.length; b++) {
                int[] own = examples.get(chosen[b]).lengths().get(axis);
                int[] parents = above.rowsOf(axis.parent(), b);
                for (int p = 0; p < parents.length; p++) {
                    lengths[parents[p]] = own[p];
                }
            }
            packings.put(axis, Packing.of(lengths));
        }
        return Axes.of(chosen.length, packings);
    }

    private static void copy(float[] from, int fromRow, float[] to, int toRow, int width) {
        if (width == 1) {
            to[toRow] = from[fromRow];
        } else {
            System.arraycopy(from, fromRow * width, to, toRow * width, width);
        }
    }

    private Windowed streams() {
        return Windowed.of(examples, size, window);
    }

    /** Independent examples in an order, cut into batches, which have their own order. */
    private final class Epoch extends AbstractList<Minibatch> implements RandomAccess {
        private final int[] order;
        private final List<Cut> cuts;
        private final long seed;
        private final long firstStep;

        Epoch(int[] order, List<Cut> cuts, long seed, long firstStep) {
            this.order = order;
            this.cuts = cuts;
            this.seed = seed;
            this.firstStep = firstStep;
        }

        @Override
        public Minibatch get(int i) {
            Cut cut = cuts.get(i);
            int[] chosen = Arrays.copyOfRange(order, cut.from(), cut.to());
            return pack(chosen, seed, firstStep + i);
        }

        @Override
        public int size() {
            return cuts.size();
        }
    }

    /** The streams, window by window. */
    private final class Walk extends AbstractList<Minibatch> implements RandomAccess {
        private final Windowed streams;
        private final long seed;
        private final long firstStep;

        Walk(Windowed streams, long seed, long firstStep) {
            this.streams = streams;
            this.seed = seed;
            this.firstStep = firstStep;
        }

        @Override
        public Minibatch get(int i) {
            Packing packing = streams.packing(i);
            Map<String, float[]> values = new HashMap<>();
            for (Field field : fields.values()) {
                values.put(field.name(), streams.rows(i, packing, field));
            }
            int[] chosen = streams.streams(i);
            long[] keys = IntStream.of(chosen).mapToLong(SplitMix64::mix).toArray();
            Batch batch = new Batch(packing, values, keys, seed, firstStep + i);
            return new Minibatch(batch, chosen, streams.begins(i));
        }

        @Override
        public int size() {
            return streams.count();
        }
    }
}
