package dev.unroll.train.metric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.unroll.data.Vocabulary;
import dev.unroll.graph.Axes;
import dev.unroll.graph.Rows;
import dev.unroll.graph.Type;
import dev.unroll.tensor.Packing;
import dev.unroll.tensor.Shape;
import dev.unroll.train.metric.Metric.Argument;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MetricsTest {
    private static Metric metric(String name) {
        return Metrics.builtIn().find(name).orElseThrow();
    }

    private static Argument real(String text, Rows rows, int... shape) {
        return new Argument(text, Type.real(rows, Shape.of(shape)), Optional.empty());
    }

    private static Argument index(String text, Rows rows, int classes) {
        return new Argument(text, Type.index(rows, classes), Optional.empty());
    }

    private static double value(String name, List<Argument> arguments, Packing packing, float[]... values) {
        assertThat(metric(name).problem(arguments)).isEmpty();
        Metric.Tally tally = metric(name).tally(arguments);
        assertThat(tally.value()).isFinite();
        tally.add(Axes.of(packing), List.of(values));
        return tally.value();
    }

    @Test
    void accuracyTakesScoresAnIndexOrNumbers() {
        Packing two = Packing.of(2, 1);
        float[] labels = {0, 1, 1, 99};
        List<Argument> scores = List.of(real("s", Rows.STEPS, 2), index("y", Rows.STEPS, 2));
        assertThat(value("accuracy", scores, two, new float[] {2, 1, 0, 5, 3, 3}, labels))
                .as("the first of equals is chosen")
                .isEqualTo(2 / 3.0);
        List<Argument> indices = List.of(index("s", Rows.STEPS, 2), index("y", Rows.STEPS, 2));
        assertThat(value("accuracy", indices, two, new float[] {0, 0, 1}, labels))
                .isEqualTo(2 / 3.0);
        List<Argument> numbers = List.of(real("p > 0.5", Rows.BATCH), real("y", Rows.BATCH));
        assertThat(value("accuracy", numbers, two, new float[] {1, 0}, new float[] {1, 1}))
                .isEqualTo(0.5);
    }

    @Test
    void argumentsThatDoNotFitAreRefused() {
        Argument steps = index("tags", Rows.STEPS, 3);
        assertThat(metric("accuracy").problem(List.of(real("s", Rows.STEPS, 4), steps)))
                .hasValue("'s' has 4 features, 'tags' has 3 classes");
        assertThat(metric("accuracy").problem(List.of(real("s", Rows.BATCH, 3), steps)))
                .hasValue("'s' has a row per sequence, 'tags' has a row per step");
        assertThat(metric("accuracy").problem(List.of(steps, real("s", Rows.STEPS, 3))))
                .isPresent();
        assertThat(metric("mean").problem(List.of(steps))).isPresent();
        assertThat(metric("mean_squared_error").problem(List.of(real("a", Rows.BATCH, 2), real("b", Rows.BATCH, 3))))
                .hasValue("'a' has 2 features, 'b' has 3");
        Argument named = new Argument("y", Type.index(Rows.STEPS, 2), Optional.of(Vocabulary.of("NOUN", "O")));
        assertThat(metric("span_f1")
                        .problem(List.of(real("s", Rows.STEPS, 2), named))
                        .orElseThrow())
                .contains("NOUN");
    }

    @Test
    void macroF1WeighsClassesAlike() {
        // Class 0: 2 right of 3 chosen and 2 wanted, F1 0.8; class 1: 1 of 1 and 2, F1 2/3; class 2 does not occur.
        List<Argument> arguments = List.of(index("p", Rows.BATCH, 3), index("y", Rows.BATCH, 3));
        Packing four = Packing.uniform(4, 1);
        assertThat(value("macro_f1", arguments, four, new float[] {0, 0, 0, 1}, new float[] {0, 0, 1, 1}))
                .isCloseTo((0.8 + 2 / 3.0) / 2, within(1e-12));
    }

    @Test
    void averagesAreOfAllNumbers() {
        Packing packing = Packing.of(2, 1);
        List<Argument> steps = List.of(real("x", Rows.STEPS));
        float[] values = {1, 2, 6, 1000};
        assertThat(value("mean", steps, packing, values)).isEqualTo(3);
        assertThat(value("perplexity", steps, packing, values)).isCloseTo(Math.exp(3), within(1e-12));
        assertThat(value("bits", steps, packing, values)).isCloseTo(3 / Math.log(2), within(1e-12));
        List<Argument> pair = List.of(real("a", Rows.BATCH, 2), real("b", Rows.BATCH, 2));
        float[] a = {1, 2, 3, 4};
        float[] b = {1, 4, 0, 4};
        assertThat(value("mean_squared_error", pair, packing, a, b)).isEqualTo((4 + 9) / 4.0);
        assertThat(value("mean_absolute_error", pair, packing, a, b)).isEqualTo((2 + 3) / 4.0);
    }

    @Test
    void wholeSequencesAreRightInAllSteps() {
        Packing packing = Packing.of(2, 2, 1);
        List<Argument> labels = List.of(index("p", Rows.STEPS, 3), index("y", Rows.STEPS, 3));
        // Packed: step 0 of three sequences, then step 1 of two.
        assertThat(value("whole", labels, packing, new float[] {0, 1, 2, 0, 1}, new float[] {0, 1, 2, 0, 2}))
                .isEqualTo(2 / 3.0);
        List<Argument> sets = List.of(real("p", Rows.STEPS, 2), real("y", Rows.STEPS, 2));
        float[] predicted = {0.6f, 0.4f, 0.9f, 0.8f, 0.1f, 0.2f, 1, 0, 0.6f, 0.6f};
        float[] wanted = {1, 0, 1, 1, 0, 1, 1, 0, 1, 1};
        assertThat(value("whole", sets, packing, predicted, wanted)).isEqualTo(2 / 3.0);
    }

    /** What conlleval finds in these tags: TYPE:from-to, ends not included. */
    @ParameterizedTest
    @CsvSource({
        "B-PER I-PER O B-LOC, PER:0-2 LOC:3-4",
        "I-PER I-PER O, PER:0-2",
        "B-PER B-PER, PER:0-1 PER:1-2",
        "B-PER I-LOC, PER:0-1 LOC:1-2",
        "I-PER B-PER I-PER, PER:0-1 PER:1-3",
        "O I-LOC O I-LOC I-ORG, LOC:1-2 LOC:3-4 ORG:4-5",
        "B-a.b-c I-a.b-c, a.b-c:0-2",
        "O O, ''",
        "S-PER S-PER B-LOC I-LOC E-LOC I-LOC, PER:0-1 PER:1-2 LOC:2-5 LOC:5-6",
    })
    void spansAreThoseOfConlleval(String tags, String expected) {
        List<String> labels = Arrays.stream(tags.split(" ")).distinct().toList();
        int[] classes = Arrays.stream(tags.split(" ")).mapToInt(labels::indexOf).toArray();
        String found = String.join(
                " ",
                new Spans(labels)
                        .of(classes).stream()
                                .map(s -> s.type() + ":" + s.from() + "-" + s.to())
                                .toList());
        assertThat(found).isEqualTo(expected);
    }

    /** The example of conlleval's own documentation style: 3 spans wanted, 3 found, 2 right. */
    @Test
    void spanF1CountsWholeSpans() {
        Vocabulary tags = Vocabulary.of("O", "B-NP", "I-NP", "B-VP", "I-VP");
        Argument labels = new Argument("y", Type.index(Rows.STEPS, 5), Optional.of(tags));
        List<Argument> arguments = List.of(index("p", Rows.STEPS, 5), labels);
        Packing packing = Packing.of(5);
        float[] wanted = {1, 2, 3, 4, 1};
        float[] found = {1, 2, 3, 0, 1};
        assertThat(value("span_f1", arguments, packing, found, wanted)).isCloseTo(2 * 2 / 6.0, within(1e-12));
        assertThat(value("span_f1", arguments, packing, wanted, wanted)).isEqualTo(1);
        float[] nothing = new float[5];
        assertThat(value("span_f1", arguments, packing, nothing, wanted)).isZero();
        // A span never reaches from one sequence into another.
        assertThat(value("span_f1", arguments, Packing.of(1, 1), new float[] {1, 2}, new float[] {1, 1}))
                .isEqualTo(1);
    }

    @Test
    void directionsAreKnown() {
        assertThat(metric("accuracy").higherIsBetter()).isTrue();
        assertThat(metric("span_f1").higherIsBetter()).isTrue();
        assertThat(metric("perplexity").higherIsBetter()).isFalse();
        assertThat(metric("mean_squared_error").higherIsBetter()).isFalse();
        assertThat(Metrics.builtIn().names()).contains("macro_f1", "bits", "mean", "whole", "mean_absolute_error");
    }
}
