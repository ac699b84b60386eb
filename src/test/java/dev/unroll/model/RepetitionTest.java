package dev.unroll.model;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** {@code repeat} is the calls that it stands for, each with weights of its own. */
class RepetitionTest {
    private static final String LOSS = "\nloss: squared_error(affine(h, to=3), y)\n";

    private static Trial trial(String text) {
        return Trial.of(text + LOSS, 3, 2);
    }

    @Test
    void eachApplicationOwnsItsWeights() {
        Trial trial = trial("""
                sizes: {depth: 3}
                functions: {"deeper(z)": "tanh(affine(z) + layer_norm(z))"}
                equations:
                  h: repeat(deeper, y, times=depth)""");
        assertThat(trial.model.parameters())
                .extracting(Parameter::name)
                .contains("h.1.z", "h.2.z", "h.3.z", "h.3.gain");
        assertThat(trial.model.owners()).extracting(Model.Owner::sets).containsExactly(3);
    }

    @Test
    void theFirstValueIsReplacedAndTheOthersPassThrough() {
        Trial repeated = trial("""
                functions: {"move(a, b, by)": "a * by + b"}
                equations:
                  h: repeat(move, y, y, 3, times=3)""");
        Trial written = trial("""
                equations:
                  h: ((y * 3 + y) * 3 + y) * 3 + y""");
        assertThat(repeated.value("h").data()).isEqualTo(written.value("h").data());
    }

    @Test
    void aSizePassesThroughAsOne() {
        Trial trial = trial("""
                functions: {"wide(z, n)": "tanh(affine(z, to=n))"}
                sizes: {units: 5}
                equations:
                  h: repeat(wide, x, units, times=2)""");
        assertThat(trial.weights.get("h.1.z").shape().dims()).containsExactly(2, 5);
        assertThat(trial.weights.get("h.2.z").shape().dims()).containsExactly(5, 5);
    }

    @Test
    void noTimesIsTheValueItself() {
        Trial trial = trial("""
                functions: {"deeper(z)": "tanh(affine(z))"}
                equations:
                  h: repeat(deeper, y, times=0)""");
        assertThat(trial.value("h").data()).isEqualTo(trial.inputs.get("y").data());
        assertThat(trial.model.parameters()).extracting(Parameter::name).noneMatch(name -> name.startsWith("h."));
    }

    @Test
    void twoOfThemInAnEquationShareNothing() {
        Trial trial = trial("""
                functions: {"deeper(z)": "tanh(affine(z))"}
                equations:
                  h: repeat(deeper, y, times=2) + repeat(deeper, y, times=2)""");
        assertThat(trial.model.parameters())
                .extracting(Parameter::name)
                .contains("h.1.z", "h.2.z", "h.2.1.z", "h.2.2.z")
                .doesNotHaveDuplicates();
    }

    @Test
    void aCellRepeatsWithinAStep() {
        Trial trial = trial("""
                cells:
                  "deep(units, n)":
                    state: {s: units}
                    functions: {"deeper(z)": "tanh(affine(z))"}
                    equations:
                      a: affine(x, s)
                      s': repeat(deeper, a, times=n)
                    output: s'
                equations:
                  h: rnn(deep(3, 2), x)""");
        assertThat(trial.model.parameters()).extracting(Parameter::name).contains("h.s.1.z", "h.s.2.z");
        assertThat(trial.gradients()).allMatch(c -> c.passes());
    }

    @Test
    void whatIsReplacedIsReadOnce() {
        Trial trial = trial("""
                functions: {"deeper(z)": "tanh(affine(z))"}
                equations:
                  h: repeat(deeper, affine(x, to=4), times=2)""");
        assertThat(trial.model.parameters())
                .extracting(Parameter::name)
                .containsExactly("h.x", "h.bias", "h.1.z", "h.1.bias", "h.2.z", "h.2.bias", "loss.h", "loss.bias");
    }
}
