package dev.unroll.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.unroll.spec.Golden;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * {@code check --no-data} of {@code src/test/specs/check/NAME.yaml} prints exactly {@code NAME.txt}. {@code
 * -Dunroll.golden=update} writes the texts anew.
 */
class GoldenCheckTest {
    private static final Path FOLDER = Path.of("src/test/specs/check");

    @ParameterizedTest
    @ValueSource(strings = {"sums", "tagger"})
    void printsTheTables(String name) throws IOException {
        compare(FOLDER, name, 0);
    }

    /** Mistakes of all kinds in one spec, each of which is said once. */
    @Test
    void saysAllThatIsWrong() throws IOException {
        compare(Path.of("src/test/specs/check-error"), "everywhere", 1);
    }

    private static void compare(Path folder, String name, int wanted) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        PrintStream stream = new PrintStream(out, true, StandardCharsets.UTF_8);
        String spec = folder.resolve(name + ".yaml").toString();
        int status = Main.run(new String[] {"check", "--no-data", spec}, stream, stream);
        String actual = out.toString(StandardCharsets.UTF_8).replace(System.lineSeparator(), "\n");
        Path golden = folder.resolve(name + ".txt");
        assertThat(status).as(actual).isEqualTo(wanted);
        Golden.compare(actual, golden);
    }
}
