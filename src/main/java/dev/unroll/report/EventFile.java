package dev.unroll.report;

import dev.unroll.diagnostic.Codes;
import dev.unroll.diagnostic.Diagnostic;
import dev.unroll.diagnostic.InvalidInput;
import dev.unroll.store.Figures;
import dev.unroll.store.Unwritable;
import dev.unroll.train.Outcome;
import dev.unroll.train.TrainingListener;
import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Writes the figures of a training run as TensorBoard event files, {@code events/events.out.tfevents.SECONDS.unroll} in the
 * run folder. Scalars:
 *
 * <ul>
 *   <li>{@code NAME/train} and {@code NAME/valid}, {@code gradient_norm}, {@code tokens_per_second} and {@code rate} at the
 *       last step of each epoch: the figures of {@code metrics.jsonl};
 *   <li>{@code NAME/step}, the mean losses of the epoch so far, and {@code rate} within an epoch: {@value #POINTS} times, or
 *       every 10 seconds if that is more often;
 *   <li>{@code NAME/test} at the end.
 * </ul>
 *
 * <p>A resumed run begins another file, whose first step makes TensorBoard drop what an interruption has made void. Each event
 * is written at once and whole, so TensorBoard can follow the run. Used once, by the thread that trains.
 */
public final class EventFile implements TrainingListener, Closeable {
    private static final String FOLDER = "events";
    private static final Pattern NAME = Pattern.compile("events\\.out\\.tfevents\\.(\\d{1,18})\\..*");
    private static final int POINTS = 50;
    private static final Duration LONGEST = Duration.ofSeconds(10);
    private static final String RATE = "rate";

    /** Creates a file; a test puts a full disk in its place. */
    interface Creation {
        OutputStream of(Path file) throws IOException;
    }

    private final Path folder;
    private final Clock clock;
    private final Creation creation;
    private Path file;
    private Optional<OutputStream> stream = Optional.empty();
    private long size;
    private boolean begun;
    private Instant lastPoint;
    private OptionalLong rateStep = OptionalLong.empty();

    /** @param run the run folder, which need not exist before {@link #started} */
    public EventFile(Path run) {
        this(run, Clock.systemUTC(), EventFile::create);
    }

    EventFile(Path run, Clock clock, Creation creation) {
        this.folder = run.resolve(FOLDER);
        this.clock = clock;
        this.creation = creation;
        file = folder;
        lastPoint = clock.instant();
    }

    /**
     * Creates the file. No earlier: a run that ends before it has a checkpoint leaves no event file.
     *
     * @throws InvalidInput if it cannot be written, as the other callbacks
     */
    @Override
    public void started() {
        if (Files.isSymbolicLink(folder)) {
            // A run folder from elsewhere must not direct what is written out of it.
            throw failed(Diagnostic.error(Codes.WRITE, "cannot write to '" + folder + "': it is a link"));
        }
        try {
            Files.createDirectories(folder);
        } catch (IOException e) {
            throw failed(Unwritable.folder(folder, e));
        }
        try {
            file = folder.resolve(String.format(Locale.ROOT, "events.out.tfevents.%010d.unroll", seconds()));
            stream = Optional.of(creation.of(file));
        } catch (IOException e) {
            throw failed(Unwritable.file(file, size, e));
        }
        lastPoint = clock.instant();
        write(Event.version(now()));
    }

    /** A stream that an interrupt of the thread does not close, as it would close a channel. */
    static OutputStream create(Path file) throws IOException {
        return Files.newOutputStream(
                file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS);
    }

    /** The time for the name. TensorBoard reads files in the order of their names, so it is later than that of any other. */
    private long seconds() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            long last = files.map(other -> NAME.matcher(other.getFileName().toString()))
                    .filter(Matcher::matches)
                    .mapToLong(name -> Long.parseLong(name.group(1)))
                    .max()
                    .orElse(0);
            return Math.max(clock.instant().getEpochSecond(), last + 1);
        }
    }

    @Override
    public void stepped(Progress progress) {
        int every = (progress.batches() + POINTS - 1) / POINTS;
        Instant now = clock.instant();
        boolean isDue = progress.batch() % every == 0
                || Duration.between(lastPoint, now).compareTo(LONGEST) >= 0;
        if (isDue) {
            lastPoint = now;
            Map<String, Double> scalars = new LinkedHashMap<>();
            put(scalars, progress.losses(), "step");
            scalars.put(RATE, progress.rate());
            rateStep = OptionalLong.of(progress.step());
            write(progress.step(), scalars);
        } else if (!begun) {
            write(progress.step(), Map.of());
        }
    }

    @Override
    public void epochEnded(Figures figures) {
        Map<String, Double> scalars = new LinkedHashMap<>();
        put(scalars, figures.train(), "train");
        put(scalars, figures.valid(), "valid");
        if (!rateStep.equals(OptionalLong.of(figures.step()))) {
            // Two values of one tag at one step would look like a restart.
            scalars.put(RATE, figures.rate());
        }
        scalars.put("gradient_norm", figures.gradientNorm());
        scalars.put("tokens_per_second", figures.tokensPerSecond());
        write(figures.step(), scalars);
    }

    @Override
    public void ended(Outcome outcome) {
        if (!outcome.test().isEmpty()) {
            // Going on with a run that was complete measures the test part again, and makes nothing void.
            begun = true;
            Map<String, Double> scalars = new LinkedHashMap<>();
            put(scalars, outcome.test(), "test");
            write(outcome.steps(), scalars);
        }
        close();
    }

    private static void put(Map<String, Double> scalars, Map<String, Double> figures, String part) {
        figures.forEach((name, value) -> scalars.put(name + "/" + part, value));
    }

    private void write(long step, Map<String, Double> scalars) {
        if (!begun) {
            begun = true;
            write(Event.start(now(), step));
        }
        if (!scalars.isEmpty()) {
            write(Event.scalars(now(), step, scalars));
        }
    }

    private void write(Event event) {
        OutputStream out = stream.orElseThrow(() -> new IllegalStateException("training has not started"));
        byte[] bytes = event.framed();
        try {
            size += bytes.length;
            out.write(bytes);
        } catch (IOException e) {
            throw failed(Unwritable.file(file, size, e));
        }
    }

    private double now() {
        return clock.millis() / 1e3;
    }

    private static InvalidInput failed(Diagnostic diagnostic) {
        return new InvalidInput(diagnostic.hint(diagnostic
                .hint()
                .orElse("make it writable, or set train.log=none; then continue the run with --resume")));
    }

    /** Closes the file; without effect if it is closed or was never created. */
    @Override
    public void close() {
        try {
            if (stream.isPresent()) {
                stream.get().close();
            }
        } catch (IOException e) {
            throw failed(Unwritable.file(file, size, e));
        } finally {
            stream = Optional.empty();
        }
    }
}
