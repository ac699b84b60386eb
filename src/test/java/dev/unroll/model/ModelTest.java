package dev.unroll.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.unroll.contract.GradientCheck;
import dev.unroll.diagnostic.Diagnostics;
import dev.unroll.graph.Rows;
import dev.unroll.graph.Type;
import dev.unroll.run.Weights;
import dev.unroll.tensor.Shape;
import dev.unroll.tensor.Tensor;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Widths, names, layers and outputs of whole models. */
class ModelTest {
    private static final String TAGGER = """
            sizes: {units: 4}
            equations:
              e: dropout(embed(words, 3), 0.3)
              h: birnn(lstm(units), e, merge=concat)   # what surrounds the word
              scores: affine(h, to=tags)
            loss: cross_entropy(scores, tags)
            metrics:
              accuracy: accuracy(scores, tags)
            predict:
              tags: argmax(scores)
            """;

    @Test
    void theTaggerOfTheReadmeRuns() {
        Trial trial = Trial.of(TAGGER, 4, 2, 1);
        assertThat(trial.model.values()).extracting(Model.Value::name).containsExactly("e", "h", "scores");
        assertThat(trial.model.values().get(1).type()).isEqualTo(Type.real(Rows.STEPS, Shape.of(8)));
        assertThat(trial.model.values().get(1).label()).contains("what surrounds the word");
        assertThat(trial.model.parameters())
                .extracting(Parameter::name)
                .contains("e.table", "h.forward.f.x", "h.forward.f.h", "h.backward.o.bias", "scores.h", "scores.bias");
        assertThat(trial.evaluate().keySet())
                .contains("loss", "losses", "value:e", "metric:accuracy:0", "metric:accuracy:1", "predict:tags");
        assertThat(trial.train().keySet()).contains("loss", "losses", "gradient:e.table", "gradient:scores.bias");
        assertThat(trial.gradients()).allMatch(GradientCheck.Comparison::passes);
        CellsTest.agree(trial.train(), trial.compiled());
    }

    @Test
    void thePredictionsProbabilityIsThatOfTheChosenClass() {
        Map<String, Tensor> values = Trial.of(TAGGER, 3).evaluate();
        double[] scores = values.get("value:scores").data();
        for (int t = 0; t < 3; t++) {
            int chosen = (int) values.get("predict:tags").data()[t];
            double sum = 0;
            for (int k = 0; k < 4; k++) {
                sum += Math.exp(scores[4 * t + k]);
                assertThat(scores[4 * t + k]).isLessThanOrEqualTo(scores[4 * t + chosen]);
            }
            assertThat(values.get("probability:tags").data()[t])
                    .isCloseTo(Math.exp(scores[4 * t + chosen]) / sum, within(1e-12));
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "affine(x); squared_error(h, y)",
                "tanh(affine(x)) * sigmoid(affine(x, y)); squared_error(h, y)",
                "affine(x, price, bias=none); cross_entropy(h, tags)",
                "layer_norm(affine(x, to=3)); absolute_error(h, y)",
                "affine(last(rnn(gru(2), x)), to=kind); cross_entropy(h, kind)",
                "concat(x, y, price, whole, embed(kind, 2)); sum(h ^ 2)",
                "mean_over_time(y) + max_over_time(y) * first(y) - sum_over_time(y); squared_error(h, whole)",
                "softmax(y) * log_softmax(y) + softplus(y) / exp(y) + sqrt(abs(y)); mean(h)",
                "where(y < 0, sin(y), cos(y)) + min(y, 0.3) * max(whole, y); mean(h)",
                "y[0:2] * x + x[:1] - y[2:]; mean(h)",
                "sigmoid(affine(x)); binary_cross_entropy(h, where(y < 0, 1, 0))",
                "outer(x, y) @ y; squared_error(h, x)",
                "sum(transpose(outer(x, y))) + 1 - -y; squared_error(h, y)",
                "affine(one_hot(tags)); squared_error(h, y)",
                "conv(x); squared_error(h, y)",
                "conv(concat(x, price), width=4, init=normal(0.5)) + conv(price, width=1, bias=none); squared_error(h, y)",
                "before(y, first=whole) * after(y, 2, first=-1) + reverse(y) * before(price); mean(h)",
                "softmax_over_time(y) * sum_so_far(y) + log_sum_exp_over_time(y) * position(x) / length(x); mean(h)",
                "embed(before(tags), 3) * embed(after(reverse(words), n=2), 3) + argmax_over_time(y); mean(h)",
            })
    void layersTakeTheWidthTheyNeed(String h, String loss) {
        Trial trial = Trial.of("equations: {h: '" + h + "'}\nloss: " + loss + "\n", 3, 1);
        assertThat(trial.gradients()).allMatch(GradientCheck.Comparison::passes);
        CellsTest.agree(trial.train(), trial.compiled());
    }

    @Test
    void parametersAreNamedAfterTheirEquation() {
        Trial trial = Trial.of("""
                parameters:
                  W: [x, 3]
                  U: {shape: [3, 3], init: orthogonal()}
                equations:
                  g: tanh(x @ W @ U)
                  f: affine(x, 2 * g, bias=0.5) + affine(g, init=uniform(0.1))
                loss: squared_error(f, y)
                """, 2);
        assertThat(trial.model.parameters())
                .extracting(Parameter::name)
                .containsExactly("W", "U", "f.x", "f.1", "f.bias", "f.2.g", "f.2.bias");
        assertThat(trial.gradients()).allMatch(GradientCheck.Comparison::passes);
    }

    @Test
    void aFunctionsParametersBelongToTheEquationThatCallsIt() {
        Trial trial = Trial.of("""
                functions:
                  swish(x): x * sigmoid(x)
                  dense(x, n, rate=0): dropout(swish(affine(x, to=n)), rate)
                equations:
                  a: dense(x, 5)
                  b: dense(a, 3, rate=0.5) + dense(x, 3)
                loss: squared_error(b, y)
                """, 2);
        assertThat(trial.model.parameters())
                .extracting(Parameter::name)
                .containsExactly("a.x", "a.bias", "b.x", "b.bias", "b.2.x", "b.2.bias");
        assertThat(trial.model.parameters().get(0).shape()).isEqualTo(Shape.of(2, 5));
    }

    @Test
    void anArgumentOwnsItsParametersOnce() {
        Trial trial = Trial.of("equations: {h: 2 * y}\nloss: squared_error(affine(h, to=3), y)\n", 2);
        assertThat(trial.model.parameters()).extracting(Parameter::name).containsExactly("loss.h", "loss.bias");
    }

    @Test
    void aNameForANameIsTheSameValue() {
        Trial trial = Trial.of("""
                parameters: {W: [3, 3]}
                cells:
                  plain(units):
                    state: {h: units}
                    parameters: {U: [units, units]}
                    equations:
                      before: h
                      V: U
                      h': tanh(x + before @ V)
                    output: before
                equations:
                  V: W
                  input: y
                  h: rnn(plain(3), input @ V)
                loss: sum(h * h)
                """, 3, 2);
        assertThat(trial.gradients()).allMatch(GradientCheck.Comparison::passes);
        CellsTest.agree(trial.train(), trial.compiled());
    }

    @Test
    void aStateCanBeAMatrix() {
        Trial trial = Trial.of("""
                cells:
                  memory(units):
                    about: A matrix that associates keys with values
                    state: {C: [units, units], n: units}
                    equations:
                      k: affine(x, to=units)
                      q: affine(x, to=units)
                      f: sigmoid(affine(x, to=1))
                      C': 0.9 * C + outer(k, affine(x, to=units))
                      n': n * f + k
                    output: q @ C' / (1 + abs(sum(q * n')))
                equations:
                  h: rnn(memory(3), x)
                loss: squared_error(h, y)
                """, 3, 2);
        assertThat(trial.gradients()).allMatch(GradientCheck.Comparison::passes);
        CellsTest.agree(trial.train(), trial.compiled());
    }

    @Test
    void sizesReachIntoCells() {
        Model model = Trial.model("""
                sizes: {units: 5, inner: 4}
                cells:
                  two(units):
                    state: {h: units}
                    equations:
                      z: tanh(affine(x, h, to=inner))
                      h': affine(z)
                    output: h'
                equations: {h: "rnn(two(2 * units), x)"}
                """, false);
        assertThat(model.parameters().get(0).shape()).isEqualTo(Shape.of(2, 4));
        assertThat(model.values().get(0).type().shape()).isEqualTo(Shape.of(10));
    }

    @Test
    void initialWeightsDependOnSeedAndNameAlone() {
        Weights a = Initialisation.weights(Trial.model(TAGGER, false).parameters(), 7);
        Model more = Trial.model(TAGGER.replace("equations:", "parameters: {Z: [3, 4]}\nequations:"), false);
        Weights b = Initialisation.weights(more.parameters(), 7);
        assertThat(b.all()).hasSize(a.all().size() + 1);
        for (Weights.Weight weight : a.all()) {
            assertThat(b.get(weight.name()).values()).isEqualTo(weight.values());
        }
        Weights c = Initialisation.weights(more.parameters(), 8);
        assertThat(c.get("e.table").values()).isNotEqualTo(b.get("e.table").values());
    }

    @Test
    void stateWeightsBeginOrthogonal() {
        Weights weights = Initialisation.weights(Trial.model(TAGGER, false).parameters(), 7);
        float[] u = weights.get("h.forward.f.h").values();
        for (int i = 0; i < 4; i++) {
            for (int j = 0; j < 4; j++) {
                double dot = 0;
                for (int k = 0; k < 4; k++) {
                    dot += u[i * 4 + k] * u[j * 4 + k];
                }
                assertThat(dot).isCloseTo(i == j ? 1 : 0, within(1e-6));
            }
        }
    }

    @Test
    void longChainsOfEquationsNeedNoDeepStack() {
        StringBuilder text = new StringBuilder("equations:\n  a0: x\n");
        for (int i = 1; i < 3000; i++) {
            text.append("  a").append(i).append(": a").append(i - 1).append(" + 1\n");
        }
        assertThat(Trial.model(text + "loss: sum(a2999)\n", false).values()).hasSize(3000);
    }

    @Test
    void longSumsNeedNoDeepStack() {
        String sum = "y" + " + y".repeat(150);
        assertThat(Trial.model("equations: {h: " + sum + "}\nloss: sum(h)\n", false)
                        .values())
                .hasSize(1);
    }

    @Test
    void whatNothingUsesIsAWarning() {
        Diagnostics diagnostics = new Diagnostics();
        Trial.build("""
                model: m
                cells:
                  c(units): {state: {h: units}, equations: {k: 2 * x, h': "tanh(affine(x, h))"}, output: h'}
                  d(units): {state: {h: units}, equations: {h': "tanh(affine(x, h))"}, output: h'}
                functions: {f(a): a}
                parameters: {W: [3, 3]}
                equations: {skip: 2 * x, h: "rnn(c(3), x)"}
                loss: squared_error(h, y)
                """, false, diagnostics);
        assertThat(diagnostics.list())
                .extracting(d -> d.message())
                .containsExactly(
                        "nothing uses 'k'",
                        "nothing uses 'd'",
                        "nothing uses 'f'",
                        "nothing uses 'W'",
                        "nothing uses 'skip'");
        assertThat(diagnostics.hasErrors()).isFalse();
    }

    @Test
    void theReferenceDescribesEveryFunction() {
        assertThat(Reference.functions())
                .extracting(Reference.Entry::name)
                .contains("affine", "embed", "rnn", "birnn", "dropout", "layer_norm", "cross_entropy", "where");
        assertThat(Reference.initialisers())
                .extracting(Reference.Entry::name)
                .isEqualTo(List.of("uniform", "normal", "glorot", "orthogonal", "constant"));
        assertThat(Reference.functions()).noneMatch(entry -> entry.about().isBlank());
    }
}
