package dev.unroll.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.unroll.diagnostic.Diagnostic;
import dev.unroll.diagnostic.Diagnostics;
import dev.unroll.diagnostic.Source;
import dev.unroll.run.Results;
import dev.unroll.run.Weights;
import dev.unroll.run.Weights.Weight;
import dev.unroll.spec.key.Key;
import dev.unroll.spec.key.Settings;
import dev.unroll.spec.key.Value;
import dev.unroll.tensor.Shape;
import dev.unroll.train.optimizer.Method;
import dev.unroll.train.optimizer.Optimizer;
import dev.unroll.train.optimizer.Optimizers;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OptimizersTest {
    private static Optimizer optimizer(String call) {
        Diagnostics diagnostics = new Diagnostics();
        Optimizer optimizer = configure(call, diagnostics);
        diagnostics.throwIfErrors();
        return optimizer;
    }

    private static Optimizer configure(String call, Diagnostics diagnostics) {
        Settings train = Settings.parse("train", new Source("m.yaml", "optimizer: " + call));
        Optimizer optimizer =
                Optimizers.builtIn().configure(train.call(Optimizers.builtIn().key("", "adam")));
        train.finish(diagnostics);
        return optimizer;
    }

    private static List<Diagnostic> mistakes(String call) {
        Diagnostics diagnostics = new Diagnostics();
        configure(call, diagnostics);
        return diagnostics.list();
    }

    /** One number through three steps of these gradients, against the formulas of the papers in float64. */
    private static double[] three(Optimizer optimizer, double decay, float... gradients) {
        float[] weight = {1};
        float[][] state = new float[optimizer.states().size()][1];
        double[] path = new double[gradients.length];
        for (int i = 0; i < gradients.length; i++) {
            optimizer.update(
                    weight,
                    new float[] {gradients[i]},
                    state,
                    0,
                    1,
                    new Optimizer.Step(i + 1, optimizer.rate(), decay));
            path[i] = weight[0];
        }
        return path;
    }

    @Test
    void sgdFollowsItsFormulas() {
        assertThat(three(optimizer("sgd(0.1)"), 0, 1, 2)).containsExactly(new double[] {0.9, 0.7}, within(1e-6));
        assertThat(three(optimizer("sgd(0.1)"), 0.5, 1)).containsExactly(new double[] {0.85}, within(1e-6));
        // v = 1, 0.9 + 2 = 2.9, 2.61 - 1 = 1.61
        assertThat(three(optimizer("sgd(rate=0.1, momentum=0.9)"), 0, 1, 2, -1))
                .containsExactly(new double[] {0.9, 0.61, 0.449}, within(1e-6));
        // moves by g + 0.9 v: 1.9, 2 + 2.61 = 4.61
        assertThat(three(optimizer("sgd(rate=0.1, momentum=0.9, nesterov=true)"), 0, 1, 2))
                .containsExactly(new double[] {0.81, 0.349}, within(1e-6));
    }

    @Test
    void rmspropFollowsItsFormulas() {
        // averages 0.1, 0.09 + 0.4 = 0.49
        double[] expected = {1 - 0.1 / Math.sqrt(0.1), 1 - 0.1 / Math.sqrt(0.1) - 0.2 / Math.sqrt(0.49)};
        assertThat(three(optimizer("rmsprop(0.1)"), 0, 1, 2)).containsExactly(expected, within(1e-6));
        double v = 0.5 / Math.sqrt(0.1) + 2 / Math.sqrt(0.49);
        assertThat(three(optimizer("rmsprop(0.1, momentum=0.5)"), 0, 1, 2)[1])
                .isCloseTo(1 - 0.1 / Math.sqrt(0.1) - 0.1 * v, within(1e-6));
    }

    @Test
    void adagradFollowsItsFormulas() {
        assertThat(three(optimizer("adagrad(0.1)"), 0, 3, 4))
                .containsExactly(new double[] {0.9, 0.9 - 0.4 / 5}, within(1e-6));
    }

    @Test
    void adamFollowsItsFormulas() {
        double m = 0;
        double s = 0;
        double w = 1;
        double coupled = 1;
        double mc = 0;
        double sc = 0;
        float[] gradients = {1, -2, 0.5f};
        double[] adam = three(optimizer("adam(0.1)"), 0, gradients);
        double[] decayed = three(optimizer("adam(0.1)"), 0.1, gradients);
        double[] adamw = three(optimizer("adamw(0.1)"), 0.1, gradients);
        double decoupled = 1;
        for (int t = 1; t <= 3; t++) {
            double g = gradients[t - 1];
            m = 0.9 * m + 0.1 * g;
            s = 0.999 * s + 0.001 * g * g;
            double move = 0.1 * (m / (1 - Math.pow(0.9, t))) / (Math.sqrt(s / (1 - Math.pow(0.999, t))) + 1e-8);
            w -= move;
            decoupled -= move + 0.1 * 0.1 * decoupled;
            double gc = g + 0.1 * coupled;
            mc = 0.9 * mc + 0.1 * gc;
            sc = 0.999 * sc + 0.001 * gc * gc;
            coupled -= 0.1 * (mc / (1 - Math.pow(0.9, t))) / (Math.sqrt(sc / (1 - Math.pow(0.999, t))) + 1e-8);
            assertThat(adam[t - 1]).isCloseTo(w, within(1e-5));
            assertThat(adamw[t - 1]).isCloseTo(decoupled, within(1e-5));
            assertThat(decayed[t - 1]).isCloseTo(coupled, within(1e-5));
        }
        assertThat(optimizer("adamw(0.1)").defaultDecay()).isEqualTo(0.01);
        assertThat(optimizer("adam(0.1)").defaultDecay()).isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"sgd(0.1)", "sgd(0.1, momentum=0.5)", "rmsprop(0.1)", "adagrad(0.1)", "adam(0.1)"})
    void onlyWhatIsAskedForMoves(String call) {
        Optimizer optimizer = optimizer(call);
        float[] weight = {1, 1, 1};
        float[][] state = new float[optimizer.states().size()][3];
        optimizer.update(weight, new float[] {1, 1, 1}, state, 0, 2, new Optimizer.Step(1, 0.1, 0));
        assertThat(weight[1]).isLessThan(1);
        assertThat(weight[2]).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"sgd(0.1)", "adagrad(0.1)"})
    void touchedRowsMoveAsInTheWholeTable(String call) {
        long seed = 7;
        Random random = new Random(seed);
        Shape shape = Shape.of(5, 3);
        float[] start = new float[15];
        for (int i = 0; i < 15; i++) {
            start[i] = random.nextFloat();
        }
        Weights sparse = new Weights(List.of(new Weight("e", shape, start.clone())));
        Weights dense = new Weights(List.of(new Weight("e", shape, start.clone())));
        TrainSettings settings = TrainSettingsTest.settings("optimizer: " + call + "\nclip: 0.5");
        Updates sparseUpdates = new Updates(settings, sparse);
        Updates denseUpdates = new Updates(settings, dense);
        for (int step = 1; step <= 4; step++) {
            int[] touched = step % 2 == 0 ? new int[] {0, 4} : new int[] {1, 2, 4};
            float[] compact = new float[touched.length * 3];
            float[] whole = new float[15];
            for (int i = 0; i < compact.length; i++) {
                compact[i] = random.nextFloat() - 0.5f;
                whole[touched[i / 3] * 3 + i % 3] = compact[i];
            }
            Results some = new FakeResults(Map.of("gradient:e", compact), Map.of("gradient:e", touched));
            Results all = new FakeResults(Map.of("gradient:e", whole), Map.of());
            double norm = sparseUpdates.take(some);
            assertThat(norm).isCloseTo(denseUpdates.take(all), within(1e-9));
            sparseUpdates.apply(step, 0.1);
            denseUpdates.apply(step, 0.1);
            assertThat(sparse.get("e").values())
                    .as("seed %d, step %d", seed, step)
                    .containsExactly(dense.get("e").values(), within(1e-6f));
        }
    }

    @Test
    void lazyRulesLeaveUntouchedRowsAlone() {
        Weights weights = new Weights(List.of(new Weight("e", Shape.of(2, 1), new float[] {1, 1})));
        Updates updates = new Updates(TrainSettingsTest.settings("optimizer: adam(0.1)"), weights);
        updates.take(new FakeResults(Map.of("gradient:e", new float[] {1}), Map.of("gradient:e", new int[] {0})));
        updates.apply(1, 0.1);
        updates.take(new FakeResults(Map.of("gradient:e", new float[] {1}), Map.of("gradient:e", new int[] {1})));
        updates.apply(2, 0.1);
        assertThat(weights.get("e").values()[0]).isEqualTo(0.9f, within(1e-4f));
        assertThat(updates.state().get("e/mean").values()).containsExactly(new float[] {0.1f, 0.1f}, within(1e-6f));
    }

    @Test
    void clippingLeavesTheProgramsArraysAlone() {
        Weights weights = new Weights(List.of(new Weight("w", Shape.of(2, 1), new float[] {0, 0})));
        float[] gradient = {3, -4};
        Results results = new FakeResults(Map.of("gradient:w", gradient), Map.of());
        Updates byNorm = new Updates(TrainSettingsTest.settings("optimizer: sgd(1)\nclip: 1"), weights);
        assertThat(byNorm.take(results)).isEqualTo(5);
        byNorm.apply(1, 1);
        assertThat(weights.get("w").values()).containsExactly(new float[] {-0.6f, 0.8f}, within(1e-6f));
        Updates byValue = new Updates(TrainSettingsTest.settings("optimizer: sgd(1)\nclip_value: 3.5"), weights);
        byValue.take(results);
        byValue.apply(1, 1);
        assertThat(weights.get("w").values()).containsExactly(new float[] {-3.6f, 4.3f}, within(1e-6f));
        assertThat(gradient).containsExactly(3, -4);
    }

    @Test
    void biasesDoNotDecay() {
        Weights weights = new Weights(List.of(
                new Weight("w", Shape.of(1, 1), new float[] {1}), new Weight("b", Shape.of(1), new float[] {1})));
        Results zero = new FakeResults(Map.of("gradient:w", new float[1], "gradient:b", new float[1]), Map.of());
        Updates updates = new Updates(TrainSettingsTest.settings("optimizer: sgd(1)\ndecay: 0.5"), weights);
        updates.take(zero);
        updates.apply(1, 1);
        assertThat(weights.get("w").values()).containsExactly(0.5f);
        assertThat(weights.get("b").values()).containsExactly(1);
    }

    @Test
    void everyArgumentMatters() {
        for (Method<Optimizer> method : Optimizers.builtIn().all()) {
            List<Key<?>> keys = method.callee().keys();
            // Without momentum there is nothing that could look ahead.
            String first = keys.stream().anyMatch(k -> k.name().equals("momentum")) ? "momentum=0.5" : "rate=0.2";
            String base = method.name() + "(" + first + ")";
            for (Key<?> key : keys) {
                String change = key.name() + (key.value() instanceof Value.Flag ? "=true" : "=0.3");
                String other = key.name().equals(first.substring(0, first.indexOf('=')))
                        ? method.name() + "(" + change + ")"
                        : method.name() + "(" + first + ", " + change + ")";
                assertThat(path(other)).as(other).isNotEqualTo(path(base));
            }
        }
    }

    private static double[] path(String call) {
        Optimizer optimizer = optimizer(call);
        return three(optimizer, optimizer.defaultDecay(), 1, 2, -1);
    }

    @Test
    void mistakesAreNamedAtTheirPlace() {
        Diagnostic unknown = mistakes("adm(rate=1)").get(0);
        assertThat(unknown.message()).isEqualTo("unknown optimizer 'adm'");
        assertThat(unknown.hint()).isEqualTo(Optional.of("did you mean 'adam'?"));
        assertThat(unknown.span().orElseThrow().excerpt()).isEqualTo("adm");
        Diagnostic argument = mistakes("adam(rat=1)").get(0);
        assertThat(argument.hint()).isEqualTo(Optional.of("did you mean 'rate'?"));
        assertThat(argument.span().orElseThrow().excerpt()).isEqualTo("rat");
        assertThat(mistakes("adam(rate=-1)").get(0).message()).contains("'rate'", "at least 0");
        assertThat(mistakes("adam(beta1=1)")).hasSize(1);
        assertThat(mistakes("sgd(0.1, nesterov=true)").get(0).message()).contains("momentum");
        assertThat(mistakes("sgd(0.1, 0.9)")).hasSize(1);
    }

    /** Results that are given. */
    record FakeResults(Map<String, float[]> outputs, Map<String, int[]> touched) implements Results {
        @Override
        public float[] values(String output) {
            return outputs.get(output);
        }

        @Override
        public int size(String output) {
            return outputs.get(output).length;
        }

        @Override
        public Optional<int[]> rowsTouched(String output) {
            return Optional.ofNullable(touched.get(output));
        }
    }
}
