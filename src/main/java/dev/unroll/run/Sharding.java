package dev.unroll.run;

import dev.unroll.graph.Axes;
import dev.unroll.graph.Rows;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.IntStream;

/** A batch dealt out like cards: sequence b goes to shard b mod S, which keeps the shards' sizes equal to within one. */
final class Sharding {
    private final Axes whole;
    private final List<Axes.Part> parts = new ArrayList<>();

    Sharding(Axes whole, int shards) {
        this.whole = whole;
        for (int s = 0; s < shards; s++) {
            int first = s;
            parts.add(whole.part(IntStream.range(0, (whole.batch() - s + shards - 1) / shards)
                    .map(i -> first + i * shards)
                    .toArray()));
        }
    }

    /**
     * The sequences of one shard, with their values.
     *
     * @param kept the shard's arrays of earlier batches, which are used again
     */
    Batch part(Batch batch, int shard, Function<String, Rows> rows, Map<String, float[]> kept) {
        Axes.Part part = parts.get(shard);
        long[] keys = new long[part.axes().batch()];
        for (int i = 0; i < keys.length; i++) {
            keys[i] = batch.keys()[shard + i * parts.size()];
        }
        Map<String, float[]> values = new HashMap<>();
        batch.values().forEach((name, all) -> {
            Rows kind = rows.apply(name);
            values.put(name, kind == Rows.NONE ? all : take(name, all, shard, kind, kept));
        });
        return new Batch(part.axes(), values, keys, batch.seed(), batch.step());
    }

    private float[] take(String name, float[] all, int shard, Rows kind, Map<String, float[]> kept) {
        int[] origins = parts.get(shard).origins().get(kind);
        int width = all.length / whole.rows(kind);
        int needed = width * origins.length;
        float[] taken = kept.getOrDefault(name, new float[0]);
        if (taken.length < needed) {
            taken = new float[needed + needed / 8];
            kept.put(name, taken);
        }
        for (int row = 0; row < origins.length; row++) {
            System.arraycopy(all, origins[row] * width, taken, row * width, width);
        }
        return taken;
    }

    /** Writes a shard's rows to their places in the whole batch. */
    void put(float[] rows, int width, int shard, Rows kind, float[] all) {
        int[] origins = parts.get(shard).origins().get(kind);
        for (int row = 0; row < origins.length; row++) {
            System.arraycopy(rows, row * width, all, origins[row] * width, width);
        }
    }

    int rows(Rows kind) {
        return whole.rows(kind);
    }
}
