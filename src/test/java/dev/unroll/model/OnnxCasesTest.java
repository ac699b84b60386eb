package dev.unroll.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.unroll.diagnostic.Diagnostics;
import dev.unroll.diagnostic.Source;
import dev.unroll.graph.Rows;
import dev.unroll.graph.Type;
import dev.unroll.plugin.Plugins;
import dev.unroll.run.Batch;
import dev.unroll.run.Program;
import dev.unroll.run.Results;
import dev.unroll.run.Weights;
import dev.unroll.spec.ModelSpec;
import dev.unroll.spec.SpecReader;
import dev.unroll.tensor.Packing;
import dev.unroll.tensor.Shape;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The library's cells against the node test cases of the ONNX project (Apache-2.0), where those are beside the project:
 * operators RNN, LSTM and GRU in their documented gate orders i o f c and z r h, at most 1e-5 apart.
 */
class OnnxCasesTest {
    private static final Path CASES =
            Path.of(Optional.ofNullable(System.getenv("UNROLL_SHARED")).orElse("../shared"), "data", "onnx-rnn-cases");

    private Path folder = CASES;

    private Optional<TensorProto> input(int number) throws IOException {
        Path file = folder.resolve("test_data_set_0/input_" + number + ".pb");
        return Files.exists(file) ? Optional.of(TensorProto.read(file)) : Optional.empty();
    }

    @ParameterizedTest
    @CsvSource({
        "simple_rnn_defaults, rnn, h",
        "simple_rnn_with_initial_bias, rnn, h",
        "rnn_seq_length, rnn, h",
        "simple_rnn_batchwise, rnn, h",
        "lstm_defaults, lstm, i o f g",
        "lstm_with_initial_bias, lstm, i o f g",
        "lstm_with_peepholes, lstm_peephole, i o f g",
        "lstm_batchwise, lstm, i o f g",
        "gru_defaults, gru, z r g",
        "gru_with_initial_bias, gru, z r g",
        "gru_seq_length, gru, z r g",
        "gru_batchwise, gru, z r g"
    })
    void agrees(String name, String cell, String order) throws IOException {
        folder = CASES.resolve("test_" + name);
        assumeTrue(Files.isDirectory(folder), "the ONNX cases are not beside the project");
        String[] gates = order.split(" ");
        boolean batchFirst = name.endsWith("batchwise");
        TensorProto x = input(0).orElseThrow();
        TensorProto w = input(1).orElseThrow();
        TensorProto r = input(2).orElseThrow();
        Optional<TensorProto> bias = input(3);
        int steps = x.dims().get(batchFirst ? 1 : 0);
        int batch = x.dims().get(batchFirst ? 0 : 1);
        int width = x.dims().get(2);
        int units = r.dims().get(2);
        for (int later = 5; later <= 6; later++) {
            input(later).ifPresent(initial -> assertThat(initial.data()).containsOnly(0));
        }

        Map<String, float[]> values = new LinkedHashMap<>();
        for (int k = 0; k < gates.length; k++) {
            String gate = cell.equals("rnn") ? "h.h" : "h." + gates[k];
            String state = cell.equals("gru") && gates[k].equals("g") ? "s" : "h";
            values.put(gate + ".x", transposed(w.data(), k * units, units, width));
            values.put(gate + "." + state, transposed(r.data(), k * units, units, units));
            float[] sum = new float[units];
            for (int i = 0; bias.isPresent() && i < units; i++) {
                float[] both = bias.get().data();
                sum[i] = both[k * units + i] + both[(gates.length + k) * units + i];
            }
            values.put(gate + ".bias", sum);
        }
        Optional<TensorProto> peepholes = input(7);
        if (peepholes.isPresent()) {
            String[] names = {"pi", "po", "pf"};
            for (int k = 0; k < names.length; k++) {
                values.put("h." + names[k], Arrays.copyOfRange(peepholes.get().data(), k * units, (k + 1) * units));
            }
        }
        float[] rows = batchFirst ? stepsFirst(x.data(), batch, steps, width) : x.data();
        Results results = run(
                cell,
                units,
                width,
                values,
                new Batch(Packing.uniform(batch, steps), Map.of("x", rows), new long[batch], 1, 1));

        TensorProto expected = TensorProto.read(folder.resolve("test_data_set_0/output_0.pb"));
        boolean all = expected.data().length == steps * batch * units && steps > 1;
        float[] actual = results.values(all ? "value:h" : "value:last");
        float[] wanted = all && batchFirst ? stepsFirst(expected.data(), batch, steps, units) : expected.data();
        assertThat(wanted).isNotEmpty();
        for (int i = 0; i < wanted.length; i++) {
            assertThat(actual[i]).as("number %d", i).isCloseTo(wanted[i], within(1e-5f));
        }
    }

    private static Results run(String cell, int units, int width, Map<String, float[]> values, Batch batch) {
        String text = "model: onnx\nequations:\n  h: rnn(" + cell + "(" + units + "), x)\n  last: last(h)\n";
        ModelSpec spec = SpecReader.tryRead(new Source("onnx.yaml", text), List.of(), new Diagnostics())
                .orElseThrow();
        Diagnostics diagnostics = new Diagnostics();
        Map<String, Type> fields = Map.of("x", Type.real(Rows.STEPS, Shape.of(width)));
        Model model = ModelBuilder.build(
                        spec, fields, Set.of(), Map.of(), SpecReader.library(), false, Plugins.installed(), diagnostics)
                .orElseThrow();
        assertThat(model.parameters().stream().map(Parameter::name))
                .containsExactlyInAnyOrderElementsOf(values.keySet());
        Weights weights = new Weights(model.parameters().stream()
                .map(p -> new Weights.Weight(p.name(), p.shape(), values.get(p.name())))
                .toList());
        return Program.compile(model.evaluation()).run(weights, batch);
    }

    /** Rows {@code from} to {@code from + rows} of a matrix with {@code columns} columns, transposed. */
    private static float[] transposed(float[] matrix, int from, int rows, int columns) {
        float[] transposed = new float[rows * columns];
        for (int i = 0; i < rows; i++) {
            for (int j = 0; j < columns; j++) {
                transposed[j * rows + i] = matrix[(from + i) * columns + j];
            }
        }
        return transposed;
    }

    private static float[] stepsFirst(float[] batchFirst, int batch, int steps, int width) {
        float[] rows = new float[batchFirst.length];
        for (int b = 0; b < batch; b++) {
            for (int t = 0; t < steps; t++) {
                System.arraycopy(batchFirst, (b * steps + t) * width, rows, (t * batch + b) * width, width);
            }
        }
        return rows;
    }
}
