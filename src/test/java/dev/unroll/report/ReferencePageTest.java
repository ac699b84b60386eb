package dev.unroll.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.unroll.data.Readers;
import dev.unroll.model.Reference;
import dev.unroll.spec.Explanation;
import dev.unroll.spec.Golden;
import dev.unroll.spec.SpecKeys;
import dev.unroll.spec.key.Key;
import dev.unroll.train.TrainSettings;
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

/** {@code docs/reference.md} is what the code writes, and names all there is. */
class ReferencePageTest {
    private static final Path PAGE = Path.of("docs/reference.md");

    @Test
    void isFresh() throws IOException {
        Golden.compare(ReferencePage.text(), PAGE);
    }

    @Test
    void keysBelowOthersHaveTheirPaths() {
        List<Key<?>> keys = TrainSettings.KEYS.all();
        assertThat(KeyRow.of(keys))
                .extracting(KeyRow::path)
                .contains("optimizer", "stop", "stop.watch", "stop.patience");
        assertThat(ReferencePage.text()).contains("| `fields.NAME.column` |", "| `U102` |", "### `lstm(units)`");
    }

    @Test
    void namesAllThatASpecCanName() throws IOException {
        String page = Files.readString(PAGE);
        assertThat(page)
                .contains(Stream.concat(Reference.functions().stream(), Reference.initialisers().stream())
                        .map(f -> "| `" + f.usage() + "` | " + f.about() + " |")
                        .toList());
        assertThat(page)
                .contains(Readers.builtIn().all().stream()
                        .map(reader -> "### `" + reader.name() + "`\n")
                        .toList());
        assertThat(page)
                .contains(Metrics.builtIn().all().stream()
                        .map(metric -> "| `" + metric.name() + "` |")
                        .toList());
        assertThat(page)
                .contains(methods().map(method -> "### `" + method.name() + "(").toList());
        assertThat(page)
                .contains(Explanation.all().stream()
                        .map(e -> "| `" + e.code() + "` | " + e.title() + " |")
                        .toList());
    }

    /** Each key as a word inside backticks. */
    @Test
    void namesAllKeys() throws IOException {
        List<String> words = Pattern.compile("`[^`\n]+`")
                .matcher(Files.readString(PAGE))
                .results()
                .flatMap(m -> Arrays.stream(m.group().split("[^a-z0-9_]+")))
                .toList();
        assertThat(words).containsAll(SpecKeys.MODEL.names());
        assertThat(words).containsAll(SpecKeys.CELL.names());
        assertThat(words).containsAll(TrainSettings.KEYS.names());
        assertThat(words).containsAll(Readers.builtIn().keys().names());
        assertThat(words)
                .containsAll(methods()
                        .flatMap(method -> method.callee().keys().stream())
                        .map(Key::name)
                        .toList());
    }

    private static Stream<? extends Method<?>> methods() {
        return Stream.concat(Optimizers.builtIn().all().stream(), Schedules.builtIn().all().stream());
    }
}
