package dev.unroll.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.unroll.run.Threads;
import dev.unroll.run.Weights;
import dev.unroll.tensor.Shape;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The distributions that weights begin with. */
class InitialisationTest {
    private static double deviation(float[] values) {
        double sum = 0;
        for (float value : values) {
            sum += (double) value * value;
        }
        return Math.sqrt(sum / values.length);
    }

    private static float largest(float[] values) {
        float largest = 0;
        for (float value : values) {
            largest = Math.max(largest, Math.abs(value));
        }
        return largest;
    }

    @ParameterizedTest
    @CsvSource({"1, 1", "4, 4", "7, 3", "3, 7", "64, 64", "1, 5", "5, 1"})
    void orthogonalMatricesHaveRowsOrColumnsOfLengthOneAtRightAngles(int rows, int columns) {
        float[] values = new Initialiser.Orthogonal().draw(Shape.of(rows, columns), new Random(1));
        boolean wide = columns > rows;
        int count = Math.min(rows, columns);
        for (int a = 0; a < count; a++) {
            for (int b = 0; b < count; b++) {
                double dot = 0;
                for (int i = 0; i < Math.max(rows, columns); i++) {
                    dot += wide
                            ? values[a * columns + i] * values[b * columns + i]
                            : values[i * columns + a] * values[i * columns + b];
                }
                assertThat(dot).isCloseTo(a == b ? 1 : 0, within(1e-5));
            }
        }
    }

    @ParameterizedTest
    @CsvSource({"100, 50", "50, 100", "300, 3", "80, 80"})
    void glorotKeepsItsBoundAndItsVariance(int in, int out) {
        float[] values = new Initialiser.Glorot().draw(Shape.of(in, out), new Random(2));
        double bound = Math.sqrt(6.0 / (in + out));
        assertThat((double) largest(values)).isBetween(0.97 * bound, bound + 1e-7);
        assertThat(deviation(values)).isCloseTo(Math.sqrt(2.0 / (in + out)), within(0.05 * bound));
    }

    @Test
    void uniformAndNormalAreAsWideAsTheySay() {
        float[] uniform = new Initialiser.Uniform(0.2).draw(Shape.of(5000), new Random(3));
        assertThat(largest(uniform)).isBetween(0.199f, 0.2f);
        assertThat(deviation(uniform)).isCloseTo(0.2 / Math.sqrt(3), within(0.004));
        float[] normal = new Initialiser.Normal(0.1).draw(Shape.of(5000), new Random(4));
        assertThat(deviation(normal)).isCloseTo(0.1, within(0.004));
        assertThat(new Initialiser.Constant(0.5).draw(Shape.of(3), new Random(5)))
                .containsOnly(0.5f);
    }

    /** Each parameter has its own random numbers, whichever thread draws them. */
    @Test
    void weightsDoNotDependOnThreads() {
        List<Parameter> parameters = Trial.model("""
                equations:
                  h: rnn(lstm(20), x)
                  z: affine(last(h), to=3)
                loss: squared_error(z, y)
                """, false).parameters();
        try (Threads one = new Threads(1);
                Threads four = new Threads(4)) {
            Weights alone = one.use(() -> Initialisation.weights(parameters, 7));
            Weights together = four.use(() -> Initialisation.weights(parameters, 7));
            assertThat(together.all()).hasSize(alone.all().size());
            alone.all()
                    .forEach(weight ->
                            assertThat(together.get(weight.name()).values()).containsExactly(weight.values()));
        }
    }

    @Test
    void everyParameterOfAModelBeginsAsItsKindDoes() {
        Model model = Trial.model("""
                parameters: {W: [2, 3], v: [3], U: {shape: [3, 3], init: orthogonal()}}
                equations:
                  a: affine(x, to=40)
                  b: affine(a, to=40, bias=0.25, init=uniform(0.01))
                  h: rnn(lstm(40), b, initial=learned)
                  n: layer_norm(h)
                  y2: affine(n, to=3) + x @ W + v + y @ U
                loss: squared_error(y2, y)
                """, false);
        Weights weights = Initialisation.weights(model.parameters(), 1);
        assertThat((double) largest(weights.get("a.x").values())).isLessThanOrEqualTo(Math.sqrt(6.0 / 42));
        assertThat(largest(weights.get("b.a").values())).isBetween(0.009f, 0.01f);
        assertThat(weights.get("b.bias").values()).containsOnly(0.25f);
        assertThat(weights.get("h.f.bias").values()).containsOnly(1);
        assertThat(weights.get("h.i.bias").values()).containsOnly(0);
        assertThat(weights.get("h.initial.c").values()).containsOnly(0);
        assertThat(weights.get("n.gain").values()).containsOnly(1);
        assertThat(weights.get("n.shift").values()).containsOnly(0);
        assertThat(weights.get("v").values()).containsOnly(0);
        assertThat(deviation(weights.get("h.f.h").values()))
                .as("orthogonal")
                .isCloseTo(1 / Math.sqrt(40), within(1e-6));
        assertThat(deviation(weights.get("U").values())).as("orthogonal").isCloseTo(1 / Math.sqrt(3), within(1e-6));
    }

    @Test
    void drawsDependOnTheSeedAndTheNameAlone() {
        Parameter a = new Parameter("a", Shape.of(20, 20), List.of("", ""), new Initialiser.Glorot());
        Parameter b = new Parameter("b", Shape.of(20, 20), List.of("", ""), new Initialiser.Glorot());
        float[] alone = Initialisation.weights(List.of(a), 1).get("a").values();
        assertThat(Initialisation.weights(List.of(b, a), 1).get("a").values()).isEqualTo(alone);
        assertThat(Initialisation.weights(List.of(b), 1).get("b").values()).isNotEqualTo(alone);
        assertThat(Initialisation.weights(List.of(a), 2).get("a").values()).isNotEqualTo(alone);
        assertThat(Initialisation.weights(List.of(a), 0).get("a").values()).isNotEqualTo(alone);
    }
}
