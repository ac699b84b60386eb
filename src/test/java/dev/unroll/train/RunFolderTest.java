package dev.unroll.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.unroll.spec.InvalidInput;
import dev.unroll.tensor.Shape;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunFolderTest {
    private static final Map<String, Object> DATA = Map.of("fields", List.of(Map.of("name", "x")), "counts", Map.of());

    @TempDir
    Path folder;

    @Test
    void aNameIsMadeForARun() {
        LocalDateTime now = LocalDateTime.of(2026, 3, 4, 5, 6, 7);
        assertThat(RunFolder.standard("language id", now)).isEqualTo(Path.of("runs/language_id-20260304-050607"));
    }

    @Test
    void onlyNewOrEmptyFoldersAreTaken() throws IOException {
        Path run = folder.resolve("a/b");
        RunFolder.create(run, "model: m\n", DATA);
        assertThat(run.resolve("spec.yaml")).hasContent("model: m\n");
        assertThat(RunFolder.open(run).data()).containsKey("fields");
        assertThat(RunFolder.create(run, "model: n\n", DATA).spec())
                .as("a run that ended before it had a checkpoint is begun again")
                .hasContent("model: n\n");
        Files.writeString(run.resolve("model.safetensors"), "weights");
        assertThatThrownBy(() -> RunFolder.create(run, "model: m\n", DATA))
                .isInstanceOf(InvalidInput.class)
                .hasMessageContaining("already holds a run")
                .hasMessageContaining("--resume");
        Path file = Files.writeString(folder.resolve("file"), "x");
        assertThatThrownBy(() -> RunFolder.create(file, "", DATA)).hasMessageContaining("is a file");
        assertThatThrownBy(() -> RunFolder.create(file.resolve("below"), "", DATA))
                .isInstanceOf(InvalidInput.class)
                .hasMessageContaining("cannot make the folder");
        assertThatThrownBy(() -> RunFolder.create(folder, "", DATA)).hasMessageContaining("is not empty");
        Path empty = Files.createDirectory(folder.resolve("empty"));
        assertThat(RunFolder.create(empty, "model: m\n", DATA).path()).isEqualTo(empty);
    }

    @Test
    void whatIsNoRunIsRefused() throws IOException {
        assertThatThrownBy(() -> RunFolder.open(folder.resolve("none"))).hasMessageContaining("there is no run");
        assertThatThrownBy(() -> RunFolder.open(folder)).hasMessageContaining("is not a run");
        Files.writeString(folder.resolve("spec.yaml"), "model: m");
        assertThatThrownBy(() -> RunFolder.open(folder)).hasMessageContaining("it has no data.json");
        Files.writeString(folder.resolve("data.json"), "{\"fields\": [");
        assertThatThrownBy(() -> RunFolder.open(folder).data()).hasMessageContaining("damaged");
        assertThatThrownBy(() -> RunFolder.open(folder).best(Map.of("w", Shape.SCALAR)))
                .hasMessageContaining("no weights yet");
        Files.writeString(folder.resolve("metrics.jsonl"), "{}\n{");
        assertThatThrownBy(() -> RunFolder.open(folder).figures()).hasMessageContaining("line 2");
    }

    @Test
    void onlyTheSameSpecGoesOn() throws IOException {
        Path run = folder.resolve("run");
        RunFolder.create(run, "model: m\ntrain: {epochs: 2, batch: 4}\n", DATA);
        String longer = "model: m # said\ntrain: {batch: 4, epochs: 20, stop: {patience: 3}}\n";
        assertThatThrownBy(() -> RunFolder.resume(run, longer, DATA)).hasMessageContaining("no checkpoint");
        Files.createFile(run.resolve("checkpoint/last.safetensors"));
        assertThatThrownBy(() -> RunFolder.resume(run, "model: m\ntrain: {batch: 5}\n", DATA))
                .hasMessageContaining("another spec");
        assertThatThrownBy(() -> RunFolder.resume(run, longer, Map.of("fields", List.of())))
                .hasMessageContaining("the data has changed");
        RunFolder.resume(run, longer, DATA);
        assertThat(run.resolve("spec.yaml")).hasContent(longer.strip());
    }

    @Test
    void figuresSurviveBeingWritten() {
        RunFolder run = RunFolder.create(folder.resolve("run"), "model: m\n", DATA);
        Figures figures = new Figures(
                1, 17, 2.5, 1234.5, 1e-3, 0.7, 1.25, Map.of("loss", 1.5, "perplexity", Double.POSITIVE_INFINITY), true);
        run.save(List.of(figures, figures));
        assertThat(run.figures()).containsExactly(figures, figures);
    }

    @Test
    void aFileThatCannotBeWrittenIsSaidSo() throws IOException {
        Path run = folder.resolve("run");
        RunFolder opened = RunFolder.create(run, "model: m\n", DATA);
        Files.createDirectories(run.resolve("metrics.jsonl/in the way"));
        assertThatThrownBy(() -> opened.save(List.of()))
                .isInstanceOf(InvalidInput.class)
                .hasMessageContaining("cannot write");
        assertThat(run).isDirectoryNotContaining("glob:**.part");
    }
}
