package dev.unroll.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.unroll.contract.GradientCheck;
import dev.unroll.diagnostic.Diagnostic;
import dev.unroll.diagnostic.Diagnostics;
import dev.unroll.tensor.Tensor;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Losses of which some rows count, by {@code where=} and {@code weights=}. */
class CountingTest {
    private static final String SLOT = """
            parameters: {w: [1]}
            equations:
              slot: price * sum(w)
              mask: y[0:1]
              m: where(sum(mask) > 0.5, 1, 0)
            """;

    /** Four steps with the losses 0.1, 0.9, 0.3 and 0.7, of which the mask leaves out the second. */
    private static Trial steps(String loss) {
        Trial trial = Trial.of(SLOT + loss, 3, 1);
        trial.weights.get("w").data()[0] = 1;
        System.arraycopy(
                new double[] {0.1, 0.9, 0.3, 0.7}, 0, trial.inputs.get("price").data(), 0, 4);
        double[] mask = {1, 0, 1, 1};
        for (int row = 0; row < 4; row++) {
            trial.inputs.get("y").data()[3 * row] = mask[row];
        }
        double[] sequences = {2, 0, 0, 6, 0, 0};
        System.arraycopy(sequences, 0, trial.inputs.get("whole").data(), 0, 6);
        return trial;
    }

    /** Rows in packed order: step 0 of both sequences, then steps 1 and 2 of the first. */
    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "absolute_error(slot, 0); 0.5",
                "absolute_error(slot, 0, where=m); 0.36666666666666664", // (0.1 + 0.3 + 0.7) / 3
                "absolute_error(slot, 0, where=price > 0.5); 0.8",
                "absolute_error(slot, 0, weights=1 + 2 * m); 0.42", // (3 * 0.1 + 0.9 + 3 * 0.3 + 3 * 0.7) / 10
                "absolute_error(slot, 0, where=price > 0.5, weights=1 + 2 * m); 0.75", // (0.9 + 3 * 0.7) / 4
                // The second sequence, whose only step is the one of 0.9, weighs 6, each step of the first 2.
                "absolute_error(slot, 0, weights=sum(whole)); 0.6333333333333333", // (2 * 1.1 + 6 * 0.9) / 12
                "absolute_error(slot, 0, where=0); 0",
                "0.5 * absolute_error(slot, 0, where=m) / 2; 0.09166666666666666",
                "exp(sum(w)) * absolute_error(slot, 0, where=m) - sum(w); -0.00329666289835",
                "absolute_error(slot, 0, where=m) + squared_error(slot, 0, where=m); 0.56333333333333333",
                "squared_error(slot, 0, where=m); 0.19666666666666667", // (0.01 + 0.09 + 0.49) / 3
                "mine(slot, where=m); 0.36666666666666664",
                "sum(y * 0, where=m) + absolute_error(slot, 0, where=m); 0.36666666666666664",
                "absolute_error(sum(whole) * sum(w), 0, where=sum(whole) > 3); 6",
            })
    void theMeanIsOverWhatCounts(String loss, double value) {
        Trial trial = steps("functions: {'mine(x)': abs(x)}\npredict: {p: slot, q: mine(m)}\nloss: " + loss + "\n");
        assertThat(trial.evaluate().get("loss").data()[0]).isCloseTo(value, within(1e-12));
        assertThat(trial.train().get("loss").data()[0]).isCloseTo(value, within(1e-12));
        assertThat(trial.gradients()).allMatch(GradientCheck.Comparison::passes);
        CellsTest.agree(trial.train(), trial.compiled());
        CellsTest.agree(trial.evaluate(), trial.compiled(trial.model.evaluation()));
    }

    @Test
    void rowsLeftOutAreNothing() {
        Trial trial = steps("loss: absolute_error(slot / m, 0, where=m)\n"); // infinite where it is left out
        Map<String, Tensor> outputs = trial.evaluate();
        assertThat(outputs.get("loss").data()[0]).isCloseTo(1.1 / 3, within(1e-12));
        assertThat(outputs.get("losses").data()).containsExactly(0.1, 0, 0.3, 0.7);
        assertThat(outputs.get("weights").data()).containsExactly(1, 0, 1, 1);
    }

    @Test
    void aBatchOfWhichNothingCountsHasNoGradient() {
        Trial trial = steps("loss: absolute_error(slot, 0, where=m > 1)\n");
        assertThat(trial.train().get("loss").data()).containsExactly(0);
        assertThat(trial.train().get("gradient:w").data()).containsExactly(0);
        assertThat(trial.compiled().get("loss")).containsExactly(0);
        assertThat(trial.compiled().get("gradient:w")).containsExactly(0);
    }

    static Stream<String> losses() {
        return Stream.of(
                        "cross_entropy(affine(h, to=tags), tags",
                        "binary_cross_entropy(affine(h, to=3), y",
                        "squared_error(affine(h, to=3), y",
                        "absolute_error(affine(h, to=3), y")
                .flatMap(loss -> Stream.of(
                        loss + ", where=price > 0.2)", loss + ", weights=abs(price))", loss + ", where=kind == kind)"));
    }

    /** First and second order, and over shards: 40 sequences are computed in two. */
    @ParameterizedTest
    @MethodSource("losses")
    void everyLossIsDifferentiatedAndSharded(String loss) {
        String spec = "equations: {h: 'rnn(gru(2), x)'}\nloss: " + loss + "\n";
        assertThat(Trial.of(spec, 3, 1).gradients()).allMatch(GradientCheck.Comparison::passes);
        int[] lengths = new int[40];
        for (int b = 0; b < lengths.length; b++) {
            lengths[b] = 12 - b / 4;
        }
        Trial trial = Trial.of(spec, lengths);
        CellsTest.agree(trial.train(), trial.compiled());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "U221; absolute_error(slot, 0, where=y)",
                "U221; absolute_error(last(slot), 0, where=m)",
                "U221; absolute_error(slot, 0, weights=slot)",
                "U221; mean(tanh(y, where=m))",
                "U202; absolute_error(slot, 0, where=tags)",
                "U106; absolute_error(slot, 0, where=m, where=m)",
                "U220; absolute_error(slot, 0, where=m) + squared_error(slot, 0)",
                "U220; absolute_error(slot, 0, where=m) + squared_error(slot, 0, where=price > 0)",
                "U222; absolute_error(slot, 0, where=absolute_error(price, 0, where=m))",
                "U222; exp(absolute_error(slot, 0, where=m))",
                "U222; last(absolute_error(slot, 0, where=m))",
                "U222; max(absolute_error(slot, 0, where=m), 0.1)",
            })
    void whatCannotCountIsReported(String code, String loss) {
        Diagnostics diagnostics = new Diagnostics();
        Trial.build("model: trial\n" + SLOT + "predict: {a: slot, b: m}\nloss: " + loss + "\n", false, diagnostics);
        assertThat(diagnostics.list().stream().filter(Diagnostic::isError))
                .extracting(Diagnostic::code)
                .containsExactly(code);
    }

    @ParameterizedTest
    @ValueSource(strings = {"equations: {slot2: tanh(l)}", "predict: {b: tanh(l)}", "metrics: {b: mean(tanh(l))}"})
    void whatLeavesRowsOutIsNoValue(String use) {
        Diagnostics diagnostics = new Diagnostics();
        String spec = "model: trial\nparameters: {w: [1]}\nequations:\n  slot: price * sum(w)\n"
                + "  l: absolute_error(slot, 0, where=price > 0)\n"
                + (use.startsWith("equations") ? "  b: tanh(l)\npredict: {c: b}\n" : use + "\n")
                + "loss: l\n";
        Trial.build(spec, false, diagnostics);
        assertThat(diagnostics.list().stream().filter(Diagnostic::isError))
                .extracting(Diagnostic::code)
                .isNotEmpty()
                .containsOnly("U222");
    }

    @Test
    void metricsCountWhatTheirLossCounts() {
        Trial trial = steps(
                "loss: absolute_error(slot, 0, where=m)\n"
                        + "metrics: {a: 'mean(absolute_error(slot, 0, where=m))', b: 'mean(slot, weights=1 + m)', c: mean(m)}\n");
        Map<String, Tensor> outputs = trial.evaluate();
        assertThat(outputs.get("metric:a:weights").data()).containsExactly(1, 0, 1, 1);
        assertThat(outputs.get("metric:b:weights").data()).containsExactly(2, 1, 2, 2);
        assertThat(outputs).doesNotContainKey("metric:c:weights");
    }
}
