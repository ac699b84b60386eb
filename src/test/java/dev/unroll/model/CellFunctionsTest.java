package dev.unroll.model;

import static org.assertj.core.api.Assertions.assertThat;

import dev.unroll.diagnostic.Diagnostics;
import dev.unroll.tensor.Shape;
import org.junit.jupiter.api.Test;

/** What a cell's own functions see, and what a cell's states say. */
class CellFunctionsTest {
    private static final String CELL = """
            model: m
            cells:
              "c(units, by=2)":
                state: {h: units}
                parameters: {W: [units, units]}
                functions:
                  "turn(z)": tanh(z @ W) * by + zeros(units)
                equations:
                  h': turn(h) + affine(x)
                output: h'
            """;

    @Test
    void aFunctionUsesTheCellsParameters() {
        Trial trial = Trial.of(CELL.substring(9) + "equations:\n  h: rnn(c(3), x)\nloss: squared_error(h, y)\n", 2, 1);
        assertThat(trial.gradients()).allMatch(c -> c.passes());
    }

    @Test
    void soItDoesInACellThatNothingUsesAndWhereNothingCallsIt() {
        Diagnostics diagnostics = new Diagnostics();
        Trial.build(CELL + "equations:\n  h: affine(x)\nloss: squared_error(h, y)\n", false, diagnostics);
        Trial.build(
                CELL.replace("turn(h) +", "h @ W * by +")
                        + "equations:\n  h: rnn(c(3), x)\nloss: squared_error(h, y)\n",
                false,
                diagnostics);
        assertThat(diagnostics.hasErrors()).as(diagnostics.list().toString()).isFalse();
    }

    @Test
    void theStateDeterminesTheWidthOfItsNextValue() {
        Trial trial = Trial.of("""
                cells:
                  "c(units)":
                    state: {h: units}
                    equations:
                      h': tanh(affine(x))
                      o: concat(h', x)
                    output: o
                equations: {h: "rnn(c(4), x)"}
                loss: squared_error(affine(h), y)
                """, 2, 1);
        assertThat(trial.value("h").shape()).isEqualTo(Shape.of(6));
    }
}
