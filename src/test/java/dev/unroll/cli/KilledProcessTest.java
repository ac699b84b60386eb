package dev.unroll.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Real processes, killed by SIGKILL at random moments of a training with many saves. Two of them with every build; {@code mvn test
 * -Dtest=KilledProcessTest -Dunroll.kills=200} for all.
 */
class KilledProcessTest {
    private static final int KILLS = Integer.getInteger("unroll.kills", 2);
    private static final String SPEC = """
            model: killed
            data:
              reader: random
              length: 6
              train: 60
              valid: 10
              fields: {x: {features: 3}, target: {features: 3, per: sequence}}
            equations:
              h: affine(last(rnn(lstm(8), dropout(x, 0.1))), to=target)
            loss: squared_error(h, target)
            train: {epochs: 40, batch: 4, seed: 3}
            """;

    @TempDir
    Path folder;

    private Process train(Path run, boolean resume) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "--add-modules",
                "jdk.incubator.vector",
                "-cp",
                System.getProperty("java.class.path"),
                "dev.unroll.cli.Main",
                "train",
                folder.resolve("killed.yaml").toString(),
                "--run",
                run.toString()));
        if (resume) {
            command.add("--resume");
        }
        return new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("log").toFile())
                .start();
    }

    private void finish(Process process) throws IOException, InterruptedException {
        assertThat(process.waitFor())
                .as(Files.readString(folder.resolve("log")))
                .isZero();
    }

    @Test
    void goOnToTheSameBytes() throws IOException, InterruptedException {
        Files.writeString(folder.resolve("killed.yaml"), SPEC);
        long from = System.nanoTime();
        Path whole = folder.resolve("whole");
        finish(train(whole, false));
        int duration = (int) ((System.nanoTime() - from) / 1_000_000);
        Random random = new Random(5);
        int resumed = 0;
        for (int i = 0; i < KILLS; i++) {
            Path run = folder.resolve("run" + i);
            Process process = train(run, false);
            if (!process.waitFor(duration / 4 + random.nextInt(duration * 3 / 4), TimeUnit.MILLISECONDS)) {
                process.destroyForcibly().waitFor();
            }
            boolean goesOn = Files.exists(run.resolve("checkpoint/last.safetensors"))
                    || Files.exists(run.resolve("checkpoint/previous.safetensors"));
            finish(train(run, goesOn));
            resumed += goesOn ? 1 : 0;
            assertThat(run.resolve("model.safetensors"))
                    .as("kill %s", i)
                    .hasSameBinaryContentAs(whole.resolve("model.safetensors"));
        }
        System.out.println(KILLS + " processes killed: " + resumed + " went on, the others began anew");
    }
}
