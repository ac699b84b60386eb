package dev.unroll.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.unroll.contract.GradientCheck;
import dev.unroll.spec.SpecReader;
import dev.unroll.tensor.Tensor;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The cells of the library: closed forms, batches, and the compiled program against the interpreter. */
class CellsTest {
    private static final int[][] PACKINGS = {{1}, {1, 1, 1}, {4, 2, 1}};

    static Stream<String> cells() {
        return SpecReader.library().names().stream();
    }

    private static Trial trial(String cell, int... lengths) {
        return Trial.of("""
                equations:
                  h: rnn(%s(3), x)
                loss: squared_error(h, y)
                """.formatted(cell), lengths);
    }

    @Test
    void theLibraryHasThePapersCells() {
        assertThat(cells()).contains("rnn", "lstm", "lstm_peephole", "lstm_coupled", "gru", "mgu", "lstm_layernorm");
        assertThat(cells())
                .allSatisfy(name -> assertThat(
                                SpecReader.library().cell(name).orElseThrow().about())
                        .hasValueSatisfying(about -> assertThat(about).containsPattern("(19|20)\\d\\d")));
    }

    @ParameterizedTest
    @MethodSource("cells")
    void theCompiledProgramAgreesWithTheInterpreter(String cell) {
        for (int[] lengths : PACKINGS) {
            Trial trial = trial(cell, lengths);
            agree(trial.train(), trial.compiled());
        }
    }

    static void agree(Map<String, Tensor> expected, Map<String, float[]> actual) {
        expected.forEach((name, tensor) -> {
            double[] values = tensor.data();
            assertThat(actual.get(name)).as(name).hasSize(values.length);
            for (int i = 0; i < values.length; i++) {
                assertThat((double) actual.get(name)[i])
                        .as("%s[%d]", name, i)
                        .isCloseTo(values[i], within(1e-4 * Math.max(1, Math.abs(values[i]))));
            }
        });
    }

    @ParameterizedTest
    @MethodSource("cells")
    void aCellOfOneUnitWorks(String cell) {
        Trial trial = Trial.of("""
                equations:
                  h: rnn(%s(1), x)
                loss: squared_error(h, price)
                """.formatted(cell), 2, 1);
        assertThat(trial.gradients()).allMatch(GradientCheck.Comparison::passes);
    }

    @ParameterizedTest
    @MethodSource("cells")
    void aSequenceIsTheSameAloneAndInABatch(String cell) {
        Trial batch = trial(cell, 4, 2, 1);
        Map<String, Tensor> together = batch.train();
        double loss = 0;
        double[] gradient = new double[batch.weight(first(batch)).length];
        for (int b = 0; b < 3; b++) {
            Trial alone = batch.alone(b);
            Map<String, Tensor> own = alone.train();
            for (int t = 0; t < alone.packing.steps(); t++) {
                assertThat(own.get("losses").data()[t])
                        .isEqualTo(together.get("losses").data()[batch.packing.row(b, t)]);
            }
            double share = alone.packing.total() / (double) batch.packing.total();
            loss += share * own.get("loss").data()[0];
            for (int i = 0; i < gradient.length; i++) {
                gradient[i] += share * own.get("gradient:" + first(batch)).data()[i];
            }
        }
        assertThat(together.get("loss").data()[0]).isCloseTo(loss, within(1e-14));
        assertThat(together.get("gradient:" + first(batch)).data()).containsExactly(gradient, within(1e-14));
    }

    private static String first(Trial trial) {
        return trial.model.parameters().get(0).name();
    }

    @Test
    void anLstmWithOpenGatesAddsUpItsInput() {
        Trial trial = trial("lstm", 4);
        trial.weights.forEach((name, w) -> Arrays.fill(w.data(), name.endsWith(".bias") ? 60 : 0));
        Tensor h = trial.value("h");
        for (int t = 0; t < 4; t++) {
            assertThat(trial.at(h, 0, t)).containsOnly(new double[] {Math.tanh(t + 1)}, within(1e-12));
        }
    }

    @Test
    void forgetGatesBeginOpen() {
        List<Parameter> parameters = trial("lstm", 1).model.parameters();
        assertThat(parameters)
                .filteredOn(p -> p.name().endsWith(".bias"))
                .hasSize(4)
                .allSatisfy(p -> assertThat(p.initialiser())
                        .isEqualTo(new Initialiser.Constant(p.name().equals("h.f.bias") ? 1 : 0)));
    }
}
