package dev.unroll.data;

import dev.unroll.tensor.Packing;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Texts that have nothing to do with each other, each cut into windows. A stream reads one text after the other; the state is
 * carried through the windows of a text and is zero where a text begins. No window extends from one text into another.
 *
 * @param streams per stream its windows
 * @param order per batch its streams, longest window first
 */
record Documents(List<List<Documents.Window>> streams, List<int[]> order) implements Windowed {
    /** Some steps of a text. */
    record Window(Example text, int from, int length) {}

    /** Each text goes to the stream with the fewest windows so far. */
    static Documents of(List<Example> texts, int most, int window) {
        List<List<Window>> streams = new ArrayList<>();
        for (Example text : texts) {
            if (streams.size() < most) {
                streams.add(new ArrayList<>());
            }
            List<Window> stream =
                    streams.stream().min(Comparator.comparing(List::size)).orElseThrow();
            for (int from = 0; from < text.length(); from += window) {
                stream.add(new Window(text, from, Math.min(window, text.length() - from)));
            }
        }
        int count = streams.stream().mapToInt(List::size).max().orElse(0);
        List<int[]> order = IntStream.range(0, count)
                .mapToObj(i -> IntStream.range(0, streams.size())
                        .filter(b -> i < streams.get(b).size())
                        .boxed()
                        .sorted(Comparator.comparing(b -> -streams.get(b).get(i).length()))
                        .mapToInt(b -> b)
                        .toArray())
                .toList();
        return new Documents(streams, order);
    }

    private Window window(int i, int b) {
        return streams.get(order.get(i)[b]).get(i);
    }

    @Override
    public int count() {
        return order.size();
    }

    @Override
    public int[] streams(int i) {
        return order.get(i).clone();
    }

    @Override
    public boolean[] begins(int i) {
        boolean[] begins = new boolean[order.get(i).length];
        for (int b = 0; b < begins.length; b++) {
            begins[b] = window(i, b).from() == 0;
        }
        return begins;
    }

    @Override
    public Packing packing(int i) {
        int[] lengths = new int[order.get(i).length];
        Arrays.setAll(lengths, b -> window(i, b).length());
        return Packing.of(lengths);
    }

    @Override
    public float[] rows(int i, Packing packing, Field field) {
        int width = field.width();
        float[] rows = new float[packing.total() * width];
        for (int b = 0; b < packing.parents(); b++) {
            Window window = window(i, b);
            float[] from = window.text().values().get(field.name());
            for (int t = 0; t < window.length(); t++) {
                System.arraycopy(from, (window.from() + t) * width, rows, packing.row(b, t) * width, width);
            }
        }
        return rows;
    }
}
