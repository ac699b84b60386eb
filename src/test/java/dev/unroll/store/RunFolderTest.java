package dev.unroll.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.Mockito.CALLS_REAL_METHODS;
import static org.mockito.Mockito.doThrow;
import static org.mockito.Mockito.mock;

import dev.unroll.diagnostic.InvalidInput;
import dev.unroll.run.Weights;
import dev.unroll.run.Weights.Weight;
import dev.unroll.tensor.Shape;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RunFolderTest {
    private static final Map<String, Object> DATA = Map.of("fields", List.of(Map.of("name", "x")), "counts", Map.of());

    @TempDir
    Path folder;

    private static RunFolder.Beginning beginning(String spec, Map<String, Object> data) {
        return new RunFolder.Beginning(spec, data, new Needs(List.of()), Map.of(), Map.of("train", "0123"));
    }

    private static RunFolder create(Path path, String spec) {
        RunFolder run = RunFolder.create(path, beginning(spec, DATA), Disk.LOCAL);
        run.close();
        return run;
    }

    private static RunFolder resume(Path path, String spec, Map<String, Object> data) {
        RunFolder run = RunFolder.resume(path, beginning(spec, data), Disk.LOCAL);
        run.close();
        return run;
    }

    private static Checkpoint checkpoint() {
        Weights weights = new Weights(List.of(new Weight("w", Shape.of(2), new float[] {1, 2})));
        return new Checkpoint(weights, new Weights(List.of()), new Weights(List.of()), Counters.START);
    }

    @Test
    void aNameIsMadeForARun() {
        LocalDateTime now = LocalDateTime.of(2026, 3, 4, 5, 6, 7);
        assertThat(RunFolder.defaultValue("language id", now)).isEqualTo(Path.of("runs/language_id-20260304-050607"));
    }

    @Test
    void onlyNewOrEmptyFoldersAreTaken() throws IOException {
        Path run = folder.resolve("a/b");
        create(run, "model: m\n");
        assertThat(run.resolve("spec.yaml")).hasContent("model: m\n");
        assertThat(RunFolder.open(run).data()).containsKey("fields");
        assertThat(create(run, "model: n\n").spec())
                .as("a run that ended before it had a checkpoint is begun again")
                .hasContent("model: n\n");
        create(run, "model: m\n").save(checkpoint());
        assertThatThrownBy(() -> create(run, "model: m\n"))
                .isInstanceOf(InvalidInput.class)
                .hasMessageContaining("already holds a run")
                .hasMessageContaining("--resume");
        Path file = Files.writeString(folder.resolve("file"), "x");
        assertThatThrownBy(() -> create(file, "")).hasMessageContaining("is a file");
        assertThatThrownBy(() -> create(file.resolve("below"), ""))
                .isInstanceOf(InvalidInput.class)
                .hasMessageContaining("cannot create the folder");
        assertThatThrownBy(() -> create(folder, "")).hasMessageContaining("is not empty");
        Path empty = Files.createDirectory(folder.resolve("empty"));
        assertThat(create(empty, "model: m\n").path()).isEqualTo(empty);
    }

    @Test
    void whatIsNoRunIsRefused() throws IOException {
        assertThatThrownBy(() -> RunFolder.open(folder.resolve("none"))).hasMessageContaining("there is no run");
        assertThatThrownBy(() -> RunFolder.open(folder)).hasMessageContaining("is not a run: it has no spec.yaml");
        Path run = folder.resolve("run");
        RunFolder begun = create(run, "model: m");
        assertThatThrownBy(() -> RunFolder.open(run).best(Map.of("w", Shape.SCALAR)))
                .hasMessageContaining("no weights yet");
        begun.save(List.of());
        Files.writeString(run.resolve("metrics.jsonl"), "{}\n{");
        assertThatThrownBy(() -> RunFolder.open(run).figures())
                .hasMessageContaining("metrics.jsonl' has changed since");
        Files.writeString(run.resolve("data.json"), "{\"fields\": [");
        assertThatThrownBy(() -> RunFolder.open(run))
                .hasMessageContaining("data.json' has changed since the run wrote it")
                .hasMessageContaining("restore it from a copy");
        Files.writeString(run.resolve("manifest.json"), "{\"files\": {}, \"files\": {}}");
        assertThatThrownBy(() -> RunFolder.open(run))
                .hasMessageContaining("manifest.json' is damaged: the name 'files'");
        Files.delete(run.resolve("manifest.json"));
        assertThatThrownBy(() -> RunFolder.open(run)).hasMessageContaining("it has no manifest.json");
    }

    @Test
    void onlyTheSameSpecAndDataGoOn() {
        Path run = folder.resolve("run");
        RunFolder begun = create(run, "model: m\ntrain: {epochs: 2, batch: 4}\n");
        String longer =
                "model: m # said\ntrain: {batch: 4, epochs: 20, stop: {patience: 3}, checkpoint: 5s, log: tensorboard}\n";
        assertThatThrownBy(() -> resume(run, longer, DATA))
                .hasMessageContaining("no checkpoint")
                .hasMessageContaining("start it again without --resume");
        begun.save(checkpoint());
        assertThatThrownBy(() -> resume(run, "model: m\ntrain: {batch: 5}\n", DATA))
                .hasMessageContaining("another spec");
        assertThatThrownBy(() -> resume(run, longer, Map.of("fields", List.of())))
                .hasMessageContaining("the data has changed");
        RunFolder.Beginning corrected =
                new RunFolder.Beginning(longer, DATA, new Needs(List.of()), Map.of(), Map.of("train", "4567"));
        assertThatThrownBy(() -> RunFolder.resume(run, corrected, Disk.LOCAL))
                .hasMessageContaining("the file of 'data.train' has changed since the run");
        resume(run, longer, DATA);
        assertThat(run.resolve("spec.yaml")).hasContent(longer.strip());
    }

    @Test
    void everyBitOfTheWeightsCounts() throws IOException {
        Path run = folder.resolve("run");
        RunFolder begun = create(run, "model: m\n");
        begun.saveBest(checkpoint().weights(), "m", 1);
        begun.save(checkpoint());
        Map<String, Shape> shapes = Map.of("w", Shape.of(2));
        for (String name : List.of("model.safetensors", "checkpoint/last.safetensors", "spec.yaml", "data.json")) {
            byte[] whole = Files.readAllBytes(run.resolve(name));
            for (int bit = 0; bit < 8 * whole.length; bit += name.startsWith("model") ? 1 : 13) {
                byte[] flipped = whole.clone();
                flipped[bit / 8] ^= (byte) (1 << bit % 8);
                Files.write(run.resolve(name), flipped);
                assertThatThrownBy(() -> {
                            RunFolder opened = RunFolder.open(run);
                            opened.best(shapes);
                            opened.checkpoint(shapes, Map.of(), note -> {});
                        })
                        .as("bit %s of %s", bit, name)
                        .hasMessageContaining("'" + run.resolve(name) + "' has changed since the run wrote it");
            }
            Files.write(run.resolve(name), whole);
        }
        assertThat(RunFolder.open(run).best(shapes).get("w").values()).containsExactly(1, 2);
    }

    @Test
    void aDamagedCheckpointIsReplacedByTheOneBefore() throws IOException {
        Path run = folder.resolve("run");
        RunFolder begun = create(run, "model: m\n");
        begun.save(checkpoint());
        Counters later = new Counters(3, 0, 7, 1, Counters.Sums.NONE, List.of(0.5), 1);
        begun.save(new Checkpoint(checkpoint().weights(), new Weights(List.of()), new Weights(List.of()), later));
        Files.write(run.resolve("checkpoint/last.safetensors"), new byte[] {1});
        List<String> notes = new ArrayList<>();
        RunFolder opened = RunFolder.open(run);
        assertThat(opened.checkpoint(Map.of("w", Shape.of(2)), Map.of(), notes::add)
                        .counters()
                        .epoch())
                .isZero();
        assertThat(notes).singleElement().asString().contains("resumes from the previous one");
    }

    @ParameterizedTest
    @ValueSource(floats = {Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY})
    void weightsThatAreNotFiniteAreRefused(float value) {
        RunFolder run = create(folder.resolve("run"), "model: m\n");
        run.saveBest(new Weights(List.of(new Weight("w", Shape.of(2), new float[] {1, value}))), "m", 1);
        assertThatThrownBy(() -> run.best(Map.of("w", Shape.of(2)))).hasMessageContaining("'w' holds " + value);
    }

    @Test
    void linksAreNotFollowed() throws IOException {
        Path secret = Files.writeString(folder.resolve("secret"), "precious");
        Path run = folder.resolve("run");
        RunFolder begun = create(run, "model: m\n");
        for (String name : List.of("model.safetensors.part", "manifest.json.part", "metrics.jsonl.part")) {
            Files.createSymbolicLink(run.resolve(name), secret);
        }
        Files.createSymbolicLink(run.resolve("metrics.jsonl"), secret);
        begun.saveBest(checkpoint().weights(), "m", 1);
        begun.save(List.of());
        assertThat(secret).hasContent("precious");
        assertThat(run.resolve("metrics.jsonl")).isRegularFile().isEmptyFile();
        Files.delete(run.resolve("metrics.jsonl"));
        Files.delete(run.resolve("model.safetensors"));
        Path elsewhere = Files.createDirectory(folder.resolve("elsewhere"));
        Files.delete(run.resolve("checkpoint"));
        Files.createSymbolicLink(run.resolve("checkpoint"), elsewhere);
        assertThatThrownBy(() -> create(run, "model: m\n")).hasMessageContaining("checkpoint' is a link");
        Files.delete(run.resolve(".lock"));
        Files.createSymbolicLink(run.resolve(".lock"), secret);
        assertThatThrownBy(() -> create(run, "model: m\n")).hasMessageContaining("cannot lock");
        assertThat(secret).hasContent("precious");
    }

    @Test
    void theSecondWriterIsToldWhoTheFirstIs() {
        Path run = folder.resolve("run");
        RunFolder first = RunFolder.create(run, beginning("model: m\n", DATA), Disk.LOCAL);
        assertThatThrownBy(() -> create(run, "model: m\n"))
                .hasMessageContaining("is being written to by process "
                        + ProcessHandle.current().pid() + " on ")
                .hasMessageContaining(" since ");
        first.close();
        create(run, "model: m\n").close();
    }

    @Test
    void aFullDiskSaysHowMuchRoomIsNeeded() {
        Disk full = mock(Disk.class, CALLS_REAL_METHODS);
        RunFolder run = RunFolder.create(folder.resolve("run"), beginning("model: m\n", DATA), full);
        try {
            doThrow(new IOException("No space left on device")).when(full).write(any(), any());
            assertThatThrownBy(() -> run.save(checkpoint()))
                    .hasMessageContaining("cannot write")
                    .hasMessageContaining("No space left on device")
                    .hasMessageMatching("(?s).*it needs more than 0\\.0 MB, [0-9.]+ MB are free.*");
        } catch (IOException e) {
            throw new AssertionError(e);
        }
        run.close();
    }

    @Test
    void figuresSurviveBeingWritten() {
        RunFolder run = create(folder.resolve("run"), "model: m\n");
        Figures figures = new Figures(
                1,
                17,
                2.5,
                1234.5,
                1e-3,
                0.7,
                Map.of("loss", 1.25),
                Map.of("loss", 1.5, "perplexity", Double.POSITIVE_INFINITY),
                true,
                new Trace(
                        List.of(new Trace.Point(9, 1.5, 0.25, 1e-3), new Trace.Point(17, 1.0, 0.5, 5e-4)),
                        Map.of("h.f.x", new Trace.Moved(0.25, 8, 0.01)),
                        Map.of("h.f", new Trace.Gate(0.5, 0.125, 0.25))));
        run.save(List.of(figures, figures));
        assertThat(run.figures()).containsExactly(figures, figures);
    }

    @Test
    void aFileThatCannotBeWrittenIsSaidSo() throws IOException {
        Path run = folder.resolve("run");
        RunFolder opened = create(run, "model: m\n");
        Files.createDirectories(run.resolve("metrics.jsonl/in the way"));
        assertThatThrownBy(() -> opened.save(List.of()))
                .isInstanceOf(InvalidInput.class)
                .hasMessageContaining("cannot write");
        assertThat(run).isDirectoryNotContaining("glob:**.part");
    }
}
