package dev.unroll.cli;

import static dev.unroll.cli.Answer.unroll;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** {@code unroll check --watch}. */
@Timeout(60)
class WatchTest {
    private static final String SPEC = """
            model: mine
            use: [cell.yaml]
            data: {reader: adding, length: 5, train: 4, valid: 4, test: 4}
            equations:
              h: rnn(mine(8), inputs)
            """;
    private static final String CELL = """
            cell: mine(units)
            state: {h: units}
            equations:
              h': tanh(affine(x, h))
            output: h'
            """;

    @TempDir
    private Path folder;

    private final ByteArrayOutputStream said = new ByteArrayOutputStream();
    private final CompletableFuture<Integer> status = new CompletableFuture<>();
    private Thread thread;

    private void watch(Path spec, Screen screen) {
        PrintStream stream = new PrintStream(said, true, StandardCharsets.UTF_8);
        String[] words = {"check", "--watch", "--no-data", spec.toString()};
        thread = new Thread(() -> status.complete(Main.run(words, stream, stream, screen)));
        thread.start();
    }

    @AfterEach
    void end() throws InterruptedException {
        if (thread != null) {
            thread.interrupt();
            thread.join();
        }
    }

    private void awaitTimes(int times, String text) throws InterruptedException {
        Pattern pattern = Pattern.compile(Pattern.quote(text));
        while (pattern.matcher(said.toString(StandardCharsets.UTF_8)).results().count() < times) {
            assertThat(status).as(said.toString(StandardCharsets.UTF_8)).isNotDone();
            Thread.sleep(20);
        }
    }

    @Test
    void checksAgainWhenTheSpecOrACellChanges() throws Exception {
        Path spec = Files.writeString(folder.resolve("mine.yaml"), SPEC);
        Path cell = Files.writeString(folder.resolve("cell.yaml"), CELL);
        watch(spec, Screen.NONE);
        awaitTimes(1, "watching ");
        awaitTimes(1, "\nok\n");

        // As editors do that write beside the file first.
        Path beside = Files.writeString(folder.resolve("mine.yaml~"), SPEC.replace("rnn(mine", "rrn(mine"));
        Files.move(beside, spec, StandardCopyOption.REPLACE_EXISTING);
        awaitTimes(2, "watching ");
        awaitTimes(1, "--- " + spec + " changed\n");
        awaitTimes(1, "unknown function 'rrn'");

        Files.writeString(spec, SPEC);
        awaitTimes(3, "watching ");
        awaitTimes(2, "\nok\n");

        Files.writeString(cell, CELL.replace("tanh", "tnah"));
        awaitTimes(4, "watching ");
        awaitTimes(1, "--- " + cell + " changed\n");
        awaitTimes(1, "unknown function 'tnah'");

        thread.interrupt();
        assertThat(status.get(10, TimeUnit.SECONDS)).isEqualTo(130);
        assertThat(said.toString(StandardCharsets.UTF_8)).doesNotContain("\u001b");
    }

    @Test
    void aCellThatIsMissingIsWaitedFor() throws Exception {
        Path spec = Files.writeString(folder.resolve("mine.yaml"), SPEC);
        watch(spec, new Screen(true, true, true, 80));
        awaitTimes(1, "watching ");
        awaitTimes(1, "does not exist");
        Files.writeString(folder.resolve("cell.yaml"), CELL);
        awaitTimes(2, "\u001b[H\u001b[2J");
        awaitTimes(1, "\nok\n");
        assertThat(said.toString(StandardCharsets.UTF_8)).doesNotContain("---");
    }

    @Test
    void needsAFileAndAPersonToBeginWith() throws IOException {
        Answer missing = unroll("check", "--watch", folder.resolve("none.yaml"));
        assertThat(missing.status()).isEqualTo(1);
        assertThat(missing.err()).contains("does not exist");
        Path spec = Files.writeString(folder.resolve("mine.yaml"), SPEC);
        assertThat(unroll("check", "--watch", "--json", spec).status()).isEqualTo(2);
    }
}
