package dev.unroll.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.unroll.diagnostic.Codes;
import dev.unroll.diagnostic.Diagnostics;
import dev.unroll.diagnostic.InvalidInput;
import dev.unroll.plugin.Plugins;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FootprintTest {
    @TempDir
    Path folder;

    private Experiment load(String... overrides) throws IOException {
        Path spec = Files.writeString(folder.resolve("large.yaml"), """
                model: large
                data: {reader: random, length: 10, train: 20, fields: {x: {features: 2}, y: {features: 2}}}
                equations: {h: 'rnn(lstm(8), x)', z: 'affine(h, to=y)'}
                loss: squared_error(z, y)
                """);
        return Experiment.load(spec, List.of(overrides), Plugins.installed(), new Diagnostics());
    }

    @Test
    void addsUpWeightsAndTheLargestBatch() throws IOException {
        Experiment experiment = load();
        double bytes = Footprint.of(experiment.model(), experiment.settings(), experiment.data(), 1e12)
                .bytes();
        // 370 weights, six copies of each with adam, and for each of the 200 steps of 20 sequences some of its values.
        assertThat(bytes)
                .isBetween(
                        4.0 * 6 * experiment.model().size(),
                        4.0 * 6 * experiment.model().size() + 4.0 * 200 * 400);
    }

    @Test
    void whatDoesNotFitIsRefusedWithItsLargestParts() {
        assertThatThrownBy(() -> load("equations.h=rnn(lstm(20000), x)"))
                .isInstanceOfSatisfying(InvalidInput.class, e -> {
                    assertThat(e.diagnostics()).singleElement().satisfies(d -> {
                        assertThat(d.code()).isEqualTo(Codes.TOO_MUCH_MEMORY);
                        assertThat(d.message())
                                .matches("training needs about [0-9.]+ GB of memory, but Java may use only .* GB");
                        assertThat(d.hint().orElseThrow())
                                .contains("'h.f.h' [20000, 20000]", "'h.g.h'", "UNROLL_JAVA_OPTS");
                    });
                });
    }

    @Test
    void aBatchLargerThanTheDataIsTheData() throws IOException {
        Experiment experiment = load("train.batch=1000000000", "train.epochs=1");
        Outcome outcome = experiment.train(folder.resolve("run"), TrainingListener.SILENT, () -> false);
        assertThat(outcome.steps()).isEqualTo(1);
    }
}
