package dev.unroll.train;

import dev.unroll.data.Batches;
import dev.unroll.data.Dataset;
import dev.unroll.data.Example;
import dev.unroll.data.Minibatch;
import dev.unroll.data.Split;
import dev.unroll.run.Batch;
import dev.unroll.run.Results;
import dev.unroll.run.Weights;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** How far the gates of a model are open on some examples, which are the same ones all through training. */
final class GateSample {
    private static final int EXAMPLES = 16;
    private static final String INSIDE = "inside:";

    private final Network network;
    private final Set<String> outputs;
    private final Minibatch minibatch;

    /** @param data with examples in its validation or its training part */
    GateSample(Network network, Dataset data) {
        this.network = network;
        outputs = Set.copyOf(network.inside());
        Split split = data.has(Split.VALID) ? Split.VALID : Split.TRAIN;
        List<Example> examples = data.examples(split);
        minibatch = data.window().isPresent()
                ? Batches.measuring(data, split).once().get(0)
                : Batches.of(data.fields(), examples.subList(0, Math.min(EXAMPLES, examples.size())));
    }

    /** By the equation's path, for each whose values are all from 0 to 1. */
    Map<String, Trace.Gate> of(Weights weights) {
        Map<String, Trace.Gate> gates = new LinkedHashMap<>();
        if (outputs.isEmpty()) {
            return gates;
        }
        Batch batch = new Carrying(network).begin(minibatch.batch(), false);
        Results results = network.evaluate(outputs, weights, batch);
        for (String output : network.inside()) {
            gate(results.values(output), results.size(output))
                    .ifPresent(gate -> gates.put(output.substring(INSIDE.length()), gate));
        }
        return gates;
    }

    private static Optional<Trace.Gate> gate(float[] values, int size) {
        double sum = 0;
        int shut = 0;
        int open = 0;
        for (int i = 0; i < size; i++) {
            if (!(values[i] >= 0 && values[i] <= 1)) {
                return Optional.empty();
            }
            sum += values[i];
            shut += values[i] < Inspection.SHUT ? 1 : 0;
            open += values[i] > Inspection.OPEN ? 1 : 0;
        }
        return size == 0
                ? Optional.empty()
                : Optional.of(new Trace.Gate(
                        Trace.rounded(sum / size),
                        Trace.rounded((double) shut / size),
                        Trace.rounded((double) open / size)));
    }
}
