package dev.unroll;

import static org.assertj.core.api.Assertions.assertThat;

import dev.unroll.data.Reader;
import dev.unroll.data.Readers;
import dev.unroll.model.Reference;
import dev.unroll.train.Metric;
import dev.unroll.train.Metrics;
import dev.unroll.train.Optimizers;
import dev.unroll.train.Schedules;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The README's reference names all there is. */
class ReadmeTest {
    @Test
    void namesAllThatASpecCanName() throws IOException {
        String readme = Files.readString(Path.of("README.md"));
        assertThat(readme)
                .contains(Reference.functions().stream()
                        .map(f -> "| `" + f.usage() + "` | " + f.about() + " |")
                        .toList());
        assertThat(readme)
                .contains(Reference.initialisers().stream()
                        .map(f -> "`" + f.usage() + "`")
                        .toList());
        assertThat(readme)
                .contains(Readers.builtIn().all().stream()
                        .map(Reader::name)
                        .map(n -> "`" + n + "`")
                        .toList());
        assertThat(readme)
                .contains(Metrics.builtIn().all().stream()
                        .map(Metric::name)
                        .map(n -> "`" + n + "`")
                        .toList());
        Stream<String> methods = Stream.concat(
                Optimizers.builtIn().all().stream().map(m -> m.name()),
                Schedules.builtIn().all().stream().map(m -> m.name()));
        assertThat(readme).contains(methods.map(n -> "`" + n).toList());
    }

    @Test
    void everyModelIsInItsTable() throws IOException {
        String readme = Files.readString(Path.of("README.md"));
        try (Stream<Path> files = Files.list(Path.of("models"))) {
            List<String> models = files.map(Path::getFileName)
                    .map(Path::toString)
                    .filter(n -> n.endsWith(".yaml"))
                    .toList();
            assertThat(models).isNotEmpty();
            assertThat(readme)
                    .contains(models.stream().map(n -> "| `" + n + "`").toList());
        }
    }
}
