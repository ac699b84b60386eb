package dev.unroll.store;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.unroll.diagnostic.Json;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The SHA-256 of every file of a run. For a file that is replaced repeatedly, the last ones are kept: the manifest
 * records a new file before it replaces the old one, so that the digest on disk is known whenever a run is killed.
 *
 * @param files by name within the run, newest first
 * @param data of the files of data, by the key of the spec that names them
 */
record Manifest(
        @JsonProperty("files") Map<String, List<String>> files,
        @JsonProperty("data") Map<String, String> data) {
    private static final int KEPT = 3;
    private static final ObjectMapper JSON = new ObjectMapper();

    Manifest {
        files = new TreeMap<>(files);
        data = new TreeMap<>(data);
    }

    static Manifest of(Map<String, String> data) {
        return new Manifest(Map.of(), data);
    }

    /** The same with a file that is about to take its place. */
    Manifest with(String file, String digest) {
        Map<String, List<String>> all = new LinkedHashMap<>(files);
        List<String> digests = new ArrayList<>(List.of(digest));
        all.getOrDefault(file, List.of()).stream()
                .filter(old -> !old.equals(digest) && digests.size() < KEPT)
                .forEach(digests::add);
        all.put(file, List.copyOf(digests));
        return new Manifest(all, data);
    }

    /** Whether a file of the run has this content. */
    boolean knows(String file, String digest) {
        return files.getOrDefault(file, List.of()).contains(digest);
    }

    String text() {
        try {
            return JSON.writerWithDefaultPrettyPrinter().writeValueAsString(this) + "\n";
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    /** @throws Json.Malformed if the text is not a manifest */
    static Manifest read(String text) throws Json.Malformed {
        return Json.read(text, new TypeReference<Manifest>() {});
    }
}
