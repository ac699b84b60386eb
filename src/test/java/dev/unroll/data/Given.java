package dev.unroll.data;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.unroll.diagnostic.Diagnostic;
import dev.unroll.diagnostic.Diagnostics;
import dev.unroll.diagnostic.InvalidInput;
import dev.unroll.diagnostic.Source;
import dev.unroll.spec.key.Settings;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Data settings and files for tests. */
record Given(Path folder) {
    /** Real data beside the project; tests that read it are skipped where it is absent. */
    static final Path SHARED =
            Path.of(Optional.ofNullable(System.getenv("UNROLL_SHARED")).orElse("../shared"), "data");

    /** Writes a file. */
    Given file(String name, String text) throws IOException {
        return file(name, text.getBytes(StandardCharsets.UTF_8));
    }

    Given file(String name, byte[] bytes) throws IOException {
        Files.write(folder.resolve(name), bytes);
        return this;
    }

    Recipe recipe(String yaml) {
        Settings settings = Settings.parse("data", new Source("model.yaml", yaml, folder));
        Diagnostics diagnostics = new Diagnostics();
        var recipe = Readers.builtIn().configure(settings);
        settings.finish(diagnostics);
        diagnostics.throwIfErrors();
        return recipe.orElseThrow();
    }

    Dataset read(String yaml) {
        return recipe(yaml).read();
    }

    /** What is wrong, as the user sees it. */
    String problems(String yaml) {
        List<String> shown = new ArrayList<>();
        assertThatThrownBy(() -> read(yaml))
                .isInstanceOfSatisfying(
                        InvalidInput.class,
                        e -> e.diagnostics().stream()
                                .map((Diagnostic d) -> d.render(false))
                                .forEach(shown::add));
        return String.join("\n", shown);
    }
}
