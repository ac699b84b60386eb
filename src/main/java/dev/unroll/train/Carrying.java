package dev.unroll.train;

import dev.unroll.data.Minibatch;
import dev.unroll.run.Batch;
import dev.unroll.run.Results;
import dev.unroll.run.Weights;
import dev.unroll.run.Weights.Weight;
import dev.unroll.tensor.Shape;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;

/** Takes the states of a model from one window of a text to the next. */
final class Carrying {
    private final List<Network.Carried> carried;
    /** Per state its rows by stream. */
    private final Map<String, float[]> states = new LinkedHashMap<>();

    private int[] current = {};

    Carrying(Network network) {
        carried = network.carried();
    }

    /** These outputs and the states after the batch. */
    Set<String> with(Set<String> outputs) {
        Set<String> all = new TreeSet<>(outputs);
        carried.forEach(c -> all.add(c.name()));
        return all;
    }

    /** The batch with the states to begin with: those after the last window of its stream, or zeros where a text begins. */
    Batch begin(Minibatch minibatch) {
        return begin(minibatch.batch(), minibatch.examples(), minibatch.begins());
    }

    /** The batch with states of zero. */
    Batch begin(Batch batch) {
        boolean[] begins = new boolean[batch.axes().batch()];
        Arrays.fill(begins, true);
        return begin(batch, IntStream.range(0, begins.length).toArray(), begins);
    }

    private Batch begin(Batch batch, int[] streams, boolean[] begins) {
        if (carried.isEmpty()) {
            return batch;
        }
        current = streams;
        int count = 1 + IntStream.of(streams).max().orElseThrow();
        Map<String, float[]> values = new HashMap<>(batch.values());
        for (Network.Carried one : carried) {
            int width = one.width();
            float[] kept = states.getOrDefault(one.name(), new float[0]);
            float[] all = Arrays.copyOf(kept, Math.max(kept.length, count * width));
            states.put(one.name(), all);
            float[] state = new float[streams.length * width];
            for (int b = 0; b < streams.length; b++) {
                if (!begins[b]) {
                    System.arraycopy(all, streams[b] * width, state, b * width, width);
                }
            }
            values.put(one.name(), state);
        }
        return batch.with(values);
    }

    /** Keeps the states after the batch that was begun with. */
    void end(Results results) {
        for (Network.Carried one : carried) {
            float[] after = results.values(one.name());
            float[] all = states.get(one.name());
            for (int b = 0; b < current.length; b++) {
                System.arraycopy(after, b * one.width(), all, current[b] * one.width(), one.width());
            }
        }
    }

    Weights state() {
        List<Weight> all = new ArrayList<>();
        states.forEach((name, values) -> all.add(new Weight(name, Shape.of(values.length), values)));
        return new Weights(all);
    }

    void restore(Weights state) {
        state.all().forEach(w -> states.put(w.name(), w.values()));
    }
}
