package dev.unroll.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.unroll.contract.GradientCheck;
import dev.unroll.tensor.Tensor;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Cells inside cells, values as their arguments, and states that enter and leave a run. */
class InnerCellsTest {
    private static final String CELLS = """
            cells:
              zoneout(cell, rate=0.2):
                state: {s: cell}
                equations:
                  s': s + (1 - rate) * dropout(step(s, x) - s, rate)
                output: s'
              residual(cell):
                state: {s: cell}
                equations:
                  y: affine(x)
                  s': step(s, y)
                output: y + s'
              resets(cell, keep):
                state: {s: cell}
                equations:
                  s': step(keep * s, x)
                output: s'
              reads(cell, from):
                state: {s: cell}
                equations:
                  a: softmax(affine(s, from, to=3))
                  s': step(s, concat(x, a))
                output: concat(s', a)
              twice(units):
                state: {a: lstm(units), b: gru(3)}
                equations:
                  a': step(a, x)
                  n: step(b, concat(a.c', b))
                  b': step(n, concat(b.h, x))
                output: concat(a.h', n.h, b')
              topical(units, topic):
                state: {h: units}
                equations:
                  h': tanh(affine(x, h) + affine(topic))
                output: h'
              scaled(units, by, m):
                state: {h: units}
                equations:
                  h': tanh(affine(x, h) + by * (x @ m))
                output: h'
              by_class(units, k):
                state: {h: units}
                equations:
                  h': tanh(affine(x, h) + embed(k, units))
                output: h'
            """;

    private static Trial trial(String equations, String loss) {
        return Trial.of(CELLS + "equations:\n  " + equations.replace("; ", "\n  ") + "\nloss: " + loss + "\n", 4, 2, 1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "h: rnn(zoneout(lstm(3)), x)",
                "h: rnn(zoneout(gru(3), 0.4), x, reverse=true)",
                "h: birnn(residual(zoneout(gru(3), 0.1)), x)",
                "h: rnn(resets(lstm(3), price), x, layers=2)",
                "h: rnn(reads(gru(2), whole), x)",
                "h: rnn(reads(zoneout(lstm(2)), y), x)",
                "h: rnn(twice(2), x, initial=learned)",
                "h: rnn(topical(4, whole), x)",
                "h: birnn(topical(4, y), x, layers=2)",
                "h: rnn(by_class(4, kind), x)",
                "h: rnn(by_class(4, words), x)",
                "h: rnn(zoneout(topical(4, affine(whole, to=2))), x)",
                "h: rnn(gru(3), x, initial=whole)",
                "h: rnn(lstm(3), x, initial={c:whole})",
                "h: rnn(residual(lstm(3)), x, initial={s.h:whole, s.c:last(y)})",
                "g: rnn(lstm(3), x); h: final(g, c)",
                "g: birnn(lstm(3), x, layers=2); h: final(g, h) + final(g, c)",
                "g: birnn(lstm(3), x, merge=sum); h: final(g, h) * final(g, h, direction=backward)",
                "g: rnn(zoneout(gru(3)), x, reverse=true); h: final(g, s.h)",
            })
    void gradientsAreRightAndTheProgramAgrees(String equations) {
        Trial trial = trial(equations, "sum(h * h)");
        assertThat(trial.gradients()).allMatch(GradientCheck.Comparison::passes);
        CellsTest.agree(trial.train(), trial.compiled());
    }

    @Test
    void parametersOfAModelReachCells() {
        Trial trial = Trial.of(
                CELLS
                        + "parameters: {M: [2, 4]}\nequations: {h: 'rnn(scaled(4, 0.5, M), x)', g: x @ M}\nloss: sum(h * g)\n",
                3,
                2);
        assertThat(trial.model.parameters()).extracting(Parameter::name).contains("M", "h.h.x");
        assertThat(trial.gradients()).allMatch(GradientCheck.Comparison::passes);
        CellsTest.agree(trial.train(), trial.compiled());
    }

    @Test
    void weightsAreNamedAfterThePath() {
        assertThat(trial("h: rnn(residual(zoneout(gru(3), 0.1)), x)", "mean(h)")
                        .model
                        .parameters())
                .extracting(Parameter::name)
                .contains("h.y.x", "h.s.s.r.x")
                .doesNotHaveDuplicates();
    }

    @Test
    void zoneoutMixesEveryStateByTheExpectationInEvaluation() {
        Trial trial = Trial.of(CELLS + """
                  by_hand(units):
                    state: {h: units}
                    equations:
                      z: sigmoid(affine(x, h))
                      n: z * h + (1 - z) * tanh(affine(x, h))
                      h': 0.2 * h + 0.8 * n
                    output: h'
                  plain(units):
                    state: {h: units}
                    equations:
                      z: sigmoid(affine(x, h))
                      n: z * h + (1 - z) * tanh(affine(x, h))
                      h': n
                    output: h'
                equations:
                  a: rnn(zoneout(plain(3), 0.2), x)
                  b: rnn(by_hand(3), x)
                loss: sum(a * b)
                """, 4, 2);
        trial.weights.replaceAll(
                (name, weight) -> name.startsWith("b.") ? trial.weights.get("a.s." + name.substring(2)) : weight);
        Map<String, Tensor> values = trial.evaluate();
        assertThat(values.get("value:a").data())
                .containsExactly(values.get("value:b").data(), within(1e-12));
        assertThat(trial.model.layers()).extracting(Layer::path).containsExactly("a", "a.s", "b");
        assertThat(trial.model.layers()).extracting(Layer::around).containsExactly("", "a", "");
    }

    @Test
    void aRunBeginsWhereAnotherEnded() {
        Trial trial = Trial.of(CELLS + """
                equations:
                  a: rnn(lstm(3), x)
                  b: rnn(lstm(3), x, initial={h:final(a, h), c:whole})
                  c: final(a, h) - last(a)
                loss: {one: sum(b * b), two: sum(c)}
                """, 1, 1);
        Map<String, Tensor> values = trial.evaluate();
        assertThat(values.get("value:c").data()).containsOnly(0);
        double[] forget = values.get("inside:b.f").data();
        double[] kept = values.get("inside:b.k").data();
        double[] start = trial.inputs.get("whole").data();
        for (int i = 0; i < kept.length; i++) {
            assertThat(kept[i]).isCloseTo(forget[i] * start[i], within(1e-12));
        }
    }
}
