package dev.unroll.train;

import dev.unroll.data.Batches;
import dev.unroll.data.Dataset;
import dev.unroll.data.Minibatch;
import dev.unroll.data.Split;
import dev.unroll.graph.Axes;
import dev.unroll.run.Results;
import dev.unroll.run.Weights;
import dev.unroll.store.Mean;
import dev.unroll.train.metric.RowWeights;
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
     * All metrics over all examples, the mean {@code loss} and its terms by name first, without dropout. A metric that
     * compares with a standardised field is measured in the unit of the file, in each column of it if it has several, as
     * {@code mae.COLUMN}; as {@code standardised.mae} it is measured as the model sees it.
     *
     * @param batches the part of the data
     */
    public static Map<String, Double> of(Network network, Weights weights, Batches batches) {
        return measured(network, weights, batches, Optional.empty(), () -> false)
                .orElseThrow();
    }

    /** The same with what the model mistook for what, unless interrupted. */
    static Optional<Findings> findings(
            Network network, Weights weights, Dataset data, Split split, BooleanSupplier interrupted) {
        Examination examination = new Examination(network, data.fields());
        Batches batches = Batches.measuring(data, split);
        return measured(network, weights, batches, Optional.of(examination), interrupted)
                .map(examination::found);
    }

    private static Optional<Map<String, Double>> measured(
            Network network,
            Weights weights,
            Batches batches,
            Optional<Examination> examination,
            BooleanSupplier interrupted) {
        Set<String> outputs = new TreeSet<>();
        Map<String, Mean> losses = new LinkedHashMap<>();
        for (Network.Loss loss : network.losses()) {
            losses.put(loss.key(), Mean.NONE);
            outputs.addAll(loss.outputs());
        }
        List<Measuring> metrics =
                network.measures().stream().map(Measuring::new).toList();
        metrics.forEach(metric -> outputs.addAll(metric.outputs()));
        examination.ifPresent(e -> outputs.addAll(e.outputs()));
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
            Axes axes = minibatch.batch().axes();
            metrics.forEach(metric -> metric.add(axes, results));
            examination.ifPresent(e -> e.add(minibatch, results));
        }
        losses.forEach((name, mean) -> RowWeights.require(mean.count(), name, "this part"));
        Map<String, Double> measured = new LinkedHashMap<>(Mean.values(losses));
        metrics.forEach(metric -> metric.put(measured));
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
}
