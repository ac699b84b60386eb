package dev.unroll.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.Mockito.CALLS_REAL_METHODS;
import static org.mockito.Mockito.doAnswer;
import static org.mockito.Mockito.mock;

import dev.unroll.data.Dataset;
import dev.unroll.diagnostic.InvalidInput;
import dev.unroll.store.Checkpoint;
import dev.unroll.store.Disk;
import dev.unroll.store.Needs;
import dev.unroll.store.RunFolder;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mockito.invocation.InvocationOnMock;

/** A training that is killed at any write, sync or rename goes on to the same weights, or begins anew. */
class KillsTest {
    private static final String SPEC = "model: fake\ntrain: {epochs: 3}\n";
    private static final String SETTINGS = "optimizer: adam(rate=0.01)\nepochs: 3\nbatch: 4\n";

    /** The end of a process: nothing that is written after it is. */
    private static final class Killed extends Error {
        private static final long serialVersionUID = 1;
    }

    @TempDir
    Path folder;

    private final Dataset data = TrainerTest.data(false);
    private int calls;
    private int deadly;

    /** A file system on which the process dies in the middle of its n-th call. */
    private Disk dying(int n) throws IOException {
        Disk disk = mock(Disk.class, CALLS_REAL_METHODS);
        calls = 0;
        deadly = n;
        doAnswer(call -> {
                    if (calls + 1 == deadly) {
                        ByteBuffer bytes = call.getArgument(1);
                        Disk.LOCAL.write(call.getArgument(0), bytes.limit(bytes.position() + bytes.remaining() / 2));
                    }
                    return next(call);
                })
                .when(disk)
                .write(any(FileChannel.class), any(ByteBuffer.class));
        doAnswer(this::next).when(disk).create(any());
        doAnswer(this::next).when(disk).sync(any());
        doAnswer(this::next).when(disk).move(any(), any());
        doAnswer(this::next).when(disk).syncFolder(any());
        return disk;
    }

    private Object next(InvocationOnMock call) throws Throwable {
        if (++calls >= deadly) {
            throw new Killed();
        }
        return call.callRealMethod();
    }

    private void train(Path run, boolean resume, Disk disk) {
        RunFolder.Beginning beginning =
                new RunFolder.Beginning(SPEC, data.state(), new Needs(List.of()), Map.of(), Map.of());
        try (RunFolder opened =
                resume ? RunFolder.resume(run, beginning, disk) : RunFolder.create(run, beginning, disk)) {
            Trainer trainer = new Trainer(
                    new FakeNetwork(),
                    data,
                    TrainSettingsTest.settings(SETTINGS),
                    opened,
                    Optional.empty(),
                    TrainingListener.SILENT,
                    () -> false);
            if (resume) {
                trainer.resume();
            } else {
                trainer.start(FakeNetwork.weights());
            }
        }
    }

    @Test
    void everyMomentIsSurvived() throws IOException {
        Path whole = folder.resolve("whole");
        train(whole, false, dying(Integer.MAX_VALUE));
        int all = calls;
        assertThat(all).isGreaterThan(60);
        int resumed = 0;
        for (int n = 1; n <= all; n++) {
            Path run = folder.resolve("run" + n);
            try {
                train(run, false, dying(n));
            } catch (Killed e) {
                // as planned
            }
            boolean goesOn = Files.exists(run.resolve("checkpoint/last.safetensors"))
                    || Files.exists(run.resolve("checkpoint/previous.safetensors"));
            resumed += goesOn ? 1 : 0;
            try {
                train(run, goesOn, Disk.LOCAL);
            } catch (InvalidInput e) {
                throw new AssertionError("killed at call " + n + ": " + e.getMessage(), e);
            }
            for (String name : List.of("model.safetensors")) {
                assertThat(run.resolve(name)).as("killed at call %s", n).hasSameBinaryContentAs(whole.resolve(name));
            }
            assertThat(Checkpoint.read(run.resolve("checkpoint/last.safetensors"))
                            .weights()
                            .get("table")
                            .values())
                    .containsExactly(Checkpoint.read(whole.resolve("checkpoint/last.safetensors"))
                            .weights()
                            .get("table")
                            .values());
        }
        assertThat(resumed).isBetween(all / 2, all - 10);
        System.out.println("killed at each of " + all + " calls: " + resumed + " went on, the others began anew");
    }
}
