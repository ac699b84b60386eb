package dev.unroll.train;

import static org.assertj.core.api.Assertions.assertThat;

import dev.unroll.contract.ModelContract;
import dev.unroll.contract.Verdict;
import dev.unroll.diagnostic.Diagnostics;
import dev.unroll.plugin.Plugins;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Each file of {@code src/test/specs/published}, a cell or model of a paper, is right: no errors or warnings, and gradients of
 * orders 1 and 2 and a compiled program as {@code ./unroll gradcheck} checks them.
 */
class PublishedTest {
    private static final Path FOLDER = Path.of("src/test/specs/published");

    static List<String> names() throws IOException {
        try (Stream<Path> files = Files.list(FOLDER)) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> name.endsWith(".yaml"))
                    .sorted()
                    .toList();
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("names")
    void isRight(String name) {
        Diagnostics diagnostics = new Diagnostics();
        Experiment experiment = Experiment.outline(FOLDER.resolve(name), List.of(), Plugins.installed(), diagnostics);
        experiment.requireLoss();
        assertThat(diagnostics.list()).isEmpty();
        assertThat(experiment.spec().about().orElse("")).as("its paper").containsPattern("[12][0-9]{3}");
        Verdict verdict = ModelContract.check(experiment.model().training().orElseThrow());
        assertThat(verdict.faults()).isEmpty();
        assertThat(verdict.checked()).isGreaterThan(100);
    }
}
