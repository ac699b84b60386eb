package dev.unroll.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
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

    private Process train(String... sets) throws IOException {
        Files.writeString(folder.resolve("endless.yaml"), SPEC);
        List<String> command = new ArrayList<>(List.of(
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
                folder.resolve("run").toString()));
        for (String set : sets) {
            command.addAll(List.of("--set", set));
        }
        return new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("log").toFile())
                .start();
    }

    private String log() throws IOException {
        return Files.readString(folder.resolve("log"));
    }

    /** While a step takes so long that nothing can be saved yet. */
    @Test
    void aSecondCtrlCEndsAtOnce() throws IOException, InterruptedException {
        Process process = train("data.length=5000", "data.train=64", "data.valid=1", "data.test=1", "train.batch=64");
        while (!Files.exists(folder.resolve("run/checkpoint/last.safetensors")) && process.isAlive()) {
            Thread.sleep(20);
        }
        Thread.sleep(200);
        send(process, "INT");
        while (!log().contains("once more ends it at once") && process.isAlive()) {
            Thread.sleep(20);
        }
        long from = System.nanoTime();
        send(process, "INT");
        assertThat(process.waitFor(30, TimeUnit.SECONDS)).as(log()).isTrue();
        assertThat((System.nanoTime() - from) / 1e9).isLessThan(2);
        assertThat(process.exitValue()).isEqualTo(130);
        assertThat(log()).doesNotContain("all is saved");
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
        assertThat(Files.readString(folder.resolve("log"))).contains("the run is saved; continue with");
        assertThat(process.exitValue()).isEqualTo(status);
        assertThat(folder.resolve("run/checkpoint/last.safetensors")).exists();
    }
}
