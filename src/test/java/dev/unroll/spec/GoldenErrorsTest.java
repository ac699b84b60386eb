package dev.unroll.spec;

import dev.unroll.diagnostic.Diagnostics;
import dev.unroll.diagnostic.InvalidInput;
import dev.unroll.diagnostic.Source;
import dev.unroll.diagnostic.SourceFile;
import dev.unroll.spec.key.Key;
import dev.unroll.spec.key.Keys;
import dev.unroll.spec.key.Settings;
import dev.unroll.spec.key.Value;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Each {@code src/test/specs/error/NAME.yaml} gives exactly the text of {@code NAME.txt}. Lines of the YAML that begin
 * with {@code #set } are {@code --set} options. {@code -Dunroll.golden=update} writes the texts anew.
 */
class GoldenErrorsTest {
    private static final Path FOLDER = Path.of("src/test/specs/error");
    private static final Keys STOP_KEYS = Keys.of(Key.text("watch", ""), Key.integer("patience", "", 1, 1000));
    private static final Key<Settings> STOP = Key.section("stop", "", STOP_KEYS);
    private static final List<Key<?>> KEYS = List.of(
            Key.integer("batch", "", 1, Integer.MAX_VALUE),
            Key.number("clip", "", 0, Double.POSITIVE_INFINITY),
            Key.flag("shuffle", ""),
            Key.of("optimizer", "", new Value.Call(List.of(), "")),
            STOP);

    static Stream<String> names() throws IOException {
        return Golden.names(FOLDER);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("names")
    void saysWhatIsWrong(String name) throws IOException {
        Path file = FOLDER.resolve(name + ".yaml");
        Path golden = FOLDER.resolve(name + ".txt");
        String actual = rendered(file);
        Golden.compare(actual, golden);
    }

    private static String rendered(Path file) throws IOException {
        Diagnostics diagnostics = new Diagnostics();
        String raw = new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1);
        List<String> overrides = raw.lines()
                .filter(line -> line.startsWith("#set "))
                .map(line -> line.substring(5))
                .toList();
        try {
            String name = file.getFileName().toString();
            Source read = SourceFile.read(file);
            Source source = new Source(name, read.text(), read.base());
            if (name.startsWith("cell-")) {
                SpecReader.cell(source);
            } else {
                SpecReader.tryRead(source, overrides, diagnostics).ifPresent(spec -> {
                    // Stands for the readers of other packages, which ask for the keys they know.
                    Settings train = spec.train();
                    KEYS.forEach(train.declare(KEYS)::find);
                    train.find(STOP).ifPresent(stop -> STOP_KEYS.all().forEach(stop::find));
                    train.finish(diagnostics);
                });
            }
        } catch (InvalidInput e) {
            diagnostics.addAll(e.diagnostics());
        }
        return diagnostics.list().stream()
                .map(d -> d.render(false))
                .collect(Collectors.joining("\n\n", "", "\n"))
                .replace(FOLDER + "/", "");
    }
}
