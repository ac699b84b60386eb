package dev.unroll.train;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.unroll.run.Weights;
import dev.unroll.spec.Codes;
import dev.unroll.spec.Diagnostic;
import dev.unroll.spec.InvalidInput;
import dev.unroll.spec.Json;
import dev.unroll.spec.RegularFile;
import dev.unroll.spec.Utf8;
import dev.unroll.tensor.Shape;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.error.YAMLException;

/**
 * What a run leaves behind: {@code spec.yaml} (complete, after {@code --set}), {@code data.json} (vocabularies, scaling,
 * counts), {@code metrics.jsonl} (a line per epoch), {@code model.safetensors} (the best weights) and {@code
 * checkpoint/last.safetensors} (all that is needed to go on). Each file is replaced as a whole or not at all.
 */
public final class RunFolder {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final DateTimeFormatter STAMP = DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss", Locale.ROOT);
    private static final String SPEC = "spec.yaml";
    private static final String DATA = "data.json";

    private final Path path;

    private RunFolder(Path path) {
        this.path = path;
    }

    /** The folder for a run that got none: {@code runs/NAME-YYYYMMDD-HHMMSS}, with a number behind it if that exists. */
    public static Path standard(String model, LocalDateTime now) {
        String name = model.replaceAll("[^\\p{L}\\p{N}._-]", "_") + "-" + STAMP.format(now);
        Path path = Path.of("runs", name);
        for (int i = 2; Files.exists(path); i++) {
            path = Path.of("runs", name + "-" + i);
        }
        return path;
    }

    /**
     * Begins a run in a new or empty folder, or in that of a run which ended before it had anything to go on from.
     *
     * @param spec the complete spec
     * @param data {@code Dataset.state()}
     * @throws InvalidInput if the folder holds anything, or cannot be written
     */
    public static RunFolder create(Path path, String spec, Map<String, Object> data) {
        if (Files.exists(path) && !Files.isDirectory(path)) {
            throw fail("'" + path + "' is a file, not a folder for a run", "give another with --run DIR");
        }
        boolean begun = Files.exists(path.resolve(SPEC));
        RunFolder folder = new RunFolder(path);
        if (begun && (Files.exists(folder.checkpointFile()) || Files.exists(folder.model()))) {
            throw fail("'" + path + "' already holds a run", "go on with it by --resume, or give another folder");
        }
        if (!begun && Files.exists(path) && !isEmpty(path)) {
            throw fail("'" + path + "' is not empty and is not a run", "give a new folder with --run DIR");
        }
        AtomicFile.folder(path.resolve("checkpoint"));
        folder.describe(spec, data);
        return folder;
    }

    /** Opens a run. @throws InvalidInput if it is not one */
    public static RunFolder open(Path path) {
        if (!Files.exists(path)) {
            throw fail("there is no run '" + path + "'", "train one with: ./unroll train SPEC --run DIR");
        }
        if (!Files.isDirectory(path) || !Files.exists(path.resolve(SPEC)) || !Files.exists(path.resolve(DATA))) {
            String message =
                    "'%s' is not a run: it has no %s".formatted(path, Files.exists(path.resolve(SPEC)) ? DATA : SPEC);
            throw fail(message, "a run is a folder that ./unroll train made");
        }
        return new RunFolder(path);
    }

    /**
     * Opens a run to go on with it: the spec must be the run's but for how long to train ({@code epochs}, {@code steps} and
     * {@code stop} of {@code train}), which is taken over.
     *
     * @throws InvalidInput if it is not a run, is of another spec or other data, or has no checkpoint
     */
    public static RunFolder resume(Path path, String spec, Map<String, Object> data) {
        RunFolder folder = open(path);
        if (!essence(folder.text(SPEC)).equals(essence(spec))) {
            throw fail("'" + path + "' is a run of another spec", "compare with " + path.resolve(SPEC));
        }
        if (!JSON.valueToTree(folder.data())
                .get("fields")
                .equals(JSON.valueToTree(data).get("fields"))) {
            throw fail("the data has changed since the run '" + path + "' began", "begin a new run");
        }
        if (!Files.exists(folder.checkpointFile())) {
            throw fail("the run '" + path + "' has no checkpoint to go on from", "begin a new run");
        }
        folder.describe(spec, data);
        return folder;
    }

    private void describe(String spec, Map<String, Object> data) {
        try {
            AtomicFile.write(
                    path.resolve(DATA), JSON.writerWithDefaultPrettyPrinter().writeValueAsString(data) + "\n");
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
        AtomicFile.write(path.resolve(SPEC), spec);
    }

    /** The spec without what may change when a run goes on. */
    private static Map<Object, Object> essence(String spec) {
        try {
            LoaderOptions options = new LoaderOptions();
            options.setCodePointLimit(Integer.MAX_VALUE);
            Map<Object, Object> all = new HashMap<>(map(new Yaml(new SafeConstructor(options)).load(spec)));
            Map<Object, Object> train = new HashMap<>(map(all.get("train")));
            List.of("epochs", "steps", "stop").forEach(train::remove);
            all.put("train", train);
            return all;
        } catch (YAMLException e) {
            return Map.of("damaged", spec);
        }
    }

    private static Map<?, ?> map(Object value) {
        return value instanceof Map<?, ?> map ? map : Map.of();
    }

    /** The folder itself. */
    public Path path() {
        return path;
    }

    /** The complete spec. */
    public Path spec() {
        return path.resolve(SPEC);
    }

    /** The best weights, or those of the last epoch if there is no validation data. */
    public Path model() {
        return path.resolve("model.safetensors");
    }

    /** A line per epoch. */
    public Path metrics() {
        return path.resolve("metrics.jsonl");
    }

    private Path checkpointFile() {
        return path.resolve("checkpoint").resolve("last.safetensors");
    }

    /** What {@code Dataset.restore} reads. @throws InvalidInput if it is damaged */
    public Map<String, Object> data() {
        try {
            return Json.read(text(DATA), new TypeReference<Map<String, Object>>() {});
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
            throw fail("the run '" + path + "' has no weights yet", "go on training it with --resume");
        }
        return Tensors.fit(model(), Safetensors.read(model()).tensors(), parameters);
    }

    /** What each finished epoch came to. */
    public List<Figures> figures() {
        List<Figures> figures = new ArrayList<>();
        if (Files.exists(metrics())) {
            for (String line : text("metrics.jsonl").lines().toList()) {
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

    void save(List<Figures> figures) {
        StringBuilder lines = new StringBuilder();
        figures.forEach(f -> lines.append(f.line()).append('\n'));
        AtomicFile.write(metrics(), lines.toString());
    }

    void saveBest(Weights weights, String model, int epoch) {
        Map<String, String> metadata = Map.of("format", "unroll", "model", model, "epoch", Integer.toString(epoch));
        new Safetensors(weights, metadata).write(model());
    }

    void save(Checkpoint checkpoint) {
        AtomicFile.folder(checkpointFile().getParent());
        checkpoint.write(checkpointFile());
    }

    Checkpoint checkpoint(Map<String, Shape> parameters, Map<String, Shape> optimizer) {
        Checkpoint read = Checkpoint.read(checkpointFile());
        Weights weights = Tensors.fit(checkpointFile(), read.weights(), parameters);
        Weights state = Tensors.fit(checkpointFile(), read.optimizer(), optimizer);
        return new Checkpoint(weights, state, read.carried(), read.counters());
    }

    private String text(String file) {
        return text(path.resolve(file));
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

    private static boolean isEmpty(Path folder) {
        try (Stream<Path> files = Files.list(folder)) {
            return files.findAny().isEmpty();
        } catch (IOException e) {
            throw fail("cannot read the folder '" + folder + "'", "is it allowed to be read?");
        }
    }

    private static InvalidInput fail(String message, String hint) {
        return new InvalidInput(Diagnostic.error(Codes.RUN_FOLDER, message).hint(hint));
    }
}
