package dev.unroll.store;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.unroll.diagnostic.Codes;
import dev.unroll.diagnostic.Diagnostic;
import dev.unroll.diagnostic.InvalidInput;
import dev.unroll.diagnostic.Json;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The plug-ins that a spec uses, kept in {@code plugins.json} of a run folder, so that missing ones can be named.
 *
 * @param names for each its kind, its name in specs, and the file or jar it came from
 */
public record Needs(List<Map<String, String>> names) {
    private static final ObjectMapper JSON = new ObjectMapper();
    /** The file of a run folder. */
    static final String FILE = "plugins.json";

    private static final List<String> KEYS = List.of("kind", "name", "from");

    /** The text of {@value #FILE}; empty if nothing is needed. */
    Optional<String> text() {
        try {
            return names.isEmpty()
                    ? Optional.empty()
                    : Optional.of(JSON.writerWithDefaultPrettyPrinter().writeValueAsString(names) + "\n");
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    public static Needs read(Path folder) {
        Path file = folder.resolve(FILE);
        if (!Files.exists(file)) {
            return new Needs(List.of());
        }
        try {
            List<Map<String, String>> names =
                    Json.read(RunFolder.text(file), new TypeReference<List<Map<String, String>>>() {});
            if (names.stream()
                    .anyMatch(entry -> entry == null
                            || !KEYS.stream().allMatch(entry::containsKey)
                            || entry.containsValue(null))) {
                throw new InvalidInput(Diagnostic.error(
                        Codes.RUN_FOLDER, "'" + file + "' is damaged: an entry needs " + String.join(", ", KEYS)));
            }
            return new Needs(names);
        } catch (Json.Malformed e) {
            throw new InvalidInput(Diagnostic.error(Codes.RUN_FOLDER, "'" + file + "' is damaged: " + e.getMessage()));
        }
    }
}
