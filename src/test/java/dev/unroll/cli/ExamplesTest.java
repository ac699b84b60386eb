package dev.unroll.cli;

import static dev.unroll.cli.Answer.unroll;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.unroll.Unroll;
import dev.unroll.data.Split;
import dev.unroll.diagnostic.InvalidInput;
import dev.unroll.run.Stream;
import dev.unroll.train.Run;
import java.io.IOException;
import java.lang.reflect.Method;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What stands in examples/ runs as its README says. */
class ExamplesTest {
    private static final Path EXAMPLES = Path.of("examples");

    @TempDir
    private Path folder;

    static List<String> folders() throws IOException {
        try (java.util.stream.Stream<Path> all = Files.list(EXAMPLES)) {
            return all.filter(Files::isDirectory)
                    .map(path -> path.getFileName().toString())
                    .sorted()
                    .toList();
        }
    }

    /** The one command of an example's README. */
    private static String command(String example) throws IOException {
        List<String> lines = Files.readAllLines(EXAMPLES.resolve(example).resolve("README.md"));
        return lines.get(lines.indexOf("```") + 1);
    }

    static List<String> trained() throws IOException {
        return folders().stream().filter(name -> !name.equals("library")).toList();
    }

    @ParameterizedTest
    @MethodSource("trained")
    void trains(String example) throws IOException {
        List<Object> words = new ArrayList<>(List.of(command(example).split(" ")));
        assertThat(words.remove(0)).isEqualTo("./unroll");
        words.addAll(List.of("--run", folder.resolve("run")));
        Answer answer = unroll(words.toArray());
        assertThat(answer.status()).as(answer.err()).isZero();
        assertThat(answer.out()).contains("test   loss");
        List<Object> check = new ArrayList<>(words.subList(1, words.size() - 2));
        check.add(0, "gradcheck");
        assertThat(unroll(check.toArray()).out()).startsWith("ok: ");
    }

    @Test
    void allAreListed() throws IOException {
        String list = Files.readString(EXAMPLES.resolve("README.md"));
        assertThat(list)
                .contains(folders().stream()
                        .map(name -> "| [" + name + "](" + name + ") |")
                        .toList());
    }

    @Test
    void theScalarOpIsShort() throws IOException {
        long lines = Files.readAllLines(EXAMPLES.resolve("scalar-op/Swish.java")).stream()
                .filter(line -> !line.isBlank() && !line.startsWith("import") && !line.startsWith("/**"))
                .count();
        assertThat(lines).isLessThanOrEqualTo(15);
    }

    @Test
    void theLibraryTrainsAndStreams() throws Exception {
        int status = ToolProvider.getSystemJavaCompiler()
                .run(
                        null,
                        null,
                        null,
                        "-cp",
                        System.getProperty("java.class.path"),
                        "-d",
                        folder.toString(),
                        EXAMPLES.resolve("library/Adding.java").toString());
        assertThat(status).isZero();
        Path run = folder.resolve("run");
        try (URLClassLoader loader =
                new URLClassLoader(new URL[] {folder.toUri().toURL()})) {
            Method main = loader.loadClass("Adding").getMethod("main", String[].class);
            main.invoke(null, (Object) new String[] {run.toString()});
        }
        Run opened = Unroll.open(run);
        assertThat(opened.evaluate(Split.TEST).get("loss")).isBetween(0.0, 2.0);
        assertThat(opened.settings().seed()).isEqualTo(3);
        Stream stream = opened.stream("value:h");
        stream.step();
        assertThat(stream.output("value:h")).hasSize(16);
    }

    @Test
    void theLibraryThrowsWhatIsWrong() {
        assertThatThrownBy(
                        () -> Unroll.of("model: m\nequations: {y: sigmod(x)}\n").check())
                .isInstanceOf(InvalidInput.class);
    }
}
