package dev.unroll.train;

import dev.unroll.run.Batch;
import dev.unroll.run.Program;
import dev.unroll.run.Results;
import dev.unroll.run.Weights;
import dev.unroll.run.Weights.Weight;

/** Training steps of a compiled program, done as {@code Benchmark} does them. */
final class CompiledStep {
    private final Program program;
    private final Weights weights;
    private final Updates updates;
    private final double rate;
    private long steps;

    CompiledStep(Experiment experiment) {
        program = Program.compile(experiment.model().training().orElseThrow());
        weights = experiment.initialWeights();
        updates = new Updates(experiment.settings(), weights);
        rate = experiment.settings().optimizer().rate();
    }

    /** A whole training step; the results are those before it. */
    Results step(Batch batch) {
        Results results = program.run(weights, batch.at(1, steps));
        updates.take(results);
        updates.apply(++steps, rate);
        return results;
    }

    /** A gradient with all its rows. */
    static float[] gradient(Results results, Weight weight) {
        String name = Updates.gradient(weight);
        float[] gradient = new float[weight.values().length];
        float[] values = results.values(name);
        int[] rows = results.rowsTouched(name).orElse(new int[0]);
        if (rows.length == 0) {
            System.arraycopy(values, 0, gradient, 0, gradient.length);
        }
        int width = gradient.length / weight.shape().dim(0);
        for (int k = 0; k < rows.length; k++) {
            System.arraycopy(values, k * width, gradient, rows[k] * width, width);
        }
        return gradient;
    }
}
