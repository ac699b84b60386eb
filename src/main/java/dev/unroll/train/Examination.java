package dev.unroll.train;

import dev.unroll.data.Field;
import dev.unroll.data.Minibatch;
import dev.unroll.graph.Axes;
import dev.unroll.graph.Rows;
import dev.unroll.run.Results;
import dev.unroll.train.metric.Alignment;
import dev.unroll.train.metric.RowWeights;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** Compares predictions with the truth while a part of the data is measured. */
final class Examination {
    private final Network network;
    private final List<Network.Target> targets;
    private final Map<Network.Target, ClassCount> classes = new LinkedHashMap<>();
    private final Map<Network.Target, NumberCount> numbers = new LinkedHashMap<>();
    private final Extremes extremes;

    /** @param fields those of the data */
    Examination(Network network, Map<String, Field> fields) {
        this.network = network;
        targets = network.targets();
        for (Network.Target target : targets) {
            String answer = target.answer().name();
            if (target.field().type().isIndex()) {
                classes.put(target, new ClassCount(answer, target.field()));
            } else {
                numbers.put(target, new NumberCount(answer, target.field()));
            }
        }
        extremes = new Extremes(network, targets, fields);
    }

    /** The outputs that it needs beside the losses. */
    Set<String> outputs() {
        Set<String> outputs = new TreeSet<>();
        targets.forEach(target -> {
            outputs.add(target.output());
            target.weights().ifPresent(outputs::add);
        });
        return outputs;
    }

    void add(Minibatch minibatch, Results results) {
        Axes axes = minibatch.batch().axes();
        List<float[]> answered = new ArrayList<>();
        for (Network.Target target : targets) {
            float[] values = results.values(target.output());
            float[] truth = minibatch.batch().values().get(target.field().name());
            int rows = axes.rows(target.field().type().rows());
            RowWeights weights = target.weights()
                    .map(output -> RowWeights.of(results.values(output), results.size(output), output))
                    .orElse(RowWeights.EVEN);
            if (classes.containsKey(target)) {
                int[] chosen = new int[rows];
                int width = target.width();
                Arrays.setAll(chosen, row -> Alignment.choice(values, row, width));
                classes.get(target).add(axes, chosen, truth, weights);
            } else {
                numbers.get(target).add(values, truth, rows, weights);
            }
            answered.add(values);
        }
        extremes.add(minibatch, losses(axes, results), answered);
    }

    /** Of each sequence, the sum of the terms' means over its own rows; NaN if none of a term's rows counts. */
    private double[] losses(Axes axes, Results results) {
        double[] losses = new double[axes.batch()];
        for (Network.Loss loss : network.losses()) {
            float[] each = results.values(loss.each());
            RowWeights weights = loss.weights(results);
            for (int b = 0; b < losses.length; b++) {
                losses[b] += mean(axes, each, loss.rows(), weights, b);
            }
        }
        return losses;
    }

    private static double mean(Axes axes, float[] each, Rows rows, RowWeights weights, int b) {
        // A loss that is one number for the whole batch tells no sequence from another.
        if (!rows.isAxis()) {
            return rows == Rows.BATCH ? each[b] : 0;
        }
        double sum = 0;
        double count = 0;
        for (int row : axes.rowsOf(rows, b)) {
            double weight = weights.of(row);
            sum += weight > 0 ? weight * each[row] : 0;
            count += weight;
        }
        return sum / count;
    }

    Findings found(Map<String, Double> metrics) {
        return new Findings(
                metrics,
                classes.values().stream().map(ClassCount::found).toList(),
                numbers.values().stream().map(NumberCount::found).toList(),
                extremes.worst(),
                extremes.best());
    }
}
