package dev.unroll.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.unroll.graph.Graph;
import dev.unroll.run.Program;
import dev.unroll.run.Threads;
import dev.unroll.tensor.Tensor;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.Supplier;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What a sequence gives does not depend on its company: its values, its loss and its part of every gradient are the same
 * alone and in any batch, in few shards or many; nor do they depend on the number of threads.
 */
class IndependenceTest {
    private static final String TAGGER = """
            equations:
              e: concat(embed(words, 3), x)
              h: birnn(lstm(3), e, merge=concat)
              scores: affine(h, to=tags)
            loss: cross_entropy(scores, tags)
            predict: {tags: argmax(scores)}
            """;

    private static final String STACK = """
            equations:
              e: dropout(embed(words, 4), 0.3, per=sequence)
              h: rnn(gru(3), e, layers=2, dropout=0.4, initial=learned)
              scores: affine(h, last(h), to=words)
            loss: cross_entropy(scores, words)
            predict: {words: argmax(scores)}
            """;

    private static final String CLASSIFIER = """
            equations:
              h: birnn(lstm_layernorm(3), x, merge=mean)
              k: rnn(lstm_peephole(2), h, reverse=true)
              scores: affine(mean_over_time(h), max_over_time(k), last(h) * whole, first(k), to=kind)
            loss: cross_entropy(scores, kind)
            predict: {kind: softmax(scores)}
            """;

    /** Enough sequences for one, two and four shards. */
    private static final List<int[]> BATCHES = List.of(new int[] {4, 2, 1}, lengths(21), lengths(67));

    private static int[] lengths(int count) {
        int[] lengths = new int[count];
        for (int b = 0; b < count; b++) {
            lengths[b] = 1 + 6 * (count - 1 - b) / count;
        }
        return lengths;
    }

    @ParameterizedTest
    @ValueSource(strings = {TAGGER, STACK, CLASSIFIER})
    void aSequenceIsTheSameAloneAndInAnyBatchByDefinition(String text) {
        for (int[] lengths : BATCHES.subList(0, 2)) {
            compare(text, lengths, 1e-12, graph -> trial -> doubles(trial.run(graph)));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {TAGGER, STACK, CLASSIFIER})
    void aSequenceIsTheSameAloneAndInAnyBatchAsCompiled(String text) {
        for (int[] lengths : BATCHES) {
            compare(text, lengths, 1e-5, graph -> {
                Program program = Program.compile(graph);
                return trial -> widened(trial.compiled(graph, program));
            });
        }
    }

    private static void compare(
            String text,
            int[] lengths,
            double tolerance,
            Function<Graph, Function<Trial, Map<String, double[]>>> executor) {
        Trial batch = Trial.of(text, lengths);
        for (Graph graph :
                List.of(batch.model.evaluation(), batch.model.training().orElseThrow())) {
            Function<Trial, Map<String, double[]>> run = executor.apply(graph);
            Map<String, double[]> together = run.apply(batch);
            Map<String, double[]> sums = new TreeMap<>();
            int rows = together.get("losses").length;
            for (int b = 0; b < lengths.length; b++) {
                Trial alone = batch.alone(b);
                Map<String, double[]> own = run.apply(alone);
                double share = own.get("losses").length / (double) rows;
                for (String name : own.keySet()) {
                    switch (graph.output(name).type().rows().name()) {
                        case "none" ->
                            addTo(sums.computeIfAbsent(name, n -> new double[own.get(n).length]), own.get(name), share);
                        case "batch" ->
                            assertRow(
                                    name, own.get(name), 0, together.get(name), b, batch.packing.parents(), tolerance);
                        case "steps" -> {
                            for (int t = 0; t < lengths[b]; t++) {
                                int row = batch.packing.row(b, t);
                                assertRow(
                                        name,
                                        own.get(name),
                                        t,
                                        together.get(name),
                                        row,
                                        batch.packing.total(),
                                        tolerance);
                            }
                        }
                    }
                }
            }
            assertThat(sums).containsKey("loss");
            sums.forEach(
                    (name, sum) -> assertThat(together.get(name)).as(name).containsExactly(sum, within(tolerance)));
        }
    }

    private static void assertRow(
            String name, double[] own, int t, double[] together, int row, int rows, double tolerance) {
        int width = together.length / rows;
        for (int k = 0; k < width; k++) {
            assertThat(together[row * width + k]).as(name).isCloseTo(own[t * width + k], within(tolerance));
        }
    }

    private static void addTo(double[] sum, double[] values, double share) {
        for (int i = 0; i < sum.length; i++) {
            sum[i] += share * values[i];
        }
    }

    private static Map<String, double[]> doubles(Map<String, Tensor> tensors) {
        Map<String, double[]> doubles = new TreeMap<>();
        tensors.forEach((name, tensor) -> doubles.put(name, tensor.data()));
        return doubles;
    }

    private static Map<String, double[]> widened(Map<String, float[]> floats) {
        Map<String, double[]> doubles = new TreeMap<>();
        floats.forEach((name, values) -> {
            double[] wide = new double[values.length];
            for (int i = 0; i < wide.length; i++) {
                wide[i] = values[i];
            }
            doubles.put(name, wide);
        });
        return doubles;
    }

    @ParameterizedTest
    @ValueSource(strings = {TAGGER, STACK, CLASSIFIER})
    void theNumberOfThreadsChangesNoBit(String text) {
        for (int[] lengths : BATCHES) {
            Trial trial = Trial.of(text, lengths);
            for (Graph graph :
                    List.of(trial.model.evaluation(), trial.model.training().orElseThrow())) {
                Map<String, float[]> one = on(1, () -> trial.compiled(graph));
                for (int threads = 2; threads <= 5; threads++) {
                    on(threads, () -> trial.compiled(graph))
                            .forEach((name, values) ->
                                    assertThat(values).as(name).isEqualTo(one.get(name)));
                }
            }
        }
    }

    private static <T> T on(int count, Supplier<T> work) {
        try (Threads threads = new Threads(count)) {
            return threads.use(work::get);
        }
    }
}
