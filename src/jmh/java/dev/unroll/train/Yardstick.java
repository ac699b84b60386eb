package dev.unroll.train;

import dev.unroll.data.Batches;
import dev.unroll.data.Minibatch;
import dev.unroll.data.Split;
import dev.unroll.diagnostic.Diagnostics;
import dev.unroll.run.Batch;
import dev.unroll.run.HandWrittenLstm;
import dev.unroll.run.Results;
import dev.unroll.run.Threads;
import dev.unroll.run.Weights.Weight;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;

/**
 * The program compiled from {@code models/bench/w2.yaml} against {@link HandWrittenLstm}, in turns on the same batches, after
 * both were found to compute the same. Arguments: {@code --threads N} (else 1 and then all), {@code --pairs N}, {@code
 * --seconds S} for each half of a pair.
 */
public final class Yardstick {
    private static final Path SPEC = Path.of("models/bench/w2.yaml");
    private static final int STEPS_CHECKED = 5;
    private static final double TOLERANCE = 1e-4;

    private final Experiment experiment = Experiment.load(SPEC, List.of(), new Diagnostics());
    private final List<Batch> batches;

    private Yardstick() {
        int size = experiment.settings().batch();
        batches = new Batches(experiment.data(), Split.TRAIN, size)
                .epoch(1, 0).stream()
                        .map(Minibatch::batch)
                        .filter(batch -> batch.packing().batch() == size)
                        .toList();
    }

    /** Checks, measures and prints. */
    public static void main(String[] arguments) {
        List<Integer> threads = List.of(1, Threads.current().count());
        int pairs = 10;
        double seconds = 1;
        for (int i = 0; i + 1 < arguments.length; i += 2) {
            switch (arguments[i]) {
                case "--threads" -> threads = List.of(Integer.parseInt(arguments[i + 1]));
                case "--pairs" -> pairs = Integer.parseInt(arguments[i + 1]);
                case "--seconds" -> seconds = Double.parseDouble(arguments[i + 1]);
                default -> throw new IllegalArgumentException("there is no argument " + arguments[i]);
            }
        }
        Yardstick yardstick = new Yardstick();
        for (int count : threads) {
            int atOnce = pairs;
            double each = seconds;
            try (Threads own = new Threads(count)) {
                own.use(() -> {
                    yardstick.check(count);
                    yardstick.compare(count, atOnce, each);
                    return count;
                });
            }
        }
    }

    private HandWrittenLstm handWritten(int threads) {
        Batch batch = batches.get(0);
        return new HandWrittenLstm(
                experiment.initialWeights(),
                threads,
                batch.packing().batch(),
                batch.packing().steps());
    }

    /** Compares all gradients of the first step, and the losses of the steps that follow it. */
    private void check(int threads) {
        HandWrittenLstm byHand = handWritten(threads);
        CompiledStep compiled = new CompiledStep(experiment);
        double worst = 0;
        for (int k = 0; k < STEPS_CHECKED; k++) {
            double loss = byHand.step(batches.get(k));
            Results results = compiled.step(batches.get(k));
            worst = agreed("loss", new float[] {results.values("loss")[0]}, new float[] {(float) loss}, worst);
            if (k == 0) {
                for (Weight weight : experiment.initialWeights().all()) {
                    float[] expected = CompiledStep.gradient(results, weight);
                    worst = agreed(weight.name(), expected, byHand.gradient(weight.name()), worst);
                }
            }
        }
        print("losses and gradients agree: largest relative difference %.1e%n", worst);
    }

    private static double agreed(String name, float[] expected, float[] actual, double worst) {
        double difference = 0;
        double size = 0;
        for (int i = 0; i < expected.length; i++) {
            difference += Math.pow((double) expected[i] - actual[i], 2);
            size += Math.pow(expected[i], 2);
        }
        double relative = Math.sqrt(difference / size);
        if (!(relative < TOLERANCE)) {
            throw new IllegalStateException(String.format(Locale.ROOT, "%s: relative difference %.2e", name, relative));
        }
        return Math.max(worst, relative);
    }

    private void compare(int threads, int pairs, double seconds) {
        HandWrittenLstm byHand = handWritten(threads);
        CompiledStep compiled = new CompiledStep(experiment);
        double[] handSpeeds = new double[pairs];
        double[] compiledSpeeds = new double[pairs];
        double[] ratios = new double[pairs];
        // Twice, as what the first of the two teaches the JIT compiler may be undone by the second.
        for (int i = 0; i < 2; i++) {
            speed(byHand::step, 2 * seconds);
            speed(compiled::step, 2 * seconds);
        }
        for (int i = 0; i < pairs; i++) {
            boolean handFirst = i % 2 == 0;
            double early = speed(handFirst ? byHand::step : compiled::step, seconds);
            double late = speed(handFirst ? compiled::step : byHand::step, seconds);
            handSpeeds[i] = handFirst ? early : late;
            compiledSpeeds[i] = handFirst ? late : early;
            ratios[i] = compiledSpeeds[i] / handSpeeds[i];
        }
        print(
                "threads %d, JDK %s: by hand %,.0f tokens/s, compiled %,.0f tokens/s, ratio %.3f (%.3f to %.3f)%n",
                threads,
                System.getProperty("java.version"),
                median(handSpeeds),
                median(compiledSpeeds),
                median(ratios),
                Arrays.stream(ratios).min().orElseThrow(),
                Arrays.stream(ratios).max().orElseThrow());
    }

    /** Tokens per second. */
    private double speed(Consumer<Batch> step, double seconds) {
        long start = System.nanoTime();
        long tokens = 0;
        for (int k = 0; System.nanoTime() - start < seconds * 1e9; k++) {
            Batch batch = batches.get(k % batches.size());
            step.accept(batch);
            tokens += batch.packing().total();
        }
        return tokens / ((System.nanoTime() - start) / 1e9);
    }

    private static double median(double[] values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        return (sorted[(sorted.length - 1) / 2] + sorted[sorted.length / 2]) / 2;
    }

    private static void print(String format, Object... values) {
        System.out.printf(Locale.ROOT, format, values);
    }
}
