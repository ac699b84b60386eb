package dev.unroll.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.unroll.diagnostic.Codes;
import dev.unroll.diagnostic.InvalidInput;
import dev.unroll.store.Figures;
import dev.unroll.store.Trace;
import dev.unroll.train.Outcome;
import dev.unroll.train.TrainingListener.Progress;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Event files, one callback at a time. */
class EventFileTest {
    /** Goes on only when it is told to. */
    private static final class Stopped extends Clock {
        private Instant now = Instant.parse("2026-03-04T05:06:07.250Z");

        @Override
        public Instant instant() {
            return now;
        }

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }
    }

    @TempDir
    Path run;

    private final Stopped clock = new Stopped();

    private EventFile started() {
        EventFile file = new EventFile(run, clock, EventFile::create);
        file.started();
        return file;
    }

    private static Progress step(int batch, int batches, long step) {
        return new Progress(1, 2, batch, batches, step, Map.of("loss", 8.0 / step), 0.5 / step, 100, 1);
    }

    private static Figures figures(int epoch, long step, double loss) {
        return new Figures(
                epoch,
                step,
                1,
                1234.5,
                0.25,
                3.5,
                Map.of("loss", loss),
                Map.of("loss", 2 * loss, "f", 0.5),
                true,
                Trace.NONE);
    }

    private static Outcome outcome(long steps, Map<String, Double> test) {
        return new Outcome(Outcome.Ending.EPOCHS, 1, steps, 1, 1, 1, Map.of(), test);
    }

    @Test
    void aCrcIsMaskedAsTfRecordHasIt() {
        // The CRC-32C of these digits, in every description of it, is e3069283.
        byte[] digits = "123456789".getBytes(StandardCharsets.US_ASCII);
        int known = (0xe3069283 >>> 15 | 0xe3069283 << 17) + 0xa282ead8;
        assertThat(Event.masked(digits, digits.length)).isEqualTo(known);
        assertThat(WrittenEvent.masked(digits)).as("the test's reader").isEqualTo(known);
    }

    @Test
    void aFileBeginsAsOneOfTensorFlow() throws IOException {
        started().close();
        Path file = run.resolve("events/events.out.tfevents.1772600767.unroll");
        byte[] bytes = Files.readAllBytes(file);
        // Every event file of TensorFlow begins with these bytes: the length 24 and its masked CRC.
        assertThat(Arrays.copyOf(bytes, 13)).containsExactly(0x18, 0, 0, 0, 0, 0, 0, 0, 0xa3, 0x7f, 0x4b, 0x22, 0x09);
        assertThat(WrittenEvent.read(file))
                .containsExactly(new WrittenEvent(1772600767.25, 0, "brain.Event:2", false, Map.of()));
    }

    @Test
    void anEpochIsWrittenAtItsLastStep() throws IOException {
        EventFile file = started();
        file.epochEnded(figures(1, 40, 1.5));
        // Not yet closed: a reader can follow.
        List<WrittenEvent> events = WrittenEvent.all(run);
        assertThat(events).hasSize(3);
        assertThat(events.get(1)).isEqualTo(new WrittenEvent(1772600767.25, 40, "", true, Map.of()));
        assertThat(events.get(2).step()).isEqualTo(40);
        assertThat(events.get(2).scalars())
                .containsExactlyInAnyOrderEntriesOf(Map.of(
                        "loss/train",
                        1.5f,
                        "loss/valid",
                        3f,
                        "f/valid",
                        0.5f,
                        "rate",
                        0.25f,
                        "gradient_norm",
                        3.5f,
                        "tokens_per_second",
                        1234.5f));
        file.close();
    }

    @Test
    void whatIsNotFiniteIsWrittenAsItIs() throws IOException {
        try (EventFile file = started()) {
            file.epochEnded(figures(1, 1, Double.NaN));
            file.epochEnded(figures(2, 2, Double.POSITIVE_INFINITY));
        }
        assertThat(WrittenEvent.shown(run, "loss/train").values()).containsExactly(Float.NaN, Float.POSITIVE_INFINITY);
    }

    @Test
    void anEpochHasFiftyPoints() throws IOException {
        try (EventFile file = started()) {
            for (int i = 1; i <= 1000; i++) {
                file.stepped(step(i, 1000, i));
            }
        }
        Map<Long, Float> loss = WrittenEvent.shown(run, "loss/step");
        assertThat(loss).hasSize(50).containsEntry(20L, 0.4f).containsEntry(1000L, 0.008f);
        assertThat(WrittenEvent.shown(run, "rate").keySet()).isEqualTo(loss.keySet());
        assertThat(WrittenEvent.all(run).get(1).start()).isTrue();
        assertThat(WrittenEvent.all(run).get(1).step()).isEqualTo(1);
    }

    @Test
    void aShortEpochHasAPointForEachStep() throws IOException {
        try (EventFile file = started()) {
            for (int i = 1; i <= 7; i++) {
                file.stepped(step(i, 7, i));
            }
        }
        assertThat(WrittenEvent.shown(run, "loss/step")).hasSize(7);
    }

    @Test
    void slowStepsHaveAPointEveryTenSeconds() throws IOException {
        try (EventFile file = started()) {
            for (int i = 1; i <= 100; i++) {
                clock.now = clock.now.plus(Duration.ofSeconds(4));
                file.stepped(step(i, 100_000, i));
            }
        }
        List<WrittenEvent> points = WrittenEvent.all(run).stream()
                .filter(event -> event.scalars().containsKey("loss/step"))
                .toList();
        assertThat(points).hasSize(33);
        assertThat(points.get(0).step()).isEqualTo(3);
        assertThat(points.get(1).time() - points.get(0).time()).isEqualTo(12);
    }

    @Test
    void theRateIsWrittenOnceAStep() throws IOException {
        try (EventFile file = started()) {
            file.stepped(step(1, 1, 1));
            file.epochEnded(figures(1, 1, 1));
            file.epochEnded(figures(2, 2, 1));
        }
        assertThat(WrittenEvent.shown(run, "rate"))
                .containsExactlyEntriesOf(new TreeMap<>(Map.of(1L, 0.5f, 2L, 0.25f)));
    }

    /** A process that is killed resumes from a checkpoint before the last figures that it wrote. */
    @Test
    void stepsThatWereLostAreDropped() throws IOException {
        try (EventFile file = started()) {
            for (int i = 1; i <= 10; i++) {
                file.stepped(step(i, 20, i));
            }
        }
        try (EventFile file = started()) {
            file.stepped(step(6, 1000, 6)); // no point, but the first step
            file.stepped(step(20, 1000, 20));
        }
        assertThat(WrittenEvent.files(run)).hasSize(2);
        assertThat(WrittenEvent.shown(run, "loss/step").keySet()).containsExactly(1L, 2L, 3L, 4L, 5L, 20L);
    }

    @Test
    void theTestPartOfAFinishedRunDropsNothing() throws IOException {
        try (EventFile file = started()) {
            file.epochEnded(figures(1, 10, 1));
            file.ended(outcome(10, Map.of("loss", 0.5, "f", 0.75)));
        }
        try (EventFile file = started()) {
            file.ended(outcome(10, Map.of("loss", 0.5, "f", 0.75)));
        }
        List<WrittenEvent> events = WrittenEvent.all(run);
        assertThat(events.stream().filter(WrittenEvent::start)).hasSize(1);
        assertThat(events.get(events.size() - 1).step()).isEqualTo(10);
        assertThat(events.get(events.size() - 1).scalars())
                .containsExactlyInAnyOrderEntriesOf(Map.of("loss/test", 0.5f, "f/test", 0.75f));
    }

    /** TensorBoard reads files by name. */
    @Test
    void aLaterFileHasALaterName() throws IOException {
        List<String> names = new ArrayList<>();
        for (Instant now : List.of(clock.now, clock.now, Instant.EPOCH, clock.now.plusSeconds(100))) {
            clock.now = now;
            started().close();
            List<Path> files = WrittenEvent.files(run);
            names.add(files.get(files.size() - 1).getFileName().toString());
        }
        assertThat(names)
                .containsExactly(
                        "events.out.tfevents.1772600767.unroll",
                        "events.out.tfevents.1772600768.unroll",
                        "events.out.tfevents.1772600769.unroll",
                        "events.out.tfevents.1772600867.unroll");
    }

    @Test
    void aFileOfTheFoldersNameIsInTheWay() throws IOException {
        Files.writeString(run.resolve("events"), "mine");
        assertThatThrownBy(this::started).isInstanceOfSatisfying(InvalidInput.class, e -> {
            assertThat(e.diagnostics().get(0).code()).isEqualTo(Codes.WRITE);
            assertThat(e.diagnostics().get(0).message())
                    .isEqualTo("cannot create the folder '" + run.resolve("events") + "': a file is in the way");
            assertThat(e.diagnostics().get(0).hint().orElseThrow()).contains("train.log=none", "--resume");
        });
    }

    @Test
    @DisabledOnOs(OS.WINDOWS)
    void aLinkIsNotFollowed(@TempDir Path elsewhere) throws IOException {
        Files.createSymbolicLink(run.resolve("events"), elsewhere);
        assertThatThrownBy(this::started).isInstanceOf(InvalidInput.class).hasMessageContaining("it is a link");
        assertThat(elsewhere).isEmptyDirectory();
    }

    @Test
    void aFullDiskIsToldWithARemedy() {
        EventFile file = new EventFile(run, clock, path -> new OutputStream() {
            private int written;

            @Override
            public void write(int b) throws IOException {
                if (++written > 100) {
                    throw new IOException("No space left on device");
                }
            }
        });
        file.started();
        assertThatThrownBy(() -> file.epochEnded(figures(1, 1, 1))).isInstanceOfSatisfying(InvalidInput.class, e -> {
            assertThat(e.diagnostics().get(0).code()).isEqualTo(Codes.WRITE);
            assertThat(e.diagnostics().get(0).message())
                    .contains("events.out.tfevents.1772600767.unroll")
                    .contains("No space left on device");
            assertThat(e.diagnostics().get(0).hint().orElseThrow()).contains("free space and continue with --resume");
        });
    }

    @Test
    void anInterruptedThreadStillWrites() throws IOException {
        try (EventFile file = started()) {
            Thread.currentThread().interrupt();
            file.stepped(step(1, 1, 1));
            file.epochEnded(figures(1, 1, 1));
            assertThat(Thread.interrupted()).as("it stays interrupted").isTrue();
        }
        assertThat(WrittenEvent.shown(run, "loss/valid")).hasSize(1);
    }
}
