package dev.unroll.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.unroll.contract.GradientCheck;
import dev.unroll.diagnostic.Diagnostic;
import dev.unroll.diagnostic.Diagnostics;
import dev.unroll.tensor.Tensor;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A loss of several terms: each is the mean over its own rows. */
class LossTermsTest {
    private static final String TWO_TASKS = """
            parameters: {w: [1]}
            equations:
              slot: price * sum(w)
              kindness: sum(whole) * sum(w)
            """;

    /**
     * A sentence of three words and one of one word. The words' losses have the mean 0.402; the sentences' are 0.258 and
     * 1.742, of mean 1. Repeated at each word they would be (3 * 0.258 + 1.742) / 4 = 0.629.
     */
    private static Trial twoTasks(String loss) {
        Trial trial = Trial.of(TWO_TASKS + loss, 3, 1);
        trial.weights.get("w").data()[0] = 1;
        double[] words = {0.1, 0.9, 0.308, 0.3};
        System.arraycopy(words, 0, trial.inputs.get("price").data(), 0, 4);
        double[] sentences = {0.258, 0, 0, 1.742, 0, 0};
        System.arraycopy(sentences, 0, trial.inputs.get("whole").data(), 0, 6);
        return trial;
    }

    @Test
    void namedTermsAddTheirMeans() {
        Trial trial = twoTasks("loss: {slots: 'absolute_error(slot, 0)', intent: 'absolute_error(kindness, 0)'}\n");
        for (Map<String, Tensor> outputs : List.of(trial.evaluate(), trial.train())) {
            assertThat(outputs.get("loss").data()[0]).isCloseTo(1.402, within(1e-12));
            assertThat(outputs.get("loss:slots").data()[0]).isCloseTo(0.402, within(1e-12));
            assertThat(outputs.get("loss:intent").data()[0]).isCloseTo(1.0, within(1e-12));
            assertThat(outputs.get("losses:slots").data()).hasSize(4);
            assertThat(outputs.get("losses:intent").data()).containsExactly(0.258, 1.742);
            assertThat(outputs).doesNotContainKey("losses");
        }
        assertThat(trial.train().get("gradient:w").data()[0]).isCloseTo(1.402, within(1e-12));
        assertThat(trial.gradients()).allMatch(GradientCheck.Comparison::passes);
        CellsTest.agree(trial.train(), trial.compiled());
    }

    @Test
    void aFactorOfATermIsItsWeight() {
        Trial trial =
                twoTasks("loss: {slots: 'absolute_error(slot, 0)', intent: '0.2 * absolute_error(kindness, 0)'}\n");
        assertThat(trial.train().get("loss").data()[0]).isCloseTo(0.602, within(1e-12));
    }

    @Test
    void shardsAddUpToTheWhole() {
        int[] lengths = new int[40];
        for (int b = 0; b < lengths.length; b++) {
            lengths[b] = 41 - b;
        }
        Trial trial = Trial.of("""
                equations: {h: 'rnn(gru(3), x)'}
                loss: {steps: 'squared_error(h, y)', kind: '0.3 * cross_entropy(last(h), kind)'}
                """, lengths);
        CellsTest.agree(trial.train(), trial.compiled());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "absolute_error(slot, 0) + absolute_error(kindness, 0)",
                "0.5 * (absolute_error(kindness, 0) - absolute_error(slot, 0)) / 2",
                "-(absolute_error(slot, 0) + sum(w) + absolute_error(kindness, 0))",
                "both(absolute_error(slot, 0), absolute_error(kindness, 0))",
                "sum_of_both",
                "price * (absolute_error(slot, 0) + absolute_error(kindness, 0))",
            })
    void rowsOfDifferentKindsAreNotAdded(String loss) {
        Diagnostics diagnostics = new Diagnostics();
        Trial.build("model: trial\n" + TWO_TASKS + """
                  sum_of_both: absolute_error(slot, 0) + absolute_error(kindness, 0)
                functions: {"both(a, b)": a + b}
                predict: {a: "both(slot, sum_of_both)"}
                """ + "loss: " + loss + "\n", false, diagnostics);
        assertThat(diagnostics.list().stream().filter(Diagnostic::isError))
                .singleElement()
                .satisfies(error -> {
                    assertThat(error.code()).isEqualTo("U220");
                    assertThat(error.toString()).contains("name each term");
                });
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "squared_error(slot, kindness)",
                "absolute_error(slot, 0) * sum(whole)",
                "absolute_error(slot, 0) + 0.01 * sum(w ^ 2)",
                "absolute_error(slot, 0) * abs(price + sum(whole))",
                "squared_error(y + whole, y)",
                "absolute_error(kindness, 0) + sum(whole)",
            })
    void whatIsNoSumOfLossesIsLeftAlone(String loss) {
        assertThat(Trial.model(TWO_TASKS + "predict: {a: slot, b: kindness}\nloss: " + loss + "\n", false)
                        .training())
                .isPresent();
    }

    @Test
    void aTermThatIsNoLossIsReportedAtItsPlace() {
        Diagnostics diagnostics = new Diagnostics();
        Trial.build("model: trial\n" + TWO_TASKS + "loss: {a: slot, b: y * kindness, 3c: slot}\n", false, diagnostics);
        assertThat(diagnostics.list()).extracting(Diagnostic::code).containsExactlyInAnyOrder("U200", "U025");
    }
}
