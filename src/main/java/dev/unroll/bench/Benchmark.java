package dev.unroll.bench;

import dev.unroll.data.Batches;
import dev.unroll.data.Minibatch;
import dev.unroll.data.Split;
import dev.unroll.model.ModelReport;
import dev.unroll.run.Batch;
import dev.unroll.run.GemmPeak;
import dev.unroll.run.Profile;
import dev.unroll.run.Program;
import dev.unroll.run.Results;
import dev.unroll.run.Threads;
import dev.unroll.run.Weights;
import dev.unroll.train.Experiment;
import dev.unroll.train.Updates;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Measures the speed of a model. One with a loss is trained: whole steps (forward, backward, clip, update) on its data,
 * with states carried if it carries them. One without is streamed: one sequence, one step per call, with the states
 * kept.
 *
 * @param tokensPerSecond the median of the repeats; calls per second of a stream
 * @param stepMilliseconds the median
 * @param phases milliseconds of a step by kind of work, added up over the threads
 * @param flopsPerToken multiplications and additions of the matrix products
 * @param gemmPeakShare the share of {@link GemmPeak}, measured in the same run on all threads; a stream uses one of them
 * @param bytesAllocatedPerStep on the Java heap, by all threads
 * @param streams whether this is the speed of a stream, not of training
 */
public record Benchmark(
        double tokensPerSecond,
        double stepMilliseconds,
        Map<String, Double> phases,
        long flopsPerToken,
        double gemmPeakShare,
        long bytesAllocatedPerStep,
        int threads,
        boolean streams) {
    private static final int MOST_BATCHES = 40;

    /**
     * Measures for about {@code seconds} after as long a time of warming up.
     *
     * @throws dev.unroll.diagnostic.InvalidInput if the model has no loss and needs whole sequences
     */
    public static Benchmark of(Experiment experiment, double seconds) {
        return experiment.model().training().isPresent()
                ? new Training(experiment).measure(seconds)
                : new StreamSpeed(experiment).measure(seconds);
    }

    static Benchmark of(Speed speed, Map<String, Double> phases, long flopsPerToken, boolean streams) {
        return new Benchmark(
                speed.tokensPerSecond(),
                speed.stepMilliseconds(),
                phases,
                flopsPerToken,
                speed.tokensPerSecond() * flopsPerToken / GemmPeak.flopsPerSecond(),
                speed.bytesPerStep(),
                Threads.current().count(),
                streams);
    }

    private static final class Training {
        private final Experiment experiment;
        private final Profile profile = new Profile();
        private final Program program;
        private final Weights weights;
        private final Updates updates;
        private final List<Batch> batches = new ArrayList<>();
        private final Map<String, float[]> states = new HashMap<>();
        private long steps;

        Training(Experiment experiment) {
            this.experiment = experiment;
            program = Program.compile(experiment.model().training().orElseThrow(), profile);
            weights = experiment.initialWeights();
            updates = new Updates(experiment.settings(), weights);
            for (Minibatch minibatch : new Batches(
                            experiment.data(),
                            Split.TRAIN,
                            experiment.settings().batch())
                    .epoch(1, 0)) {
                if (batches.size() < MOST_BATCHES) {
                    batches.add(minibatch.batch());
                }
            }
        }

        /** The next batch, with the states that the last one left. */
        private Batch next() {
            Batch batch = batches.get((int) (steps % batches.size()));
            Map<String, float[]> values = new HashMap<>(batch.values());
            experiment.model().carried().forEach((name, type) -> {
                int size = batch.axes().batch() * type.shape().size();
                float[] state = states.get(name);
                values.put(name, state != null && state.length == size ? state : new float[size]);
            });
            return new Batch(batch.axes(), values, batch.keys(), 1, steps);
        }

        private long step() {
            Batch batch = next();
            Results results = program.run(weights, batch);
            long start = System.nanoTime();
            updates.take(results);
            updates.apply(++steps, experiment.settings().optimizer().rate());
            for (String name : experiment.model().carried().keySet()) {
                states.put(name, Arrays.copyOf(results.values(name), results.size(name)));
            }
            profile.add("update", System.nanoTime() - start);
            return batch.axes().steps();
        }

        Benchmark measure(double seconds) {
            Speed.of(this::step, seconds);
            profile.clear();
            Speed speed = Speed.of(this::step, seconds);
            Map<String, Double> phases = new LinkedHashMap<>();
            profile.seconds().forEach((phase, time) -> phases.put(phase, time * 1e3 / speed.steps()));
            return Benchmark.of(
                    speed, phases, ModelReport.of(experiment.model()).trainingFlopsPerToken(), false);
        }
    }
}
