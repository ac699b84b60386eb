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

/** Takes the states of a model from one window of a text to the next. */
final class Carrying {
    private final List<Network.Carried> carried;
    private final Map<String, float[]> states = new LinkedHashMap<>();

    Carrying(Network network) {
        carried = network.carried();
    }

    /** These outputs and the states after the batch. */
    Set<String> with(Set<String> outputs) {
        Set<String> all = new TreeSet<>(outputs);
        carried.forEach(c -> all.add(c.name()));
        return all;
    }

    /** The batch with the states to begin with: those after the batch before it, or zeros where a text begins. */
    Batch begin(Minibatch minibatch) {
        return begin(minibatch.batch(), minibatch.continues());
    }

    Batch begin(Batch batch, boolean continues) {
        if (carried.isEmpty()) {
            return batch;
        }
        Map<String, float[]> values = new HashMap<>(batch.values());
        for (Network.Carried one : carried) {
            int size = batch.axes().batch() * one.width();
            float[] state = states.computeIfAbsent(one.name(), n -> new float[size]);
            if (state.length != size) {
                state = new float[size];
                states.put(one.name(), state);
            }
            if (!continues) {
                Arrays.fill(state, 0);
            }
            values.put(one.name(), state);
        }
        return batch.with(values);
    }

    /** Keeps the states after the batch that was begun with. */
    void end(Results results) {
        for (Network.Carried one : carried) {
            float[] state = states.get(one.name());
            System.arraycopy(results.values(one.name()), 0, state, 0, state.length);
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
