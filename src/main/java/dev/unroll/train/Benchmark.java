package dev.unroll.train;

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
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * How fast a model trains: whole steps (forward, backward, clip, update) on its own data, states carried where it carries
 * them.
 *
 * @param tokensPerSecond the median of the repeats
 * @param stepMilliseconds the median
 * @param phases milliseconds of a step by kind of work, added up over the threads
 * @param flopsPerToken multiplications and additions of the matrix products
 * @param gemmPeakShare the share of {@link GemmPeak}, measured in the same run
 * @param bytesAllocatedPerStep on the Java heap, by all threads
 */
public record Benchmark(
        double tokensPerSecond,
        double stepMilliseconds,
        Map<String, Double> phases,
        long flopsPerToken,
        double gemmPeakShare,
        long bytesAllocatedPerStep,
        int threads) {
    private static final int REPEATS = 5;
    private static final int MOST_BATCHES = 40;

    /** Measures for about {@code seconds} after as long a time of warming up. */
    public static Benchmark of(Experiment experiment, double seconds) {
        return new Measurement(experiment).measure(seconds);
    }

    private static final class Measurement {
        private final Experiment experiment;
        private final Profile profile = new Profile();
        private final Program program;
        private final Weights weights;
        private final Updates updates;
        private final List<Batch> batches = new ArrayList<>();
        private final Map<String, float[]> states = new HashMap<>();
        private long steps;

        Measurement(Experiment experiment) {
            this.experiment = experiment;
            experiment.requireLoss();
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
                int size = batch.packing().batch() * type.shape().size();
                float[] state = states.get(name);
                values.put(name, state != null && state.length == size ? state : new float[size]);
            });
            return new Batch(batch.packing(), values, batch.keys(), 1, steps);
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
            return batch.packing().total();
        }

        private double[] run(double seconds) {
            long start = System.nanoTime();
            long tokens = 0;
            long first = steps;
            while (System.nanoTime() - start < seconds * 1e9) {
                tokens += step();
            }
            double spent = (System.nanoTime() - start) / 1e9;
            return new double[] {tokens / spent, spent * 1e3 / (steps - first)};
        }

        Benchmark measure(double seconds) {
            run(seconds);
            profile.clear();
            long before = steps;
            long allocated = allocated();
            List<double[]> repeats = new ArrayList<>();
            for (int i = 0; i < REPEATS; i++) {
                repeats.add(run(seconds / REPEATS));
            }
            long bytes = (allocated() - allocated) / (steps - before);
            Map<String, Double> phases = new LinkedHashMap<>();
            profile.seconds().forEach((phase, time) -> phases.put(phase, time * 1e3 / (steps - before)));
            double speed = median(repeats, 0);
            long flops = ModelReport.of(experiment.model()).trainingFlopsPerToken();
            return new Benchmark(
                    speed,
                    median(repeats, 1),
                    phases,
                    flops,
                    speed * flops / GemmPeak.flopsPerSecond(),
                    bytes,
                    Threads.count());
        }

        private static double median(List<double[]> repeats, int column) {
            return repeats.stream().mapToDouble(r -> r[column]).sorted().toArray()[repeats.size() / 2];
        }

        private static long allocated() {
            return ManagementFactory.getThreadMXBean() instanceof com.sun.management.ThreadMXBean threads
                    ? Arrays.stream(threads.getThreadAllocatedBytes(threads.getAllThreadIds()))
                            .filter(bytes -> bytes > 0)
                            .sum()
                    : 0;
        }
    }
}
