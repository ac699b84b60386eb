package dev.unroll.store;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.unroll.diagnostic.Codes;
import dev.unroll.diagnostic.Diagnostic;
import dev.unroll.diagnostic.InvalidInput;
import dev.unroll.diagnostic.Json;
import dev.unroll.run.Weights;
import dev.unroll.run.Weights.Weight;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Everything needed to resume training bit for bit. One file, so that no part of it can be older than another.
 *
 * @param weights the weights as they are, not the best ones
 * @param optimizer what the optimizer remembers, under {@code WEIGHT/STATE}
 * @param carried the states to resume with in the middle of a text
 * @param counters how far training has come
 */
public record Checkpoint(Weights weights, Weights optimizer, Weights carried, Counters counters) {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String COUNTERS = "counters";
    private static final List<String> PARTS = List.of("weight/", "optimizer/", "carried/");

    Safetensors file() {
        List<Weight> all = new ArrayList<>();
        List<Weights> parts = List.of(weights, optimizer, carried);
        for (int i = 0; i < parts.size(); i++) {
            for (Weight weight : parts.get(i).all()) {
                all.add(new Weight(PARTS.get(i) + weight.name(), weight.shape(), weight.values()));
            }
        }
        try {
            return new Safetensors(new Weights(all), Map.of(COUNTERS, JSON.writeValueAsString(counters)));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    /** @throws InvalidInput if it cannot be read or is damaged */
    public static Checkpoint read(Path file) {
        Safetensors read = Safetensors.read(file);
        Map<String, List<Weight>> parts = new LinkedHashMap<>();
        PARTS.forEach(p -> parts.put(p, new ArrayList<>()));
        for (Weight weight : read.tensors().all()) {
            String part = PARTS.stream()
                    .filter(p -> weight.name().startsWith(p))
                    .findFirst()
                    .orElseThrow(() -> damaged(file));
            String name = weight.name().substring(part.length());
            parts.get(part).add(new Weight(name, weight.shape(), weight.values()));
        }
        try {
            Counters counters = Json.read(read.metadata().getOrDefault(COUNTERS, ""), new TypeReference<Counters>() {});
            List<Weights> all = parts.values().stream().map(Weights::new).toList();
            return new Checkpoint(all.get(0), all.get(1), all.get(2), counters);
        } catch (Json.Malformed e) {
            throw damaged(file);
        }
    }

    private static InvalidInput damaged(Path file) {
        return new InvalidInput(
                Diagnostic.error(Codes.RUN_FOLDER, "'" + file + "' is damaged: it is not a checkpoint"));
    }
}
