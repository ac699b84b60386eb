package dev.unroll.store;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.unroll.diagnostic.Codes;
import dev.unroll.diagnostic.Diagnostic;
import dev.unroll.diagnostic.InvalidInput;
import dev.unroll.diagnostic.Json;
import dev.unroll.diagnostic.RegularFile;
import dev.unroll.diagnostic.Utf8;
import dev.unroll.run.Weights;
import dev.unroll.tensor.Shape;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * The folder of a run: {@code spec.yaml} (complete, after {@code --set}), {@code data.json} (vocabularies, scaling,
 * counts), {@code environment.json} (on what it was trained), {@code metrics.jsonl} (a line per epoch), {@code
 * model.safetensors} (the best weights), {@code findings.json} (how these do, see {@code Findings}), {@code
 * checkpoint/last.safetensors} (all that is needed to resume) with the previous one, and {@code manifest.json} (the SHA-256 of
 * each). Each file is replaced as a whole or not at all, and is read only if it is what the run wrote. A folder that is written
 * to is locked until it is closed.
 */
public final class RunFolder implements Closeable {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final DateTimeFormatter STAMP = DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss", Locale.ROOT);
    private static final String SPEC = "spec.yaml";
    private static final String DATA = "data.json";
    private static final String METRICS = "metrics.jsonl";
    private static final String ENVIRONMENT = "environment.json";
    private static final String FINDINGS = "findings.json";
    /** The page about a run. */
    public static final String REPORT = "report.html";

    private static final String MODEL = "model.safetensors";
    private static final String MANIFEST = "manifest.json";
    private static final String FOLDER = "checkpoint";
    private static final String LAST = FOLDER + "/last.safetensors";
    private static final String PREVIOUS = FOLDER + "/previous.safetensors";
    /** The files in a folder before there is a checkpoint. */
    private static final Set<String> EARLY = Set.of(SPEC, DATA, ENVIRONMENT, Needs.FILE, MANIFEST, FOLDER, Lock.FILE);

    private final Path path;
    private final Disk disk;
    private final Optional<Lock> lock;
    private Manifest manifest;

    private RunFolder(Path path, Disk disk, Optional<Lock> lock, Manifest manifest) {
        this.path = path;
        this.disk = disk;
        this.lock = lock;
        this.manifest = manifest;
    }

    /**
     * What a run begins with.
     *
     * @param spec the complete spec
     * @param data {@code Dataset.state()}
     * @param needs the plug-ins that the spec mentions
     * @param environment on what it is trained
     * @param files the SHA-256 of each file of data, by the key that names it
     */
    public record Beginning(
            String spec,
            Map<String, Object> data,
            Needs needs,
            Map<String, Object> environment,
            Map<String, String> files) {}

    /** The default folder of a run: {@code runs/NAME-YYYYMMDD-HHMMSS}, with a number appended if that exists. */
    public static Path defaultValue(String model, LocalDateTime now) {
        String name = model.replaceAll("[^\\p{L}\\p{N}._-]", "_") + "-" + STAMP.format(now);
        Path path = Path.of("runs", name);
        for (int i = 2; Files.exists(path); i++) {
            path = Path.of("runs", name + "-" + i);
        }
        return path;
    }

    /**
     * Starts a run in a new or empty folder, or in that of a run that ended before its first checkpoint.
     *
     * @throws InvalidInput if the folder holds anything else, cannot be written, or is being written to
     */
    public static RunFolder create(Path path, Beginning beginning, Disk disk) {
        if (Files.exists(path) && !Files.isDirectory(path)) {
            throw fail("'" + path + "' is a file, not a folder for a run", "choose another with --run DIR");
        }
        AtomicFile.folder(path);
        Lock lock = Lock.of(path);
        try {
            if (Files.exists(path.resolve(LAST)) || Files.exists(path.resolve(PREVIOUS))) {
                throw fail("'" + path + "' already holds a run", "continue it with --resume, or choose another folder");
            }
            if (!isNew(path)) {
                throw fail("'" + path + "' is not empty and is not a run", "choose a new folder with --run DIR");
            }
            RunFolder folder = new RunFolder(path, disk, Optional.of(lock), Manifest.of(beginning.files()));
            folder.refuseLinks();
            AtomicFile.folder(path.resolve(FOLDER));
            AtomicFile.write(disk, path.resolve(MANIFEST), folder.manifest.text());
            beginning.needs().text().ifPresent(text -> folder.put(Needs.FILE, AtomicFile.Content.of(text)));
            folder.describe(beginning);
            return folder;
        } catch (RuntimeException | Error e) {
            lock.close();
            throw e;
        }
    }

    /** Whether a folder holds nothing, or no more than a run that was ended before its first checkpoint. */
    private static boolean isNew(Path folder) {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString())
                    .allMatch(name -> EARLY.contains(name) || name.endsWith(".part") && isNew(name));
        } catch (IOException e) {
            throw fail("cannot read the folder '" + folder + "'", "check its permissions");
        }
    }

    private static boolean isNew(String part) {
        return EARLY.contains(part.substring(0, part.length() - ".part".length()));
    }

    /** A run that a stranger made must not lead what is written, or read, elsewhere. */
    private void refuseLinks() {
        if (Files.isSymbolicLink(path.resolve(FOLDER))) {
            throw fail(
                    "'" + path.resolve(FOLDER) + "' is a link",
                    "the folder of a run must contain its files, not links");
        }
    }

    /**
     * Opens a run to use it. Its spec and its record of the data are what the run wrote.
     *
     * @throws InvalidInput if it is not a run, or is damaged
     */
    public static RunFolder open(Path path) {
        RunFolder folder = known(path, Disk.LOCAL, Optional.empty());
        List.of(SPEC, DATA).forEach(folder::verify);
        if (Files.exists(path.resolve(Needs.FILE))) {
            folder.verify(Needs.FILE);
        }
        return folder;
    }

    private static RunFolder known(Path path, Disk disk, Optional<Lock> lock) {
        if (!Files.exists(path)) {
            throw fail("there is no run '" + path + "'", "train one with: ./unroll train SPEC --run DIR");
        }
        for (String needed : List.of(SPEC, DATA, MANIFEST)) {
            if (!Files.exists(path.resolve(needed))) {
                throw fail(
                        "'%s' is not a run: it has no %s".formatted(path, needed),
                        "a run is a folder created by ./unroll train");
            }
        }
        try {
            RunFolder folder = new RunFolder(path, disk, lock, Manifest.read(text(path.resolve(MANIFEST))));
            folder.refuseLinks();
            return folder;
        } catch (Json.Malformed e) {
            throw damaged(path.resolve(MANIFEST), e.getMessage());
        }
    }

    private static InvalidInput damaged(Path file, String why) {
        return fail("'" + file + "' is damaged: " + why, "restore it from a copy, or train again");
    }

    /** @throws InvalidInput if a file is not what the run wrote */
    private void verify(String name) {
        if (!isWhole(name)) {
            throw new InvalidInput(Diagnostic.error(
                            Codes.DIGEST,
                            "'%s' has changed since the run wrote it: its SHA-256 differs from that in %s"
                                    .formatted(path.resolve(name), MANIFEST))
                    .hint("restore it from a copy, or train again; --set KEY=VALUE changes a key for one command"));
        }
    }

    private boolean isWhole(String name) {
        try {
            String known = name.equals(PREVIOUS) ? LAST : name;
            return manifest.knows(known, Digest.of(path.resolve(name)));
        } catch (IOException e) {
            throw fail("'" + path.resolve(name) + "' " + e.getMessage(), "restore it from a copy, or train again");
        }
    }

    /**
     * Opens a run to resume it: the spec must be the run's except for the length of training ({@code epochs}, {@code steps} and
     * {@code stop} of {@code train}), how often to save ({@code checkpoint}) and what to log ({@code log}), which is taken over.
     *
     * @throws InvalidInput if it is not a run, is of another spec or other data, has no checkpoint, or is being written to
     */
    public static RunFolder resume(Path path, Beginning beginning, Disk disk) {
        known(path, disk, Optional.empty());
        Lock lock = Lock.of(path);
        try {
            RunFolder folder = known(path, disk, Optional.of(lock));
            List.of(SPEC, DATA).forEach(folder::verify);
            if (!folder.resolved().continues(new ResolvedSpec(beginning.spec()))) {
                throw fail("'" + path + "' is a run of another spec", "compare with " + path.resolve(SPEC));
            }
            folder.requireSameData(beginning);
            if (!Files.exists(path.resolve(LAST)) && !Files.exists(path.resolve(PREVIOUS))) {
                throw fail(
                        "the run '" + path + "' has no checkpoint to resume from",
                        "start it again without --resume: the folder is treated as new");
            }
            folder.describe(beginning);
            return folder;
        } catch (RuntimeException | Error e) {
            lock.close();
            throw e;
        }
    }

    private void requireSameData(Beginning beginning) {
        beginning.files().forEach((key, digest) -> {
            if (!digest.equals(manifest.data().getOrDefault(key, digest))) {
                throw new InvalidInput(Diagnostic.error(
                                Codes.DATA_CHANGED,
                                "the file of 'data.%s' has changed since the run '%s' began".formatted(key, path))
                        .hint("start a new run, or restore the file"));
            }
        });
        if (!JSON.valueToTree(data())
                .get("fields")
                .equals(JSON.valueToTree(beginning.data()).get("fields"))) {
            throw new InvalidInput(
                    Diagnostic.error(Codes.DATA_CHANGED, "the data has changed since the run '" + path + "' began")
                            .hint("start a new run"));
        }
    }

    private void describe(Beginning beginning) {
        put(DATA, json(beginning.data()));
        put(ENVIRONMENT, json(beginning.environment()));
        put(SPEC, AtomicFile.Content.of(beginning.spec()));
    }

    private static AtomicFile.Content json(Object value) {
        try {
            return AtomicFile.Content.of(JSON.writerWithDefaultPrettyPrinter().writeValueAsString(value) + "\n");
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Replaces a file. The manifest knows it before it takes its place. */
    private void put(String name, AtomicFile.Content content) {
        AtomicFile.write(disk, path.resolve(name), content, digest -> {
            announce(name, digest);
            if (name.equals(LAST) && Files.exists(path.resolve(LAST)) && isWhole(LAST)) {
                disk.move(path.resolve(LAST), path.resolve(PREVIOUS));
            }
        });
    }

    private void announce(String name, String digest) {
        Manifest next = manifest.with(name, digest);
        if (!next.equals(manifest)) {
            AtomicFile.write(disk, path.resolve(MANIFEST), next.text());
            manifest = next;
        }
    }

    /** Lets others write to the folder. */
    @Override
    public void close() {
        lock.ifPresent(Lock::close);
    }

    /** Whether it is being trained now. */
    public boolean isTraining() {
        return lock.isPresent() || Lock.isHeld(path);
    }

    /** Whether a folder looks like that of a run. */
    public static boolean isRun(Path folder) {
        return Files.exists(folder.resolve(MANIFEST)) && Files.exists(folder.resolve(SPEC));
    }

    /** The folder itself. */
    public Path path() {
        return path;
    }

    /** The complete spec. */
    public Path spec() {
        return path.resolve(SPEC);
    }

    /** Its contents. */
    public ResolvedSpec resolved() {
        return new ResolvedSpec(text(spec()));
    }

    /** The best weights, or those of the last epoch if there is no validation data. */
    public Path model() {
        return path.resolve(MODEL);
    }

    /** A line per epoch. */
    public Path metrics() {
        return path.resolve(METRICS);
    }

    /** What {@code Dataset.restore} reads. @throws InvalidInput if it is damaged */
    public Map<String, Object> data() {
        try {
            return Json.read(text(path.resolve(DATA)), new TypeReference<Map<String, Object>>() {});
        } catch (Json.Malformed e) {
            throw new InvalidInput(
                    Diagnostic.error(Codes.RUN_FOLDER, "'" + path.resolve(DATA) + "' is damaged: " + e.getMessage()));
        }
    }

    /**
     * The best weights.
     *
     * @param parameters the names and shapes that the model needs
     * @throws InvalidInput if they are missing, damaged or of another model
     */
    public Weights best(Map<String, Shape> parameters) {
        if (!Files.exists(model())) {
            throw fail("the run '" + path + "' has no weights yet", "continue training with --resume");
        }
        verify(MODEL);
        Weights weights = Tensors.fit(model(), Safetensors.read(model()).tensors(), parameters);
        Tensors.requireFinite(model(), weights);
        return weights;
    }

    /** What each finished epoch came to. */
    public List<Figures> figures() {
        List<Figures> figures = new ArrayList<>();
        if (Files.exists(metrics())) {
            verify(METRICS);
            for (String line : text(metrics()).lines().toList()) {
                try {
                    figures.add(Figures.of(line));
                } catch (Json.Malformed e) {
                    throw new InvalidInput(Diagnostic.error(
                            Codes.RUN_FOLDER, "line %d of '%s' is damaged".formatted(figures.size() + 1, metrics())));
                }
            }
        }
        return figures;
    }

    /** What is known of how the best weights do: as {@code findings.json} has it; empty if nothing is. */
    public ObjectNode findings() {
        return document(FINDINGS);
    }

    /** On what it was trained: as {@code environment.json} has it. */
    public ObjectNode environment() {
        return document(ENVIRONMENT);
    }

    /** A file that only reports read: where it is missing or not whole, there is nothing to be shown. */
    private ObjectNode document(String name) {
        try {
            return Files.exists(path.resolve(name)) && isWhole(name)
                    ? (ObjectNode) Json.tree(text(path.resolve(name)))
                    : JSON.createObjectNode();
        } catch (Json.Malformed e) {
            throw damaged(path.resolve(name), e.getMessage());
        }
    }

    /**
     * Replaces the report of a run: a page that nothing reads, and that anybody may delete.
     *
     * @throws InvalidInput if it cannot be written
     */
    public static void report(Path run, String page) {
        AtomicFile.write(Disk.LOCAL, run.resolve(REPORT), page);
    }

    public void save(ObjectNode findings) {
        put(FINDINGS, AtomicFile.Content.of(findings + "\n"));
    }

    public void save(List<Figures> figures) {
        StringBuilder lines = new StringBuilder();
        figures.forEach(f -> lines.append(f.line()).append('\n'));
        put(METRICS, AtomicFile.Content.of(lines.toString()));
    }

    public void saveBest(Weights weights, String model, int epoch) {
        Map<String, String> metadata = new LinkedHashMap<>(); // in this order: the same weights are the same bytes
        metadata.put("format", "unroll");
        metadata.put("model", model);
        metadata.put("epoch", Integer.toString(epoch));
        put(MODEL, new Safetensors(weights, metadata)::write);
    }

    public void save(Checkpoint checkpoint) {
        put(LAST, checkpoint.file()::write);
    }

    /**
     * The newest checkpoint that is what the run wrote.
     *
     * @param notes receives a notice if it is not the last one
     * @throws InvalidInput if there is none, or it belongs to another model
     */
    public Checkpoint checkpoint(Map<String, Shape> parameters, Map<String, Shape> optimizer, Consumer<String> notes) {
        Path file = path.resolve(LAST);
        if (!Files.exists(file) || !isWhole(LAST)) {
            if (!Files.exists(path.resolve(PREVIOUS))) {
                verify(LAST);
            }
            verify(PREVIOUS);
            file = path.resolve(PREVIOUS);
            notes.accept("'" + path.resolve(LAST) + "' is missing or damaged: training resumes from the previous one");
        }
        Checkpoint read = Checkpoint.read(file);
        Weights weights = Tensors.fit(file, read.weights(), parameters);
        Weights state = Tensors.fit(file, read.optimizer(), optimizer);
        Tensors.requireFinite(file, weights);
        return new Checkpoint(weights, state, read.carried(), read.counters());
    }

    /** The text of a file of a run. @throws InvalidInput if it cannot be read or is not UTF-8 */
    static String text(Path file) {
        try {
            Utf8 read = Utf8.read(RegularFile.read(file));
            if (!read.isWhole()) {
                throw new InvalidInput(
                        Diagnostic.error(Codes.RUN_FOLDER, "'" + file + "' is damaged: " + read.fault("it")));
            }
            return read.text();
        } catch (IOException e) {
            throw new InvalidInput(Diagnostic.error(Codes.RUN_FOLDER, "'" + file + "' " + e.getMessage()));
        }
    }

    private static InvalidInput fail(String message, String hint) {
        return new InvalidInput(Diagnostic.error(Codes.RUN_FOLDER, message).hint(hint));
    }
}
