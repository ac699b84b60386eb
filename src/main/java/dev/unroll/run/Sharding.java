package dev.unroll.run;

import dev.unroll.graph.Rows;
import dev.unroll.tensor.Packing;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Function;

/**
 * A batch dealt out like cards: sequence b goes to shard b mod S, which keeps every shard sorted and the sizes equal to
 * within one.
 */
final class Sharding {
    private final Packing whole;
    private final Packing[] parts;

    Sharding(Packing whole, int shards) {
        this.whole = whole;
        parts = new Packing[shards];
        for (int s = 0; s < shards; s++) {
            int[] lengths = new int[(whole.batch() - s + shards - 1) / shards];
            for (int i = 0; i < lengths.length; i++) {
                lengths[i] = whole.length(s + i * shards);
            }
            parts[s] = Packing.of(lengths);
        }
    }

    /**
     * The sequences of one shard, with their values.
     *
     * @param kept the shard's arrays of earlier batches, which are used again
     */
    Batch part(Batch batch, int shard, Function<String, Rows> rows, Map<String, float[]> kept) {
        Packing part = parts[shard];
        long[] keys = new long[part.batch()];
        for (int i = 0; i < keys.length; i++) {
            keys[i] = batch.keys()[shard + i * parts.length];
        }
        Map<String, float[]> values = new HashMap<>();
        batch.values().forEach((name, all) -> {
            Rows kind = rows.apply(name);
            values.put(name, kind == Rows.NONE ? all : take(name, all, shard, kind, kept));
        });
        return new Batch(part, values, keys, batch.seed(), batch.step());
    }

    private float[] take(String name, float[] all, int shard, Rows kind, Map<String, float[]> kept) {
        Packing part = parts[shard];
        int width = all.length / (kind == Rows.BATCH ? whole.batch() : whole.total());
        int needed = width * (kind == Rows.BATCH ? part.batch() : part.total());
        float[] taken = kept.getOrDefault(name, new float[0]);
        if (taken.length < needed) {
            taken = new float[needed + needed / 8];
            kept.put(name, taken);
        }
        float[] target = taken;
        deal(shard, kind, (from, to) -> System.arraycopy(all, from * width, target, to * width, width));
        return taken;
    }

    /** Writes a shard's rows to their places in the whole batch. */
    void put(float[] rows, int width, int shard, Rows kind, float[] all) {
        deal(shard, kind, (from, to) -> System.arraycopy(rows, to * width, all, from * width, width));
    }

    private interface Rowwise {
        void accept(int inWhole, int inPart);
    }

    private void deal(int shard, Rows kind, Rowwise rowwise) {
        Packing part = parts[shard];
        int steps = kind == Rows.BATCH ? 1 : part.steps();
        for (int t = 0; t < steps; t++) {
            for (int i = 0; i < (kind == Rows.BATCH ? part.batch() : part.alive(t)); i++) {
                int b = shard + i * parts.length;
                rowwise.accept(kind == Rows.BATCH ? b : whole.row(b, t), kind == Rows.BATCH ? i : part.row(i, t));
            }
        }
    }

    int rows(Rows kind) {
        return kind == Rows.NONE ? 1 : kind == Rows.BATCH ? whole.batch() : whole.total();
    }
}
