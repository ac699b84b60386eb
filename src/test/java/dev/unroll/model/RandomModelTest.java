package dev.unroll.model;

import static org.assertj.core.api.Assertions.assertThat;

import dev.unroll.contract.GradientCheck;
import dev.unroll.diagnostic.Diagnostics;
import dev.unroll.graph.Graph;
import dev.unroll.graph.Node;
import dev.unroll.run.Program;
import dev.unroll.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Random equations, right and wrong: whatever is written ends in diagnostics at places or in a model whose compiled
 * program agrees with the interpreter, and whose gradients hold at both orders where it is smooth.
 */
class RandomModelTest {
    /** What has no derivative somewhere, which a central difference could straddle. */
    private static final List<String> KINKS = List.of("max", "min", "where");

    static LongStream seeds() {
        return LongStream.range(0, 300);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void isRefusedWithDiagnosticsOrRuns(long seed) {
        String text = new Writer(new Random(seed)).text();
        Diagnostics diagnostics = new Diagnostics();
        Optional<Model> model = Trial.build("model: random\n" + text, false, diagnostics);
        assertThat(model.isPresent()).as(text).isNotEqualTo(diagnostics.hasErrors());
        diagnostics.list().forEach(d -> assertThat(d.span()).as(d.message()).isPresent());
        if (model.isPresent()) {
            for (int[] lengths : new int[][] {{1}, {3, 2, 2}, {2, 2, 2, 2, 2, 2, 2, 2, 2, 1, 1, 1, 1, 1, 1, 1, 1}}) {
                Trial trial = Trial.of(text, lengths);
                agree(trial, trial.model.evaluation(), text);
                agree(trial, trial.model.training().orElseThrow(), text);
            }
            if (KINKS.stream().noneMatch(text::contains)) {
                Trial trial = Trial.of(text, 3, 1);
                Node loss = trial.model.training().orElseThrow().output("loss");
                assertThat(new GradientCheck(trial.inputs, trial.weights, trial.context(), seed).compare(loss, false))
                        .as(text)
                        .allMatch(GradientCheck.Comparison::passes);
            }
        }
    }

    private static void agree(Trial trial, Graph graph, String text) {
        Map<String, Tensor> expected = trial.run(graph);
        trial.compiled(graph, Program.compile(graph)).forEach((name, values) -> {
            double[] wanted = expected.get(name).data();
            assertThat(values).as(name).hasSize(wanted.length);
            double scale = 1;
            for (double value : wanted) {
                scale = Math.max(scale, Math.abs(value));
            }
            for (int i = 0; i < wanted.length; i++) {
                if (!(Math.abs(values[i] - wanted[i]) <= 2e-4 * scale)) {
                    throw new AssertionError(
                            name + "[" + i + "] is " + values[i] + ", not " + wanted[i] + " in\n" + text);
                }
            }
        });
    }

    /** Writes models whose names and widths mostly, but not always, fit. */
    private static final class Writer {
        private static final List<String> WIDE =
                List.of("y", "whole", "v", "y[0:3]", "one_hot(kind)", "embed(words, 3)");
        private static final List<String> ODD =
                List.of("x", "price", "W", "words", "0.5", "2", "units", "x[1:]", "nothing");
        private final Random random;
        private final List<String> known = new ArrayList<>(WIDE);

        Writer(Random random) {
            this.random = random;
        }

        String text() {
            StringBuilder text = new StringBuilder("""
                    sizes: {units: 3}
                    parameters: {W: [3, 3], v: [3]}
                    functions: {"gate(a, b)": a * sigmoid(b)}
                    cells:
                      own(n):
                        state: {h: n, c: [n, n]}
                        equations:
                    """);
            known.clear();
            known.addAll(List.of("affine(x, to=3)", "h", "h", "affine(x, h)", "0.3 * sum(c)"));
            for (int i = 0; i < 3; i++) {
                equation(text, "      ", "e" + i, 2);
            }
            text.append("      h': tanh(").append(expression(2)).append(")\n");
            text.append("      c': tanh(c * 0.5 + outer(h, ")
                    .append(pick(known))
                    .append("))\n");
            text.append("    output: ")
                    .append(random.nextBoolean() ? "h'" : "h' * e2")
                    .append("\nequations:\n");
            known.clear();
            known.addAll(WIDE);
            int equations = 2 + random.nextInt(4);
            for (int i = 0; i < equations; i++) {
                equation(text, "  ", "a" + i, 3);
            }
            return text.append("loss: squared_error(a")
                    .append(equations - 1)
                    .append(", y) + mean(a0 * a0)\n")
                    .toString();
        }

        private void equation(StringBuilder text, String indent, String name, int depth) {
            text.append(indent)
                    .append(name)
                    .append(": \"")
                    .append(expression(depth))
                    .append("\"\n");
            known.add(name);
        }

        private String expression(int depth) {
            if (depth == 0 || random.nextInt(6) == 0) {
                return random.nextInt(25) == 0 ? pick(ODD) : pick(known);
            }
            String a = expression(depth - 1);
            return switch (random.nextInt(22)) {
                case 0 -> "tanh(" + a + ")";
                case 1 -> "sigmoid(" + a + " * 2)";
                case 2 -> a + " + " + expression(depth - 1);
                case 3 -> "(" + a + ") * (" + expression(depth - 1) + ")";
                case 4 -> "(" + a + ") @ W";
                case 5 -> "(" + a + ") / (2 + tanh(" + expression(depth - 1) + "))";
                case 6 -> "max(" + a + ", " + expression(depth - 1) + ")";
                case 7 -> "where(" + a + " < 0.1, " + expression(depth - 1) + ", v)";
                case 8 -> "softmax(" + a + ")";
                case 9 -> "layer_norm(" + a + " + y)";
                case 10 -> "affine(" + a + ", x, to=units)";
                case 11 -> "concat(sum(" + a + "), price, mean(" + expression(depth - 1) + "))";
                case 12 -> "last(" + a + ")";
                case 13 -> "mean_over_time(" + a + ")";
                case 14 -> "max_over_time(" + a + ") + first(y)";
                case 15 -> "rnn(" + cell() + ", " + a + ")";
                case 16 ->
                    "birnn(" + cell() + ", " + a + ", merge=" + pick(List.of("sum", "mean", "gate", "min")) + ")";
                case 17 -> "dropout(" + a + ", 0.4)";
                case 18 -> "outer(" + a + ", v) @ (" + expression(depth - 1) + ")";
                case 19 -> "gate(" + a + ", " + expression(depth - 1) + ")";
                case 20 -> "sum(transpose(outer(" + a + ", " + expression(depth - 1) + ")))";
                default -> "-(" + a + ") ^ 2";
            };
        }

        private String cell() {
            return pick(List.of("lstm(3)", "gru(units)", "own(3)", "own(3)", "mgu(3)", "lstm_layernorm(3)"));
        }

        private String pick(List<String> from) {
            return from.get(random.nextInt(from.size()));
        }
    }
}
