package dev.unroll.data;

import dev.unroll.tensor.Packing;
import java.util.List;

/**
 * Texts laid end to end, cut into streams of equal length but for one step, cut into windows.
 *
 * @param texts all the texts; every field has a row per step
 * @param streams how many sequences a batch has
 * @param total the steps of all texts
 * @param window the steps of a window but for the last one
 */
record Streams(List<Example> texts, int streams, int total, int window) {
    static Streams of(List<Example> texts, int streams, int window) {
        int total = texts.stream().mapToInt(Example::length).reduce(0, Math::addExact);
        return new Streams(texts, Math.min(streams, total), total, window);
    }

    /** Windows per stream. */
    int count() {
        return (total / streams + window - 1) / window;
    }

    Packing packing(int i) {
        int[] lengths = new int[streams];
        for (int b = 0; b < streams; b++) {
            lengths[b] = i < count() - 1 ? window : length(b) - i * window;
        }
        return Packing.of(lengths);
    }

    /** The packed rows of window {@code i}. */
    float[] rows(int i, Packing packing, Field field) {
        int width = field.width();
        float[] rows = new float[packing.total() * width];
        for (int b = 0; b < streams; b++) {
            int at = start(b) + i * window;
            int text = 0;
            while (at >= texts.get(text).length()) {
                at -= texts.get(text++).length();
            }
            float[] from = texts.get(text).values().get(field.name());
            for (int t = 0; t < packing.length(b); t++, at++) {
                if (at == texts.get(text).length()) {
                    at = 0;
                    from = texts.get(++text).values().get(field.name());
                }
                System.arraycopy(from, at * width, rows, packing.row(b, t) * width, width);
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
