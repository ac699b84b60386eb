package dev.unroll.train;

import static org.assertj.core.api.Assertions.assertThat;

import dev.unroll.run.Results;
import dev.unroll.run.Weights;
import dev.unroll.run.Weights.Weight;
import dev.unroll.tensor.Shape;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class UpdatesTest {
    /** The program keeps one array for equal gradients, such as those of two biases that are added. */
    private record OneArray(float[] gradient) implements Results {
        @Override
        public float[] values(String output) {
            return gradient;
        }

        @Override
        public int size(String output) {
            return gradient.length;
        }

        @Override
        public Optional<int[]> rowsTouched(String output) {
            return Optional.empty();
        }
    }

    @Test
    void clippingLeavesTheProgramsArraysAlone() {
        TrainSettings settings = TrainSettingsTest.settings("{optimizer: sgd(1), clip: 1}");
        float[] a = new float[1];
        float[] b = new float[1];
        Weights weights = new Weights(List.of(new Weight("a", Shape.of(1), a), new Weight("b", Shape.of(1), b)));
        Updates updates = new Updates(settings, weights);
        float[] shared = {0.1f};
        Results results = new OneArray(shared);
        updates.take(results);
        updates.apply(1, 1);
        shared[0] = 3;
        updates.take(results);
        updates.apply(2, 1);
        float expected = -0.1f - (float) (1 / Math.sqrt(2));
        assertThat(shared).containsExactly(3);
        assertThat(a[0]).isEqualTo(b[0]).isEqualTo(expected);
    }
}
