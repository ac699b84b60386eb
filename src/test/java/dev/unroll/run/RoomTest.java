package dev.unroll.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.unroll.data.Batches;
import dev.unroll.data.Minibatch;
import dev.unroll.data.Split;
import dev.unroll.diagnostic.Diagnostics;
import dev.unroll.graph.Graph;
import dev.unroll.plugin.Plugins;
import dev.unroll.run.kernel.Gemm;
import dev.unroll.train.Experiment;
import java.io.IOException;
import java.lang.reflect.Field;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a program is said to need against the arrays that it then has. */
class RoomTest {
    @TempDir
    Path folder;

    @ParameterizedTest
    @ValueSource(ints = {8, 40, 100, 300})
    void isWhatAProgramHasAfterItsRun(int size) throws IOException, ReflectiveOperationException {
        Path spec = Files.writeString(folder.resolve("room.yaml"), """
                model: room
                data: {reader: random, length: 30, train: 300, fields: {x: {features: 5}, y: {features: 300}}}
                equations: {h: 'rnn(lstm(160), x)', g: 'birnn(gru(70), h)', z: 'affine(g, to=y)'}
                loss: squared_error(z, y)
                """);
        Experiment experiment = Experiment.load(spec, List.of(), Plugins.installed(), new Diagnostics());
        Minibatch batch =
                new Batches(experiment.data(), Split.TRAIN, size).once().get(0);
        Weights weights = experiment.initialWeights();
        Graph graph = experiment.model().training().orElseThrow();
        Program program = Program.compile(graph);
        Results results = program.run(weights, batch.batch());
        graph.outputs().keySet().forEach(results::values);

        Set<float[]> found = Collections.newSetFromMap(new IdentityHashMap<>());
        collect(program, found, Collections.newSetFromMap(new IdentityHashMap<>()));
        weights.all().forEach(weight -> found.remove(weight.values()));
        // The parts of the batch itself are those of the data.
        batch.batch().values().values().forEach(found::remove);
        double bytes = found.stream().mapToDouble(array -> 4.0 * array.length).sum();
        Room room = Room.of(graph, batch.batch().axes()::rows);
        assertThat(room.bytes()).isCloseTo(bytes, within(0.1 * bytes));
        assertThat(room.longest())
                .isCloseTo(found.stream().mapToDouble(a -> a.length).max().orElseThrow(), within(0.1 * room.longest()));
    }

    private static void collect(Object value, Set<float[]> found, Set<Object> seen)
            throws ReflectiveOperationException {
        if (value == null || !seen.add(value)) {
            return;
        }
        if (value instanceof float[] array) {
            found.add(array);
        } else if (value instanceof Object[] array) {
            for (Object element : array) {
                collect(element, found, seen);
            }
        } else if (value instanceof Collection<?> all) {
            for (Object element : all) {
                collect(element, found, seen);
            }
        } else if (value instanceof Map<?, ?> map) {
            collect(map.values(), found, seen);
        } else if (List.of(
                        Program.class,
                        Workspace.class,
                        LaidOut.class,
                        Machine.class,
                        ShardedResults.class,
                        Gemm.Packed.class)
                .contains(value.getClass())) {
            for (Field field : value.getClass().getDeclaredFields()) {
                if (!field.getType().isPrimitive() && !java.lang.reflect.Modifier.isStatic(field.getModifiers())) {
                    field.setAccessible(true);
                    collect(field.get(value), found, seen);
                }
            }
        }
    }
}
