package dev.unroll.bench;

import dev.unroll.data.Batches;
import dev.unroll.data.Field;
import dev.unroll.data.Minibatch;
import dev.unroll.data.Split;
import dev.unroll.model.Model;
import dev.unroll.model.ModelReport;
import dev.unroll.model.Output;
import dev.unroll.run.Profile;
import dev.unroll.run.Stream;
import dev.unroll.run.Weights;
import dev.unroll.train.Experiment;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;

/** Measures the latency of single steps: a stream of one sequence, on the model's data. */
final class StreamSpeed {
    private static final int MOST_EXAMPLES = 40;

    private final Experiment experiment;
    private final Model model;
    private final Weights weights;

    StreamSpeed(Experiment experiment) {
        this.experiment = experiment;
        model = experiment.model();
        weights = experiment.initialWeights();
    }

    /** What is asked of the model: its answers or, if it has none, its last equation. */
    private Set<String> outputs() {
        if (!model.answers().isEmpty()) {
            return model.answers().stream()
                    .map(answer -> Output.ANSWER.of(answer.name()))
                    .collect(Collectors.toSet());
        }
        return Set.of(
                Output.VALUE.of(model.values().get(model.values().size() - 1).name()));
    }

    /** @throws dev.unroll.diagnostic.InvalidInput if the model needs whole sequences */
    Benchmark measure(double seconds) {
        LongSupplier step = new Feed(experiment.network().stream(outputs(), weights, 1));
        Speed.of(step, seconds);
        Speed speed = Speed.of(step, seconds);
        // Looking at the clock between two instructions takes time too, and a step is short.
        Profile profile = new Profile();
        LongSupplier profiled = new Feed(Stream.of(model.evaluation().only(outputs()), weights, 1, profile));
        Speed.of(profiled, seconds / 2);
        profile.clear();
        long steps = Speed.of(profiled, seconds / 2).steps();
        Map<String, Double> phases = new LinkedHashMap<>();
        profile.seconds()
                .forEach((phase, time) ->
                        phases.put(phase.equals("input_products") ? "products" : phase, time * 1e3 / steps));
        return Benchmark.of(speed, phases, ModelReport.of(model).forwardFlopsPerToken(), true);
    }

    /** Feeds a stream the examples of the training part, over and over. */
    private final class Feed implements LongSupplier {
        private final Stream stream;
        private final List<Source> sources = new ArrayList<>();
        private int total;
        private int next;

        /** What to write to an input: a row for each step. */
        private record Source(float[] input, float[] rows) {}

        Feed(Stream stream) {
            this.stream = stream;
            List<Minibatch> examples = new ArrayList<>();
            for (Minibatch example : new Batches(experiment.data(), Split.TRAIN, 1).epoch(1, 0)) {
                if (examples.size() < MOST_EXAMPLES) {
                    examples.add(example);
                    total += example.batch().axes().steps();
                }
            }
            for (String name : stream.inputs()) {
                sources.add(new Source(stream.input(name), rows(name, examples)));
            }
        }

        private float[] rows(String name, List<Minibatch> examples) {
            Field field = experiment.data().fields().get(name);
            int width = stream.input(name).length;
            float[] rows = new float[total * width];
            int at = 0;
            for (Minibatch example : examples) {
                float[] values = example.batch().values().get(name);
                for (int t = 0; t < example.batch().axes().steps(); t++, at += width) {
                    int from = field.type().rows().isAxis() ? t * width : 0;
                    System.arraycopy(values, from, rows, at, width);
                }
            }
            return rows;
        }

        @Override
        public long getAsLong() {
            for (Source source : sources) {
                int width = source.input.length;
                System.arraycopy(source.rows, next * width, source.input, 0, width);
            }
            next = (next + 1) % total;
            stream.step();
            return 1;
        }
    }
}
