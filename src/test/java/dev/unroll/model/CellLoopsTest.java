package dev.unroll.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.unroll.tensor.Tensor;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

/** The cells of the library against their papers' equations written as plain loops, on an uneven batch in both directions. */
class CellLoopsTest {
    private static final int UNITS = 3;
    private static final int[] LENGTHS = {5, 3, 3, 1};

    private interface Step {
        /** The state after the step; its first features are shown. */
        double[] next(double[] x, double[] state);
    }

    private Trial trial = trial("rnn", false);

    private static Trial trial(String cell, boolean reverse) {
        return Trial.of("""
                equations:
                  h: rnn(%s(3), x, reverse=%s)
                loss: squared_error(h, y)
                """.formatted(cell, reverse), LENGTHS);
    }

    /** Runs the step over each sequence on its own, from a state of zeros. */
    private void equalsALoop(String cell, int states, Step step) {
        for (boolean reverse : new boolean[] {false, true}) {
            trial = trial(cell, reverse);
            Tensor h = trial.value("h");
            for (int b = 0; b < LENGTHS.length; b++) {
                double[] state = new double[states * UNITS];
                for (int i = 0; i < LENGTHS[b]; i++) {
                    int t = reverse ? LENGTHS[b] - 1 - i : i;
                    state = step.next(trial.at(trial.inputs.get("x"), b, t), state);
                    assertThat(trial.at(h, b, t)).containsExactly(Arrays.copyOf(state, UNITS), within(1e-12));
                }
            }
        }
    }

    private double affine(String gate, double[] x, double[] h, int unit) {
        String second = trial.weights.containsKey("h." + gate + ".s") ? "s" : "h";
        double sum = trial.weight("h." + gate + ".bias")[unit];
        for (int i = 0; i < x.length; i++) {
            sum += x[i] * trial.weight("h." + gate + ".x")[i * UNITS + unit];
        }
        for (int i = 0; i < UNITS; i++) {
            sum += h[i] * trial.weight("h." + gate + "." + second)[i * UNITS + unit];
        }
        return sum;
    }

    private double gate(String gate, double[] x, double[] h, int unit) {
        return sigmoid(affine(gate, x, h, unit));
    }

    private static double sigmoid(double x) {
        return 1 / (1 + Math.exp(-x));
    }

    @Test
    void rnn() {
        equalsALoop("rnn", 1, (x, h) -> {
            double[] next = new double[UNITS];
            Arrays.setAll(next, u -> Math.tanh(affine("h", x, h, u)));
            return next;
        });
    }

    @Test
    void lstm() {
        equalsALoop("lstm", 2, (x, state) -> {
            double[] next = new double[2 * UNITS];
            for (int u = 0; u < UNITS; u++) {
                double added = gate("i", x, state, u) * Math.tanh(affine("g", x, state, u));
                next[UNITS + u] = gate("f", x, state, u) * state[UNITS + u] + added;
                next[u] = gate("o", x, state, u) * Math.tanh(next[UNITS + u]);
            }
            return next;
        });
    }

    @Test
    void lstmWithPeepholes() {
        equalsALoop("lstm_peephole", 2, (x, state) -> {
            double[] next = new double[2 * UNITS];
            for (int u = 0; u < UNITS; u++) {
                double c = state[UNITS + u];
                double f = sigmoid(affine("f", x, state, u) + trial.weight("h.pf")[u] * c);
                double i = sigmoid(affine("i", x, state, u) + trial.weight("h.pi")[u] * c);
                next[UNITS + u] = f * c + i * Math.tanh(affine("g", x, state, u));
                double o = sigmoid(affine("o", x, state, u) + trial.weight("h.po")[u] * next[UNITS + u]);
                next[u] = o * Math.tanh(next[UNITS + u]);
            }
            return next;
        });
    }

    @Test
    void lstmWithCoupledGates() {
        equalsALoop("lstm_coupled", 2, (x, state) -> {
            double[] next = new double[2 * UNITS];
            for (int u = 0; u < UNITS; u++) {
                double f = gate("f", x, state, u);
                next[UNITS + u] = f * state[UNITS + u] + (1 - f) * Math.tanh(affine("g", x, state, u));
                next[u] = gate("o", x, state, u) * Math.tanh(next[UNITS + u]);
            }
            return next;
        });
    }

    @Test
    void lstmWithLayerNormalisation() {
        equalsALoop("lstm_layernorm", 2, (x, state) -> {
            double[] z = trial.weight("h.b").clone();
            double[] ofInput = normalised("h.z", product(x, "h.W"));
            double[] ofState = normalised("h.z.2", product(Arrays.copyOf(state, UNITS), "h.U"));
            Arrays.setAll(z, k -> z[k] + ofInput[k] + ofState[k]);
            double[] next = new double[2 * UNITS];
            for (int u = 0; u < UNITS; u++) {
                double added = sigmoid(z[UNITS + u]) * Math.tanh(z[2 * UNITS + u]);
                next[UNITS + u] = sigmoid(z[u] + 1) * state[UNITS + u] + added;
            }
            double[] shown = normalised("h.h", Arrays.copyOfRange(next, UNITS, 2 * UNITS));
            for (int u = 0; u < UNITS; u++) {
                next[u] = sigmoid(z[3 * UNITS + u]) * Math.tanh(shown[u]);
            }
            return next;
        });
    }

    private double[] product(double[] row, String name) {
        double[] matrix = trial.weight(name);
        double[] product = new double[matrix.length / row.length];
        for (int i = 0; i < row.length; i++) {
            for (int k = 0; k < product.length; k++) {
                product[k] += row[i] * matrix[i * product.length + k];
            }
        }
        return product;
    }

    private double[] normalised(String name, double[] features) {
        double mean = Arrays.stream(features).average().orElseThrow();
        double variance = Arrays.stream(features)
                .map(a -> (a - mean) * (a - mean))
                .average()
                .orElseThrow();
        double[] gain = trial.weight(name + ".gain");
        double[] shift = trial.weight(name + ".shift");
        double[] normal = new double[features.length];
        Arrays.setAll(normal, k -> (features[k] - mean) / Math.sqrt(variance + 1e-5) * gain[k] + shift[k]);
        return normal;
    }

    @Test
    void gru() {
        equalsALoop("gru", 1, (x, h) -> {
            double[] seen = new double[UNITS];
            Arrays.setAll(seen, u -> gate("r", x, h, u) * h[u]);
            double[] next = new double[UNITS];
            for (int u = 0; u < UNITS; u++) {
                double z = gate("z", x, h, u);
                next[u] = z * h[u] + (1 - z) * Math.tanh(affine("g", x, seen, u));
            }
            return next;
        });
    }

    @Test
    void mgu() {
        equalsALoop("mgu", 1, (x, h) -> {
            double[] seen = new double[UNITS];
            Arrays.setAll(seen, u -> gate("f", x, h, u) * h[u]);
            double[] next = new double[UNITS];
            for (int u = 0; u < UNITS; u++) {
                double f = gate("f", x, h, u);
                next[u] = (1 - f) * h[u] + f * Math.tanh(affine("g", x, seen, u));
            }
            return next;
        });
    }
}
