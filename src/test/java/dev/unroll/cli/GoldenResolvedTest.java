package dev.unroll.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.unroll.diagnostic.Diagnostics;
import dev.unroll.spec.Golden;
import dev.unroll.train.Experiment;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * {@code check --resolved} of {@code src/test/specs/resolved/NAME.yaml} prints exactly {@code NAME.txt}, and is the same
 * model. Lines of the YAML that begin with {@code #set } are {@code --set} options. {@code -Dunroll.golden=update} writes
 * the texts anew.
 */
class GoldenResolvedTest {
    private static final Path FOLDER = Path.of("src/test/specs/resolved");

    static Stream<String> names() throws IOException {
        return Golden.names(FOLDER);
    }

    static Stream<Path> models() throws IOException {
        try (Stream<Path> files = Files.list(Path.of("models"))) {
            return files.filter(f -> f.toString().endsWith(".yaml")).sorted().toList().stream();
        }
    }

    private static String resolved(Path spec, List<String> overrides) {
        List<String> arguments = new ArrayList<>(List.of("check", "--resolved", spec.toString()));
        overrides.forEach(set -> arguments.addAll(List.of("--set", set)));
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        PrintStream stream = new PrintStream(out, true, StandardCharsets.UTF_8);
        int status = Main.run(arguments.toArray(String[]::new), stream, stream);
        String text = out.toString(StandardCharsets.UTF_8).replace(System.lineSeparator(), "\n");
        assertThat(status).as(text).isZero();
        return text;
    }

    @ParameterizedTest
    @MethodSource("names")
    void printsTheCompleteSpec(String name, @TempDir Path folder) throws IOException {
        Path spec = FOLDER.resolve(name + ".yaml");
        List<String> overrides = Files.readString(spec)
                .lines()
                .filter(line -> line.startsWith("#set "))
                .map(line -> line.substring(5))
                .toList();
        String text = resolved(spec, overrides);
        String here = Path.of("").toAbsolutePath().toString();
        Golden.compare(text.replace(here, "..."), FOLDER.resolve(name + ".txt"));
        assertThat(resolved(Files.writeString(folder.resolve("again.yaml"), text), List.of()))
                .isEqualTo(text);
    }

    @ParameterizedTest
    @MethodSource("models")
    void isTheSameModel(Path spec, @TempDir Path folder) throws IOException {
        String text = resolved(spec, List.of());
        Path again = Files.writeString(folder.resolve("again.yaml"), text);
        assertThat(resolved(again, List.of())).isEqualTo(text);
        Experiment first = Experiment.outline(spec, List.of(), new Diagnostics());
        Experiment second = Experiment.outline(again, List.of(), new Diagnostics());
        assertThat(second.model().training().orElseThrow().toString())
                .isEqualTo(first.model().training().orElseThrow().toString());
        assertThat(second.model().evaluation().toString())
                .isEqualTo(first.model().evaluation().toString());
        assertThat(second.model().parameters()).isEqualTo(first.model().parameters());
        assertThat(second.data().fields()).isEqualTo(first.data().fields());
        assertThat(second.settings().optimizer()).isEqualTo(first.settings().optimizer());
        assertThat(second.settings().decay()).isEqualTo(first.settings().decay());
    }
}
