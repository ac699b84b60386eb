package dev.unroll;

import static org.assertj.core.api.Assertions.assertThat;

import dev.unroll.data.Reader;
import dev.unroll.data.Readers;
import dev.unroll.model.Reference;
import dev.unroll.spec.SpecKeys;
import dev.unroll.spec.key.Callee;
import dev.unroll.spec.key.Key;
import dev.unroll.train.TrainSettings;
import dev.unroll.train.metric.Metric;
import dev.unroll.train.metric.Metrics;
import dev.unroll.train.optimizer.Method;
import dev.unroll.train.optimizer.Optimizers;
import dev.unroll.train.optimizer.Schedules;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
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

    /** Each key as a word inside backticks. */
    @Test
    void namesAllKeys() throws IOException {
        List<String> words = Pattern.compile("`[^`\n]+`")
                .matcher(Files.readString(Path.of("README.md")))
                .results()
                .flatMap(m -> Arrays.stream(m.group().split("[^a-z0-9_]+")))
                .toList();
        assertThat(words).containsAll(SpecKeys.MODEL.names());
        assertThat(words).containsAll(SpecKeys.CELL.names());
        assertThat(words).containsAll(TrainSettings.KEYS.names());
        assertThat(words).containsAll(Readers.builtIn().keys().names());
        Stream<Callee> methods = Stream.concat(
                Optimizers.builtIn().all().stream().map(Method::callee),
                Schedules.builtIn().all().stream().map(Method::callee));
        assertThat(words)
                .containsAll(
                        methods.flatMap(m -> m.keys().stream()).map(Key::name).toList());
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
