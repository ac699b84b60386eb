package dev.unroll.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.unroll.contract.GradientCheck;
import dev.unroll.tensor.Tensor;
import java.util.Arrays;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Directions, merges, stacks, initial and carried states, and dropout. */
class RecurrenceTest {
    private static Trial of(String h, int... lengths) {
        return Trial.of("equations: {h: '" + h + "'}\nloss: mean(h * h)\n", lengths);
    }

    /** Whether what is shown at one step changes with the input of another. */
    private static boolean depends(Trial trial, int shown, int changed) {
        double[] before = trial.at(trial.value("h"), 0, shown);
        double[] x = trial.inputs.get("x").data();
        int at = trial.packing.row(0, changed) * 2;
        double kept = x[at];
        x[at] += 0.5;
        double[] after = trial.at(trial.value("h"), 0, shown);
        x[at] = kept;
        return !Arrays.equals(before, after);
    }

    @ParameterizedTest
    @ValueSource(strings = {"rnn", "lstm", "gru"})
    void anRnnSeesThePastAndABirnnSeesAll(String cell) {
        Trial forward = of("rnn(" + cell + "(3), x)", 5, 2);
        Trial backward = of("rnn(" + cell + "(3), x, reverse=true)", 5, 2);
        Trial both = of("birnn(" + cell + "(3), x)", 5, 2);
        for (int shown = 0; shown < 5; shown++) {
            for (int changed = 0; changed < 5; changed++) {
                assertThat(depends(forward, shown, changed)).isEqualTo(changed <= shown);
                assertThat(depends(backward, shown, changed)).isEqualTo(changed >= shown);
                assertThat(depends(both, shown, changed)).isTrue();
            }
        }
    }

    @Test
    void aBirnnIsItsTwoDirectionsMerged() {
        Trial trial = Trial.of("""
                functions:
                  gated(a, b): a * sigmoid(b)
                equations:
                  f: rnn(lstm(3), x)
                  b: rnn(lstm(3), x, reverse=true)
                  concat: birnn(lstm(3), x)
                  sum: birnn(lstm(3), x, merge=sum)
                  multiply: birnn(lstm(3), x, merge=multiply)
                  mean: birnn(lstm(3), x, merge=mean)
                  larger: birnn(lstm(3), x, merge=max)
                  own: birnn(lstm(3), x, merge=gated)
                  byhand: f * b
                """, 4, 2);
        for (String name : trial.weights.keySet()) {
            trial.weights
                    .get(name)
                    .put(0, trial.weights.get(name.replaceFirst("^[a-z]+(\\.(forward|backward))?\\.", side(name))));
        }
        Map<String, Tensor> values = trial.evaluate();
        double[] f = values.get("value:f").data();
        double[] b = values.get("value:b").data();
        double[] concat = values.get("value:concat").data();
        for (int i = 0; i < f.length; i++) {
            assertThat(concat[i / 3 * 6 + i % 3]).isEqualTo(f[i]);
            assertThat(concat[i / 3 * 6 + 3 + i % 3]).isEqualTo(b[i]);
            assertThat(values.get("value:sum").data()[i]).isEqualTo(f[i] + b[i]);
            assertThat(values.get("value:multiply").data()[i]).isEqualTo(f[i] * b[i]);
            assertThat(values.get("value:byhand").data()[i]).isEqualTo(f[i] * b[i]);
            assertThat(values.get("value:mean").data()[i]).isCloseTo((f[i] + b[i]) / 2, within(1e-15));
            assertThat(values.get("value:larger").data()[i]).isEqualTo(Math.max(f[i], b[i]));
            assertThat(values.get("value:own").data()[i]).isCloseTo(f[i] / (1 + Math.exp(-b[i])), within(1e-15));
        }
    }

    private static String side(String name) {
        return name.contains("backward") || name.startsWith("b.") ? "b." : "f.";
    }

    @Test
    void aBirnnOfASequenceIsTheSameAloneAndInABatch() {
        Trial batch = of("birnn(gru(3), x, layers=2)", 5, 3, 1);
        double[] together = batch.train().get("losses").data();
        for (int b = 0; b < 3; b++) {
            double[] alone = batch.alone(b).train().get("losses").data();
            for (int t = 0; t < alone.length; t++) {
                assertThat(together[batch.packing.row(b, t)]).isEqualTo(alone[t]);
            }
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "rnn(lstm(3), x, layers=2, initial=learned)",
                "rnn(gru(3), x, reverse=true, initial=learned)",
                "birnn(lstm(2), x, merge=sum, layers=2)",
                "birnn(lstm(2), x, merge=multiply, initial=learned)",
                "birnn(mgu(2), dropout(x, 0.5), layers=2, dropout=0.5)",
                "rnn(rnn(2), dropout(x, 0.5, per=sequence))"
            })
    void gradientsHoldAndTheCompiledProgramAgrees(String h) {
        Trial trial = of(h, 4, 2, 1);
        assertThat(trial.gradients()).allMatch(GradientCheck.Comparison::passes);
        CellsTest.agree(trial.train(), trial.compiled());
    }

    @Test
    void stacksFeedEachLayerToTheNext() {
        Trial stack = of("rnn(rnn(3), x, layers=2)", 3);
        Trial two = Trial.of("equations: {a: 'rnn(rnn(3), x)', h: 'rnn(rnn(3), a)'}\n", 3);
        assertThat(stack.weights).containsKeys("h.1.h.x", "h.1.h.h", "h.1.h.bias", "h.2.h.x");
        for (String name : two.weights.keySet()) {
            String inStack = name.replaceFirst("^a\\.", "h.1.").replaceFirst("^h\\.h", "h.2.h");
            two.weights.put(name, stack.weights.get(inStack));
        }
        assertThat(two.value("h").data()).isEqualTo(stack.value("h").data());
    }

    @Test
    void aLearnedInitialStateIsWhereTheFirstStepBegins() {
        Trial zero = of("rnn(rnn(3), x)", 2, 1);
        Trial learned = of("rnn(rnn(3), x, initial=learned)", 2, 1);
        learned.weights.putAll(zero.weights);
        assertThat(learned.value("h").data()).isNotEqualTo(zero.value("h").data());
        Arrays.fill(learned.weight("h.initial.h"), 0);
        assertThat(learned.value("h").data()).isEqualTo(zero.value("h").data());
    }

    @Test
    void carriedStatesJoinWindows() {
        String text = "equations: {h: 'rnn(lstm(3), x, layers=2)'}\nloss: mean(h * h)\n";
        Trial whole = Trial.of(text, 4);
        Trial first = Trial.carrying(text, 2);
        Trial second = Trial.carrying(text, 2);
        assertThat(first.model.carried()).containsOnlyKeys("state:h.1.h", "state:h.1.c", "state:h.2.h", "state:h.2.c");
        first.weights.putAll(whole.weights);
        second.weights.putAll(whole.weights);
        first.inputs.put("x", whole.inputs.get("x").slice(0, 2));
        second.inputs.put("x", whole.inputs.get("x").slice(2, 2));
        first.model
                .carried()
                .keySet()
                .forEach(name -> Arrays.fill(first.inputs.get(name).data(), 0));
        Map<String, Tensor> middle = first.train();
        first.model.carried().keySet().forEach(name -> second.inputs.put(name, middle.get(name)));
        assertThat(first.value("h").data())
                .isEqualTo(whole.value("h").slice(0, 2).data());
        assertThat(second.value("h").data())
                .isEqualTo(whole.value("h").slice(2, 2).data());
    }

    @Test
    void dropoutActsWhileTrainingAlone() {
        Trial trial = Trial.of("equations: {h: 'dropout(x, 0.5)'}\nloss: sum(h)\n", 50);
        double[] x = trial.inputs.get("x").data();
        assertThat(trial.value("h").data()).isEqualTo(x);
        double[] losses = trial.train().get("losses").data();
        int dropped = 0;
        for (int t = 0; t < 50; t++) {
            double a = 2 * x[2 * t];
            double b = 2 * x[2 * t + 1];
            double loss = losses[t];
            assertThat(new double[] {0, a, b, a + b}).contains(new double[] {loss}, within(1e-12));
            dropped += loss == 0 ? 2 : Math.abs(loss - a - b) < 1e-12 ? 0 : 1;
        }
        assertThat(dropped).isBetween(30, 70);
    }

    @Test
    void variationalDropoutKeepsOneMaskPerSequence() {
        Trial trial = Trial.of("equations: {h: 'dropout(x, 0.5, per=sequence)'}\nloss: sum(h)\n", 6, 6, 6, 6, 6, 6);
        Arrays.fill(trial.inputs.get("x").data(), 1);
        double[] losses = trial.train().get("losses").data();
        for (int t = 1; t < 6; t++) {
            assertThat(Arrays.copyOfRange(losses, 6 * t, 6 * t + 6)).isEqualTo(Arrays.copyOf(losses, 6));
        }
        assertThat(Arrays.stream(losses).distinct().count()).isGreaterThan(1);
        trial.seed = 2;
        assertThat(trial.train().get("losses").data()).isNotEqualTo(losses);
    }

    @Test
    void dropoutWithinACellDrawsPerStepOrPerSequence() {
        String text = """
                cells:
                  passing(units):
                    state: {h: 2}
                    equations:
                      h': dropout(x, 0.5%s)
                    output: h'
                equations: {h: "rnn(passing(1), x)"}
                loss: sum(h)
                """;
        Trial each = Trial.of(text.formatted(""), 20);
        Trial once = Trial.of(text.formatted(", per=sequence"), 20);
        Arrays.fill(each.inputs.get("x").data(), 1);
        Arrays.fill(once.inputs.get("x").data(), 1);
        assertThat(Arrays.stream(each.train().get("losses").data()).distinct().count())
                .isGreaterThan(1);
        assertThat(Arrays.stream(once.train().get("losses").data()).distinct().count())
                .isEqualTo(1);
        CellsTest.agree(each.train(), each.compiled());
        CellsTest.agree(once.train(), once.compiled());
    }

    @Test
    void masksDependOnTheSequenceAndNotOnTheBatch() {
        Trial batch = of("birnn(lstm(3), dropout(x, 0.3), layers=2, dropout=0.4)", 4, 3, 2);
        double[] together = batch.train().get("losses").data();
        for (int b = 0; b < 3; b++) {
            double[] alone = batch.alone(b).train().get("losses").data();
            for (int t = 0; t < alone.length; t++) {
                assertThat(together[batch.packing.row(b, t)]).isEqualTo(alone[t]);
            }
        }
    }
}
