package dev.unroll.data;

import dev.unroll.graph.Rows;
import dev.unroll.spec.key.Key;
import dev.unroll.spec.key.Settings;
import dev.unroll.tensor.Shape;
import java.util.List;
import java.util.Map;

/**
 * The adding problem (Hochreiter & Schmidhuber 1997, experiment 4) in the form of Le, Jaitly & Hinton 2015: each step
 * has a number, uniform in [0, 1], and a marker, 1 at one step of each half, else 0; the target is the sum of the two
 * marked numbers. Always answering 1 has a mean squared error of 1/6.
 */
record AddingTask(int length) implements Task {
    private static final Key<Integer> LENGTH = TaskReader.length(100, 2);
    static final List<Key<?>> KEYS = List.of(LENGTH);

    static Task of(Settings settings) {
        return new AddingTask(settings.get(LENGTH));
    }

    @Override
    public List<Field> fields() {
        return List.of(Field.real("inputs", Rows.STEPS, Shape.of(2)), Field.real("target", Rows.BATCH, Shape.of(1)));
    }

    @Override
    public Example make(Draws draws, long key) {
        float[] inputs = new float[2 * length];
        for (int t = 0; t < length; t++) {
            inputs[2 * t] = (float) draws.uniform();
        }
        int first = draws.below(length / 2);
        int second = draws.between(length / 2, length - 1);
        inputs[2 * first + 1] = 1;
        inputs[2 * second + 1] = 1;
        float[] target = {inputs[2 * first] + inputs[2 * second]};
        return new Example(length, Map.of("inputs", inputs, "target", target), key);
    }
}
