package dev.unroll.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.unroll.grad.Probes;
import dev.unroll.graph.Graph;
import dev.unroll.graph.Node;
import dev.unroll.graph.Rows;
import dev.unroll.graph.Scan;
import dev.unroll.graph.Type;
import dev.unroll.op.Ops;
import dev.unroll.spec.SpecReader;
import dev.unroll.tensor.Tensor;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The gradients that `inspect` shows, against central differences and against what a cell's equations say by hand. */
class SensitivityTest {
    private static final double STEP = 1e-5;

    private static final String MATRIX_CELL = """
            cells:
              memory(units):
                state: {C: [units, units], n: units}
                equations:
                  k: affine(x, to=units)
                  q: affine(x, to=units)
                  f: sigmoid(affine(x, to=1))
                  C': 0.9 * C + outer(k, affine(x, to=units))
                  n': n * f + k
                output: q @ C' / (1 + abs(sum(q * n')))
            """;

    static Stream<String> models() {
        Stream<String> cells =
                SpecReader.library().names().stream().map(cell -> "equations: {h: 'rnn(" + cell + "(3), x)'}");
        return Stream.concat(
                cells,
                Stream.of(
                        "equations: {h: 'rnn(lstm(3), x, reverse=true)'}",
                        "equations: {h: 'birnn(lstm(2), x, merge=multiply, layers=2)'}",
                        "equations: {e: 'embed(words, 4)', h: 'birnn(gru(3), concat(e, one_hot(words), x))'}",
                        "equations: {s: 'rnn(gru(3), x)', h: 'last(s)'}",
                        MATRIX_CELL + "equations: {h: 'rnn(memory(3), x)'}"));
    }

    private static Map<String, Tensor> with(Trial trial, Map<String, Tensor> more) {
        trial.inputs.putAll(more);
        return trial.inputs;
    }

    private static Tensor zeros(Trial trial, Type type) {
        int rows = type.rows() == Rows.STEPS ? trial.packing.total() : trial.packing.parents();
        return Tensor.zeros(rows, type.shape());
    }

    @ParameterizedTest
    @MethodSource("models")
    void gradientsByProbesAgreeWithDifferences(String equations) {
        for (int[] lengths : new int[][] {{4, 2}, {1}}) {
            Trial trial = Trial.of(equations + "\npredict: {h: h}\n", lengths);
            Node value = trial.model.evaluation().output("predict:h");
            Sensitivity sensitivity = Sensitivity.of(trial.model, value);
            Map<String, Tensor> extra = new LinkedHashMap<>();
            sensitivity.probes().forEach((name, type) -> extra.put(name, zeros(trial, type)));
            Tensor seed = zeros(trial, sensitivity.seed());
            Arrays.setAll(seed.data(), i -> Math.sin(1.0 + i));
            extra.put(Sensitivity.SEED, seed);
            with(trial, extra);
            Map<String, Tensor> gradients = trial.run(sensitivity.graph());
            Node probed = probed(trial.model, value);
            assertThat(trial.run(new Graph(Map.of("value", probed)))
                            .get("value")
                            .data())
                    .isEqualTo(trial.run(new Graph(Map.of("value", value)))
                            .get("value")
                            .data());
            assertThat(sensitivity.probes()).isNotEmpty();
            for (String name : sensitivity.probes().keySet()) {
                assertDifferences(trial, probed, seed, name, gradients.get(Sensitivity.output(name)));
            }
        }
    }

    /** The value with a probe on each layer's input and states, put in by name once more. */
    private static Node probed(Model model, Node value) {
        Map<String, Node> inner = new LinkedHashMap<>();
        for (Layer layer : model.layers()) {
            for (Model.Value state : layer.states()) {
                Node read = model.evaluation().output(layer.output(state.name()));
                inner.put(layer.path() + "." + state.name(), Scan.result(read).inner());
                inner.put(
                        layer.path() + ".x",
                        ((Scan) read.input(0).op()).sequences().get(0));
            }
        }
        return Probes.insert(new Graph(Map.of("value", value)), inner).graph().output("value");
    }

    private static void assertDifferences(Trial trial, Node value, Tensor seed, String input, Tensor gradient) {
        double[] at = trial.inputs.get(input).data();
        Graph graph = new Graph(Map.of(
                "total",
                Ops.total(Ops.mul(Node.of(new dev.unroll.graph.Leaf.Input(Sensitivity.SEED, value.type())), value))));
        for (int i = 0; i < at.length; i++) {
            double kept = at[i];
            at[i] = kept + STEP;
            double above = trial.run(graph).get("total").data()[0];
            at[i] = kept - STEP;
            double below = trial.run(graph).get("total").data()[0];
            at[i] = kept;
            assertThat(gradient.data()[i]).as("%s[%s]", input, i).isCloseTo((above - below) / (2 * STEP), within(1e-8));
        }
    }

    @Test
    void theGradientByAFieldOfNumbersIsThatOfTheField() {
        Trial trial = Trial.of("equations: {h: 'rnn(lstm(3), 2 * x)'}\npredict: {h: h}\n", 4, 2);
        Node value = trial.model.evaluation().output("predict:h");
        Sensitivity sensitivity = Sensitivity.of(trial.model, value);
        assertThat(sensitivity.inputs()).hasSize(1);
        sensitivity.probes().forEach((name, type) -> trial.inputs.put(name, zeros(trial, type)));
        Tensor seed = zeros(trial, sensitivity.seed());
        Arrays.setAll(seed.data(), i -> Math.cos(i));
        trial.inputs.put(Sensitivity.SEED, seed);
        Tensor gradient = trial.run(sensitivity.graph())
                .get(Sensitivity.output(sensitivity.inputs().get(0)));
        assertDifferences(trial, value, seed, "x", gradient);
    }

    /** c' = c + x for a sum, so that its gradient reaches back undiminished; h' = h / 2 + x halves at each step. */
    @Test
    void reachIsWhatTheEquationsSay() {
        Trial trial = Trial.of("""
                cells:
                  "fading()":
                    state: {h: 2}
                    equations: {h': 'h / 2 + x'}
                    output: h'
                equations: {h: 'rnn(fading(), x)'}
                predict: {h: h}
                """, 5);
        Sensitivity sensitivity =
                Sensitivity.of(trial.model, trial.model.evaluation().output("predict:h"));
        sensitivity.probes().forEach((name, type) -> trial.inputs.put(name, zeros(trial, type)));
        Tensor seed = zeros(trial, sensitivity.seed());
        seed.data()[8] = 1; // the first unit at the last step
        trial.inputs.put(Sensitivity.SEED, seed);
        double[] by =
                trial.run(sensitivity.graph()).get(Sensitivity.output("h.h'")).data();
        for (int t = 0; t < 5; t++) {
            assertThat(by[2 * t]).isEqualTo(Math.pow(0.5, 4 - t));
            assertThat(by[2 * t + 1]).isZero();
        }
    }

    @Test
    void everyEquationOfEveryCellCanBeLookedAt() {
        for (String cell : SpecReader.library().names()) {
            Trial trial = Trial.of("equations: {h: 'birnn(" + cell + "(3), x)'}\npredict: {h: h}\n", 3, 1);
            assertThat(trial.model.layers()).extracting(Layer::path).containsExactly("h.forward", "h.backward");
            Map<String, Tensor> values = trial.evaluate();
            CellsTest.agree(values, trial.compiled(trial.model.evaluation()));
            for (Layer layer : trial.model.layers()) {
                List<String> names = SpecReader.library().cell(cell).orElseThrow().equations().stream()
                        .map(e -> e.target())
                        .toList();
                assertThat(layer.equations()).extracting(Model.Value::name).isEqualTo(names);
                assertThat(layer.equations()).allSatisfy(e -> assertThat(values).containsKey(layer.output(e.name())));
                assertThat(values.get(layer.output()).data())
                        .isEqualTo(values.get(layer.output("h'")).data());
            }
        }
    }
}
