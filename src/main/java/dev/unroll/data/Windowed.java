package dev.unroll.data;

import dev.unroll.tensor.Packing;
import java.util.List;

/** Texts cut into windows that continue each other: batch by batch, the next window of each stream. */
sealed interface Windowed permits Streams, Documents {
    /** A single text is cut into streams; of several, each is read from its beginning. */
    static Windowed of(List<Example> texts, int streams, int window) {
        return texts.size() > 1 ? Documents.of(texts, streams, window) : Streams.of(texts.get(0), streams, window);
    }

    /** Batches. */
    int count();

    /** The streams that batch {@code i} has a window of, longest window first. */
    int[] streams(int i);

    /** For each of these, whether its window begins with a state of zero. */
    boolean[] begins(int i);

    Packing packing(int i);

    /** The packed rows of batch {@code i}. */
    float[] rows(int i, Packing packing, Field field);
}
