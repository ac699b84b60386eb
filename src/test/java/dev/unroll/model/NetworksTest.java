package dev.unroll.model;

import static org.assertj.core.api.Assertions.assertThat;

import dev.unroll.contract.GradientCheck;
import dev.unroll.tensor.Tensor;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Networks, whose weights all calls share, and layers on declared weights. */
class NetworksTest {
    private static final String NETWORKS = """
            parameters: {E: [words, 4], M: [2, 3]}
            networks:
              encode(s): last(birnn(lstm(2), s))
              both(a, b): encode(a) - encode(b)
              bump(v): tanh(affine(v, to=3))
              noisy(v): dropout(affine(v, to=3), 0.5)
              look(t, ids): embed(ids, t)
            cells:
              c(units, m):
                state: {h: units}
                networks:
                  gate(a): sigmoid(affine(a, to=units))
                equations:
                  u: gate(concat(x, x))
                  r: gate(concat(x, x[0:2]))
                  h': u * h + r * (bump(concat(x, x)) @ transpose(m))[0:1]
                output: h'
            """;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "encode(x) * encode(x + 1)",
                "both(x, x * x) + both(x, -x)",
                "bump(bump(y))",
                "noisy(x) + noisy(x)",
                "affine(embed(words, E), weights=E)",
                "affine(affine(x, to=4), weights=E, bias=none)",
                "affine(x, weights=M)",
                "affine(y, weights=M) + affine(y, weights=transpose(M))",
                "rnn(c(3, M), x) + rnn(c(3, M), x + 1)",
                "look(E, words) * sum(E @ transpose(E))[0:1]",
            })
    void gradientsAreRightAndTheProgramAgrees(String h) {
        Trial trial = Trial.of(NETWORKS + "equations: {h: '" + h + "'}\nloss: sum(h * h)\n", 4, 2, 1);
        assertThat(trial.gradients()).allMatch(GradientCheck.Comparison::passes);
        CellsTest.agree(trial.train(), trial.compiled());
    }

    @Test
    void weightsAreNamedAfterTheNetworkAndExistOnce() {
        Trial trial = Trial.of(
                NETWORKS + "equations:\n  a: both(x, x * 2)\n  b: encode(x) + encode(-x)\nloss: sum(a * b)\n", 3, 2);
        assertThat(trial.model.parameters())
                .extracting(Parameter::name)
                .contains("encode.forward.f.x", "encode.backward.o.bias")
                .allMatch(name -> name.startsWith("encode.") || name.equals("E") || name.equals("M"));
        assertThat(trial.model.layers())
                .extracting(Layer::path)
                .contains("a.both.encode.forward", "a.both.2.encode.backward", "b.encode.forward", "b.2.encode.forward")
                .doesNotHaveDuplicates();
        Map<String, Tensor> values = trial.evaluate();
        assertThat(values.get("inside:b.encode.forward").data())
                .isNotEqualTo(values.get("inside:b.2.encode.forward").data());
    }

    @Test
    void eachCallDrawsItsOwnMask() {
        Trial trial = Trial.of(NETWORKS + "equations: {h: noisy(x) - noisy(x)}\nloss: sum(h * h)\n", 4, 3);
        assertThat(trial.train().get("loss").data()[0]).isNotZero();
        assertThat(trial.evaluate().get("loss").data()[0]).isZero();
    }
}
