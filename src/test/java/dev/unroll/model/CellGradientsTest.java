package dev.unroll.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.unroll.contract.GradientCheck;
import dev.unroll.spec.SpecReader;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The gradients of every library cell at both orders: uneven batches, both directions, learned states, saturated gates. */
class CellGradientsTest {
    private static final List<int[]> PACKINGS =
            List.of(new int[] {1}, new int[] {1, 1}, new int[] {4}, new int[] {4, 2, 1});

    static Stream<String> cells() {
        return SpecReader.library().names().stream();
    }

    private static Trial trial(String cell, String options, int... lengths) {
        return Trial.of("""
                equations:
                  h: rnn(%s(3), x%s)
                loss: squared_error(h, y) + mean(h)
                """.formatted(cell, options), lengths);
    }

    private static void check(Trial trial, String what) {
        assertThat(trial.gradients()).as(what).hasSizeGreaterThan(15).allMatch(GradientCheck.Comparison::passes);
    }

    @ParameterizedTest
    @MethodSource("cells")
    void holdForwards(String cell) {
        PACKINGS.forEach(lengths -> check(trial(cell, "", lengths), Arrays.toString(lengths)));
    }

    @ParameterizedTest
    @MethodSource("cells")
    void holdBackwardsInTime(String cell) {
        PACKINGS.forEach(lengths -> check(trial(cell, ", reverse=true", lengths), Arrays.toString(lengths)));
    }

    @ParameterizedTest
    @MethodSource("cells")
    void holdFromALearnedInitialState(String cell) {
        PACKINGS.forEach(lengths -> check(trial(cell, ", initial=learned", lengths), Arrays.toString(lengths)));
        Trial reversed = trial(cell, ", initial=learned, reverse=true", 4, 2, 1);
        check(reversed, "reversed");
        assertThat(reversed.train().get("gradient:h.initial.h").data())
                .as("what a batch of sequences teaches their common beginning")
                .doesNotContain(0);
    }

    /** Weights large enough that most gates are shut or open. */
    @ParameterizedTest
    @MethodSource("cells")
    void holdWhereGatesAreSaturated(String cell) {
        for (double scale : new double[] {8, 200}) {
            Trial trial = trial(cell, "", 4, 2, 1);
            trial.weights.values().forEach(w -> {
                for (int i = 0; i < w.data().length; i++) {
                    w.data()[i] *= scale;
                }
            });
            check(trial, "weights times " + scale);
        }
    }

    /** Where exp overflows, float64 at 710 and float32 at 88, everything is still a number. */
    @ParameterizedTest
    @MethodSource("cells")
    void areNumbersWhereGatesAreFullyShutOrOpen(String cell) {
        for (double size : new double[] {-2000, -90, 90, 2000}) {
            Trial trial = trial(cell, "", 4, 2, 1);
            trial.weights.forEach((name, w) -> {
                if (name.endsWith(".bias") || name.endsWith(".b")) {
                    Arrays.fill(w.data(), size);
                }
            });
            trial.train()
                    .forEach((name, value) -> assertThat(value.data())
                            .as("%s, biases of %s", name, size)
                            .doesNotContain(Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY));
            CellsTest.agree(trial.train(), trial.compiled());
        }
    }

    /** With f, i and o open, c counts what g adds, and so h(t) = tanh(t g) with g = tanh(bias). */
    @Test
    void ofAnLstmThatCountsAreThoseOfTheClosedForm() {
        Trial trial = Trial.of("equations: {h: 'rnn(lstm(1), x)'}\nloss: mean(h)\n", 5);
        trial.weights.forEach((name, w) -> Arrays.fill(w.data(), name.endsWith(".bias") ? 60 : 0));
        double bias = 0.3;
        trial.weight("h.g.bias")[0] = bias;
        double g = Math.tanh(bias);
        double expected = 0;
        for (int t = 1; t <= 5; t++) {
            double h = Math.tanh(t * g);
            expected += (1 - h * h) * t * (1 - g * g) / 5;
        }
        assertThat(trial.train().get("gradient:h.g.bias").data()[0]).isCloseTo(expected, within(1e-14));
        assertThat(trial.train().get("gradient:h.f.bias").data()[0]).isCloseTo(0, within(1e-14));
        assertThat((double) trial.compiled().get("gradient:h.g.bias")[0]).isCloseTo(expected, within(1e-6));
    }
}
