package dev.unroll.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.unroll.report.Shell;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What is said when something else than the input is wrong. */
class FailuresTest {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    private Failures failures(boolean json) {
        return new Failures(
                new Terminal(
                        new PrintStream(out, true, StandardCharsets.UTF_8),
                        new PrintStream(err, true, StandardCharsets.UTF_8),
                        Screen.NONE),
                json);
    }

    @Test
    void aBugLeavesItsTraceInAFile() throws IOException {
        assertThat(failures(false).of(new IllegalStateException("odd"))).isEqualTo(70);
        String said = err.toString(StandardCharsets.UTF_8);
        assertThat(said).contains("a bug in Unroll", "odd").doesNotContain("\tat ");
        Path trace = Path.of(said.strip().replaceAll("(?s).* ", ""));
        assertThat(trace).content().contains("aBugLeavesItsTraceInAFile");
        Files.delete(trace);
    }

    @Test
    void memoryThatIsUsedUpIsNoBug() {
        Throwable inAThread = new IllegalStateException(new OutOfMemoryError("Java heap space"));
        assertThat(failures(true).of(inAThread)).isEqualTo(1);
        assertThat(out.toString(StandardCharsets.UTF_8)).contains("memory", "UNROLL_JAVA_OPTS=-Xmx");
    }

    @Test
    void outputThatIsLostIsNoticedUnlessTheReaderHadEnough() {
        assertThat(lost("No space left on device").failure()).contains("No space left on device");
        assertThat(lost("Broken pipe").failure()).isEmpty();
        assertThat(new Output(out).failure()).isEmpty();
    }

    private static Output lost(String reason) {
        Output output = new Output(new OutputStream() {
            @Override
            public void write(int b) throws IOException {
                throw new IOException(reason);
            }
        });
        new PrintStream(output, true, StandardCharsets.UTF_8).println("something");
        return output;
    }

    @Test
    void wordsAreQuotedWhereAShellNeedsIt() {
        assertThat(Shell.quote("runs/a-1")).isEqualTo("runs/a-1");
        assertThat(Shell.quote("train.batch=16")).isEqualTo("train.batch=16");
        assertThat(Shell.quote("it's")).isEqualTo("'it'\\''s'");
        assertThat(Shell.quote(Path.of("my runs/a"))).isEqualTo("'my runs/a'");
        assertThat(Shell.quote(Path.of("-x.yaml"))).isEqualTo("./-x.yaml");
        assertThat(Shell.quote("a\u001b1'\u202eb")).isEqualTo("$'a\\0331\\'\\342\\200\\256b'");
    }

    @Test
    void smallMetricsShowTheirSize() {
        assertThat(Terminal.metric(0)).isEqualTo("0.0000");
        assertThat(Terminal.metric(2.34567)).isEqualTo("2.3457");
        assertThat(Terminal.metric(0.000115)).isEqualTo("1.15e-04");
    }

    @Test
    void answersStandInColumns() {
        assertThat(Answers.text(List.of(Map.of("input", "4 5", "answer", List.of(1.5, 2.0)))))
                .isEqualTo("  4 5  1.500 2.000\n");
        assertThat(Answers.text(List.of(Map.of("input", "x", "scores", Map.of("a", 0.25, "b", 0.75)))))
                .isEqualTo("  x  b 0.75, a 0.25\n");
        assertThat(Answers.text(List.of(
                        Map.of("input", "I am", "tokens", List.of("I", "am"), "tags", List.of("PRON", "AUX")),
                        Map.of("input", "go", "tokens", List.of("go"), "tags", List.of("VERB")))))
                .isEqualTo("  I   PRON\n  am  AUX\n\n  go  VERB\n");
        assertThat(Answers.text(List.of(Map.of(
                        "input", "ab1", "tokens", List.of("a", "b", "1"), "tags", List.of("word", "word", "day")))))
                .as("characters with the same answer share a line")
                .isEqualTo("  ab  word\n   1  day\n");
    }
}
