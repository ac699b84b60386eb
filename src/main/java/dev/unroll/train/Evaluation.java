package dev.unroll.train;

import dev.unroll.data.Batches;
import dev.unroll.data.Minibatch;
import dev.unroll.run.Results;
import dev.unroll.run.Weights;
import dev.unroll.tensor.Packing;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BooleanSupplier;

/** Measures a model on a part of the data. */
public final class Evaluation {
    private Evaluation() {}

    /**
     * All metrics over all examples, the mean {@code loss} and its terms by name first, without dropout.
     *
     * @param batches the part of the data
     */
    public static Map<String, Double> of(Network network, Weights weights, Batches batches) {
        return of(network, weights, batches, () -> false).orElseThrow();
    }

    /** The same, unless interrupted. */
    static Optional<Map<String, Double>> of(
            Network network, Weights weights, Batches batches, BooleanSupplier interrupted) {
        Map<String, Metric.Tally> tallies = new LinkedHashMap<>();
        Map<String, Double> counts = new LinkedHashMap<>();
        Set<String> outputs = new TreeSet<>();
        Map<String, Mean> losses = new LinkedHashMap<>();
        for (Network.Loss loss : network.losses()) {
            losses.put(loss.key(), Mean.NONE);
            outputs.addAll(loss.outputs());
        }
        for (Network.Measure measure : network.measures()) {
            tallies.put(measure.name(), measure.metric().tally(measure.arguments()));
            outputs.addAll(outputs(measure));
            if (measure.weighted()) {
                outputs.add(measure.weights());
                counts.put(measure.name(), 0.0);
            }
        }
        Carrying carrying = new Carrying(network);
        Set<String> wanted = carrying.with(outputs);
        for (Minibatch minibatch : batches.once()) {
            if (interrupted.getAsBoolean()) {
                return Optional.empty();
            }
            Results results = network.evaluate(wanted, weights, carrying.begin(minibatch));
            carrying.end(results);
            for (Network.Loss loss : network.losses()) {
                losses.merge(loss.key(), mean(results, loss), Mean::plus);
            }
            for (Network.Measure measure : network.measures()) {
                List<float[]> values =
                        outputs(measure).stream().map(results::values).toList();
                Metric.Tally tally = tallies.get(measure.name());
                Packing packing = minibatch.batch().packing();
                if (measure.weighted()) {
                    int rows = results.size(measure.weights());
                    RowWeights weighted = RowWeights.of(results.values(measure.weights()), rows, measure.name());
                    tally.add(packing, values, weighted);
                    counts.merge(measure.name(), weighted.sum(rows), Double::sum);
                } else {
                    tally.add(packing, values);
                }
            }
        }
        losses.forEach((name, mean) -> RowWeights.require(mean.count(), name, "this part"));
        counts.forEach((name, count) -> RowWeights.require(count, name, "this part"));
        Map<String, Double> measured = new LinkedHashMap<>(Mean.values(losses));
        tallies.forEach((name, tally) -> measured.put(name, tally.value()));
        return Optional.of(measured);
    }

    private static Mean mean(Results results, Network.Loss loss) {
        float[] each = results.values(loss.each());
        int size = results.size(loss.each());
        RowWeights weights = loss.weights(results);
        double sum = 0;
        for (int i = 0; i < size; i++) {
            double weight = weights.of(i);
            sum += weight > 0 ? weight * each[i] : 0;
        }
        return new Mean(sum, weights.sum(size));
    }

    private static List<String> outputs(Network.Measure measure) {
        List<String> outputs = new ArrayList<>();
        for (int i = 0; i < measure.arguments().size(); i++) {
            outputs.add(measure.output(i));
        }
        return outputs;
    }
}
