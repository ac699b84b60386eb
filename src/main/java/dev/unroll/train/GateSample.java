package dev.unroll.train;

import dev.unroll.data.Batches;
import dev.unroll.data.Dataset;
import dev.unroll.data.Example;
import dev.unroll.data.Minibatch;
import dev.unroll.data.Split;
import dev.unroll.model.Output;
import dev.unroll.run.Batch;
import dev.unroll.run.Results;
import dev.unroll.run.Weights;
import dev.unroll.store.Trace;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Samples how far the gates of a model are open, on the same examples throughout training. */
final class GateSample {
    private static final int EXAMPLES = 16;

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
        Batch batch = new Carrying(network).begin(minibatch.batch());
        Results results = network.evaluate(outputs, weights, batch);
        for (String output : network.inside()) {
            float[] values = Arrays.copyOf(results.values(output), results.size(output));
            String path = Output.INSIDE.owner(output);
            Inspection.Heat heat = new Inspection.Heat(path, "", 1, values);
            if (heat.isMask()) {
                gates.put(
                        path,
                        new Trace.Gate(
                                Trace.rounded(heat.mean()), Trace.rounded(heat.shut()), Trace.rounded(heat.open())));
            }
        }
        return gates;
    }
}
