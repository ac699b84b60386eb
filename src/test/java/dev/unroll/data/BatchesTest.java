package dev.unroll.data;

import static org.assertj.core.api.Assertions.assertThat;

import dev.unroll.graph.Rows;
import dev.unroll.tensor.Packing;
import dev.unroll.tensor.Shape;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BatchesTest {
    /** Example i has steps (i, t) and the label i. */
    private static Dataset data(int count, long seed) {
        Random random = new Random(seed);
        List<Example> examples = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            int length = 1 + random.nextInt(9);
            float[] steps = new float[2 * length];
            for (int t = 0; t < length; t++) {
                steps[2 * t] = i;
                steps[2 * t + 1] = t;
            }
            examples.add(
                    new Example(length, Map.of("steps", steps, "label", new float[] {i}), Example.key(Split.TRAIN, i)));
        }
        return Dataset.of(
                List.of(Field.real("steps", Rows.STEPS, Shape.of(2)), Field.real("label", Rows.BATCH, Shape.of(1))),
                Map.of(Split.TRAIN, examples));
    }

    @ParameterizedTest(name = "{0} examples in batches of {1}")
    @CsvSource({"1, 1", "1, 8", "10, 3", "1000, 7", "64, 64"})
    void everyExampleOnceWithItsOwnRows(int count, int size) {
        Dataset data = data(count, 5);
        Batches batches = new Batches(data, Split.TRAIN, size);
        for (List<Minibatch> list : List.of(batches.epoch(1, 0), batches.epoch(1, 3), batches.once())) {
            assertThat(list).hasSize((count + size - 1) / size).hasSize(batches.count());
            List<Integer> seen = new ArrayList<>();
            for (Minibatch minibatch : list) {
                Packing packing = minibatch.batch().axes().packing(Rows.STEPS);
                assertThat(minibatch.begins()).containsOnly(true);
                for (int b = 0; b < packing.parents(); b++) {
                    int i = minibatch.examples()[b];
                    seen.add(i);
                    Example example = data.examples(Split.TRAIN).get(i);
                    assertThat(minibatch.batch().keys()[b]).isEqualTo(example.key());
                    assertThat(minibatch.batch().values().get("label")[b]).isEqualTo(i);
                    assertThat(Batches.rowsOf(
                                    minibatch.batch().axes(),
                                    Rows.STEPS,
                                    minibatch.batch().values().get("steps"),
                                    2,
                                    b))
                            .isEqualTo(example.values().get("steps"));
                }
            }
            assertThat(seen)
                    .containsExactlyInAnyOrderElementsOf(
                            IntStream.range(0, count).boxed().toList());
        }
    }

    @Test
    void anEpochDependsOnSeedAndNumberOnly() {
        Dataset data = data(500, 6);
        assertThat(order(data, 1, 0)).isEqualTo(order(data, 1, 0));
        assertThat(order(data, 1, 0)).isNotEqualTo(order(data, 1, 1)).isNotEqualTo(order(data, 2, 0));
    }

    private static List<Integer> order(Dataset data, long seed, int epoch) {
        return new Batches(data, Split.TRAIN, 16)
                .epoch(seed, epoch).stream()
                        .flatMapToInt(m -> IntStream.of(m.examples()))
                        .boxed()
                        .toList();
    }

    @Test
    void aBatchHoldsSequencesOfLikeLength() {
        Dataset data = data(1000, 7);
        int real = 0;
        int padded = 0;
        for (Minibatch m : new Batches(data, Split.TRAIN, 10).epoch(1, 0)) {
            real += m.batch().axes().packing(Rows.STEPS).total();
            padded += m.batch().axes().packing(Rows.STEPS).parents()
                    * m.batch().axes().packing(Rows.STEPS).steps();
        }
        assertThat((double) real / padded).isGreaterThan(0.97);
    }

    @Test
    void stepsCountBatchesOverEpochs() {
        Batches batches = new Batches(data(10, 8), Split.TRAIN, 3);
        assertThat(batches.epoch(4, 2).get(1).batch().step()).isEqualTo(9);
        assertThat(batches.epoch(4, 2).get(1).batch().seed()).isEqualTo(4);
    }

    @ParameterizedTest(name = "{0} steps, {1} streams, windows of {2}")
    @CsvSource({"100, 4, 5", "103, 4, 5", "3, 8, 5", "8, 3, 1", "41, 2, 20", "1, 1, 9"})
    void everyStepOfATextIsWalkedThroughOnce(int length, int streams, int window) {
        List<Example> texts = List.of(text(length, 0));
        int at = length;
        Map<String, Field> fields = Map.of("text", Field.real("text", Rows.STEPS, Shape.SCALAR));
        Dataset data = new Dataset(fields, Map.of(Split.TRAIN, texts), OptionalInt.of(window), Map.of());
        List<Minibatch> walk = new Batches(data, Split.TRAIN, streams).epoch(1, 0);
        int batch = Math.min(streams, at);
        List<List<Float>> read = new ArrayList<>();
        for (int b = 0; b < batch; b++) {
            read.add(new ArrayList<>());
        }
        for (int i = 0; i < walk.size(); i++) {
            Packing packing = walk.get(i).batch().axes().packing(Rows.STEPS);
            assertThat(packing.parents()).isEqualTo(batch);
            assertThat(packing.steps()).isLessThanOrEqualTo(window + 1);
            assertThat(walk.get(i).begins()).containsOnly(i == 0);
            for (int b = 0; b < batch; b++) {
                for (float step : Batches.rowsOf(
                        walk.get(i).batch().axes(),
                        Rows.STEPS,
                        walk.get(i).batch().values().get("text"),
                        1,
                        b)) {
                    read.get(b).add(step);
                }
            }
        }
        List<Float> all = read.stream().flatMap(List::stream).toList();
        List<Float> wanted = IntStream.range(0, at).mapToObj(i -> (float) i).toList();
        assertThat(all).isEqualTo(wanted);
    }

    private static Example text(int length, int from) {
        float[] steps = new float[length];
        for (int t = 0; t < length; t++) {
            steps[t] = from + t;
        }
        return new Example(length, Map.of("text", steps), 1);
    }

    /** Each text is read whole, by one stream, in order, with a state of zero at its first step alone. */
    @ParameterizedTest(name = "{0} streams, windows of {1}")
    @CsvSource({"1, 3", "2, 3", "3, 4", "9, 100", "4, 1"})
    void eachOfSeveralTextsIsReadFromItsBeginning(int streams, int window) {
        int[] lengths = {7, 1, 12, 3, 3, 20};
        List<Example> texts = new ArrayList<>();
        for (int length : lengths) {
            texts.add(text(length, 100 * texts.size()));
        }
        Map<String, Field> fields = Map.of("text", Field.real("text", Rows.STEPS, Shape.SCALAR));
        Dataset data = new Dataset(fields, Map.of(Split.TRAIN, texts), OptionalInt.of(window), Map.of());
        Batches batches = new Batches(data, Split.TRAIN, streams);
        List<Minibatch> walk = batches.epoch(1, 0);
        assertThat(walk).hasSize(batches.count());
        float[] before = new float[streams];
        List<Float> all = new ArrayList<>();
        for (Minibatch minibatch : walk) {
            Packing packing = minibatch.batch().axes().packing(Rows.STEPS);
            assertThat(packing.steps()).isLessThanOrEqualTo(window);
            for (int b = 0; b < packing.parents(); b++) {
                int stream = minibatch.examples()[b];
                float[] rows = Batches.rowsOf(
                        minibatch.batch().axes(),
                        Rows.STEPS,
                        minibatch.batch().values().get("text"),
                        1,
                        b);
                assertThat(minibatch.begins()[b]).isEqualTo(rows[0] % 100 == 0);
                for (int t = 0; t < rows.length; t++) {
                    boolean first = t == 0 && minibatch.begins()[b];
                    assertThat(first || rows[t] == before[stream] + 1).isTrue();
                    before[stream] = rows[t];
                    all.add(rows[t]);
                }
            }
        }
        assertThat(all)
                .containsExactlyInAnyOrderElementsOf(texts.stream()
                        .flatMap(text -> IntStream.range(0, text.length())
                                .mapToObj(t -> text.values().get("text")[t]))
                        .toList());
    }

    @Test
    void newInputLacksTheFieldsToPredict() {
        Dataset data = data(3, 9);
        Example input = new Example(2, Map.of("steps", new float[] {1, 2, 3, 4}), 0);
        Minibatch minibatch = Batches.of(data.fields(), List.of(input));
        assertThat(minibatch.batch().values()).containsOnlyKeys("steps");
    }

    @Test
    void whatIsMeasuredAtOnceDependsOnTheDataAlone() {
        Dataset data = data(300, 4);
        List<Minibatch> once = Batches.measuring(data, Split.TRAIN).once();
        assertThat(once).extracting(m -> m.examples().length).containsExactly(64, 64, 64, 64, 44);
        assertThat(once.stream().flatMapToInt(m -> IntStream.of(m.examples())).sorted())
                .containsExactly(IntStream.range(0, 300).boxed().toArray(Integer[]::new));
    }

    /** At most 4,096 steps together, but for a sequence that is longer. */
    @Test
    void longSequencesAreMeasuredFewAtATime() {
        int[] lengths = {5000, 3000, 1000, 96, 1, 2000, 2000, 2000};
        List<Example> examples = new ArrayList<>();
        for (int i = 0; i < lengths.length; i++) {
            examples.add(new Example(lengths[i], Map.of("x", new float[lengths[i]]), i));
        }
        Dataset data = Dataset.of(List.of(Field.real("x", Rows.STEPS, Shape.of(1))), Map.of(Split.TEST, examples));
        assertThat(Batches.measuring(data, Split.TEST).once())
                .extracting(m -> m.batch().axes().packing(Rows.STEPS).total())
                .containsExactly(5000, 3000, 4000, 3097);
    }

    @ParameterizedTest
    @CsvSource({"10, 1", "4096, 1", "8191, 1", "8192, 2", "40960, 10", "65536, 16", "1000000, 16"})
    void aTextIsMeasuredInAStreamForEach4096Steps(int steps, int streams) {
        Example text = new Example(steps, Map.of("x", new float[steps]), 1);
        Dataset data = new Dataset(
                Map.of("x", Field.real("x", Rows.STEPS, Shape.of(1))),
                Map.of(Split.TEST, List.of(text)),
                OptionalInt.of(50),
                Map.of());
        List<Minibatch> walk = Batches.measuring(data, Split.TEST).once();
        assertThat(walk.get(0).batch().axes().packing(Rows.STEPS).parents()).isEqualTo(streams);
        assertThat(walk.stream()
                        .mapToInt(m -> m.batch().axes().packing(Rows.STEPS).total())
                        .sum())
                .isEqualTo(steps);
    }
}
