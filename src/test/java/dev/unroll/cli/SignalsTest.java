package dev.unroll.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What signals do to a real process that trains. */
class SignalsTest {
    private static final String SPEC = """
            model: endless
            data:
              reader: random
              length: 20
              train: 2000
              fields: {x: {features: 3}, target: {features: 3, per: sequence}}
            equations:
              h: affine(last(rnn(lstm(16), x)), to=target)
            loss: squared_error(h, target)
            train: {epochs: 1000000, batch: 4}
            """;

    @TempDir
    Path folder;

    private Process train() throws IOException {
        Files.writeString(folder.resolve("endless.yaml"), SPEC);
        String[] command = {
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-XX:TieredStopAtLevel=1",
            "--add-modules",
            "jdk.incubator.vector",
            "-cp",
            System.getProperty("java.class.path"),
            "dev.unroll.cli.Main",
            "train",
            folder.resolve("endless.yaml").toString(),
            "--run",
            folder.resolve("run").toString()
        };
        return new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("log").toFile())
                .start();
    }

    private void awaitStart(Process process) throws InterruptedException {
        while (!Files.exists(folder.resolve("run/metrics.jsonl")) && process.isAlive()) {
            Thread.sleep(20);
        }
    }

    private static void send(Process process, String signal) throws IOException, InterruptedException {
        new ProcessBuilder("kill", "-" + signal, Long.toString(process.pid()))
                .start()
                .waitFor();
    }

    @ParameterizedTest
    @CsvSource({"INT, 130", "TERM, 143"})
    void theRunIsSavedAndTheStatusIsTheSignals(String signal, int status) throws IOException, InterruptedException {
        Process process = train();
        awaitStart(process);
        send(process, signal);
        assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
        assertThat(Files.readString(folder.resolve("log"))).contains("all is saved; go on with");
        assertThat(process.exitValue()).isEqualTo(status);
        assertThat(folder.resolve("run/checkpoint/last.safetensors")).exists();
    }
}
