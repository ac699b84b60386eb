package dev.unroll.cli;

import static dev.unroll.cli.Answer.unroll;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code log: tensorboard} on the command line. */
class TrainLogTest {
    private static final String SPEC = """
            model: logged
            data: {reader: random, length: 5, train: 12, fields: {x: {features: 2}, y: {features: 2}}}
            equations: {h: 'rnn(lstm(4), x)', z: 'affine(h, to=y)'}
            loss: squared_error(z, y)
            train: {epochs: 1, batch: 4}
            """;

    @TempDir
    Path folder;

    private Path spec;
    private Path run;

    @BeforeEach
    void spec() throws IOException {
        spec = Files.writeString(folder.resolve("logged.yaml"), SPEC);
        run = folder.resolve("run");
    }

    @Test
    void trainingAndGoingOnWriteEventFiles() {
        assertThat(unroll("train", spec, "--run", run).status()).isZero();
        assertThat(run.resolve("events")).doesNotExist();
        for (int epochs = 2; epochs <= 3; epochs++) {
            Answer answer = unroll(
                    "train",
                    spec,
                    "--run",
                    run,
                    "--resume",
                    "--set",
                    "train.log=tensorboard",
                    "--set",
                    "train.epochs=" + epochs);
            assertThat(answer.status()).as(answer.err()).isZero();
            assertThat(run.resolve("events").toFile().list()).hasSize(epochs - 1);
        }
        Answer begun = unroll("train", spec, "--run", folder.resolve("new"), "--set", "train.log=tensorboard");
        assertThat(begun.status()).isZero();
        assertThat(folder.resolve("new/events").toFile().list()).hasSize(1);
    }

    @Test
    void whatCannotBeWrittenIsAnErrorWithARemedy() throws IOException {
        assertThat(unroll("train", spec, "--run", run).status()).isZero();
        Files.writeString(run.resolve("events"), "in the way");
        Answer answer = unroll("train", spec, "--run", run, "--resume", "--set", "train.log=tensorboard");
        assertThat(answer.status()).isEqualTo(1);
        Answer json = unroll("train", spec, "--run", run, "--resume", "--set", "train.log=tensorboard", "--json");
        assertThat(json.codes()).containsExactly("U501");
        assertThat(answer.err()).contains("a file is in the way", "train.log=none");
    }
}
