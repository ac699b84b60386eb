package dev.unroll.data;

import dev.unroll.tensor.Packing;
import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * A text cut into streams of equal length but for one step, cut into windows.
 *
 * @param text the text; every field has a row per step
 * @param streams how many sequences a batch has
 * @param total the steps of the text
 * @param window the steps of a window but for the last one
 */
record Streams(Example text, int streams, int total, int window) implements Windowed {
    static Streams of(Example text, int streams, int window) {
        return new Streams(text, Math.min(streams, text.length()), text.length(), window);
    }

    @Override
    public int count() {
        return (total / streams + window - 1) / window;
    }

    @Override
    public int[] streams(int i) {
        return IntStream.range(0, streams).toArray();
    }

    @Override
    public boolean[] begins(int i) {
        boolean[] begins = new boolean[streams];
        Arrays.fill(begins, i == 0);
        return begins;
    }

    @Override
    public Packing packing(int i) {
        int[] lengths = new int[streams];
        for (int b = 0; b < streams; b++) {
            lengths[b] = i < count() - 1 ? window : length(b) - i * window;
        }
        return Packing.of(lengths);
    }

    @Override
    public float[] rows(int i, Packing packing, Field field) {
        int width = field.width();
        float[] from = text.values().get(field.name());
        float[] rows = new float[packing.total() * width];
        for (int b = 0; b < streams; b++) {
            int at = start(b) + i * window;
            for (int t = 0; t < packing.length(b); t++) {
                System.arraycopy(from, (at + t) * width, rows, packing.row(b, t) * width, width);
            }
        }
        return rows;
    }

    private int length(int b) {
        return total / streams + (b < total % streams ? 1 : 0);
    }

    private int start(int b) {
        return b * (total / streams) + Math.min(b, total % streams);
    }
}
