package dev.unroll.model;

import static org.assertj.core.api.Assertions.assertThat;

import dev.unroll.diagnostic.Diagnostics;
import dev.unroll.diagnostic.Source;
import dev.unroll.diagnostic.SourceFile;
import dev.unroll.plugin.Plugins;
import dev.unroll.spec.Golden;
import dev.unroll.spec.ModelSpec;
import dev.unroll.spec.SpecReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Each {@code src/test/specs/model-error/NAME.yaml}, with the fields of {@link Trial#FIELDS}, gives exactly the text of
 * {@code NAME.txt}; where the name begins with {@code carried-}, states go on from batch to batch. {@code
 * -Dunroll.golden=update} writes the texts anew.
 */
class GoldenModelErrorsTest {
    private static final Path FOLDER = Path.of("src/test/specs/model-error");

    static Stream<String> names() throws IOException {
        return Golden.names(FOLDER);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("names")
    void saysWhatIsWrong(String name) throws IOException {
        Path golden = FOLDER.resolve(name + ".txt");
        String actual = rendered(name);
        Golden.compare(actual, golden);
    }

    private static String rendered(String name) {
        Diagnostics diagnostics = new Diagnostics();
        Source read = SourceFile.read(FOLDER.resolve(name + ".yaml"));
        Source source = new Source(name + ".yaml", read.text(), read.base());
        Optional<ModelSpec> spec = SpecReader.tryRead(source, List.of(), diagnostics);
        boolean carry = name.startsWith("carried-");
        Optional<Model> model = spec.flatMap(s -> ModelBuilder.build(
                s, Trial.FIELDS, Set.of(), Map.of(), SpecReader.library(), carry, Plugins.installed(), diagnostics));
        assertThat(model.isPresent()).isEqualTo(!diagnostics.hasErrors());
        return diagnostics.list().stream().map(d -> d.render(false)).collect(Collectors.joining("\n\n", "", "\n"));
    }
}
