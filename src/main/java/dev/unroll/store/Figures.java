package dev.unroll.store;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.unroll.diagnostic.Json;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The metrics of one epoch: a line of {@code metrics.jsonl}.
 *
 * @param epoch 1 for the first
 * @param step how many steps there were up to its end
 * @param seconds the total training time up to its end, including earlier parts of a resumed run
 * @param tokensPerSecond real steps of sequences trained on, per second of the epoch's training part
 * @param rate the learning rate of its last step
 * @param gradientNorm the mean length of the gradients before clipping
 * @param train the mean {@code loss} while training, and after it its terms if they have names
 * @param valid the metrics on the validation part, {@code loss} first; empty if there is no such part
 * @param best whether its weights are the best so far
 * @param trace how it went in more detail
 */
public record Figures(
        int epoch,
        long step,
        double seconds,
        double tokensPerSecond,
        double rate,
        double gradientNorm,
        Map<String, Double> train,
        Map<String, Double> valid,
        boolean best,
        Trace trace) {
    /** The name of the figure that is always there: the mean over all rows of what training lowers. */
    public static final String LOSS = "loss";

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final TypeReference<Trace> TRACE = new TypeReference<>() {};

    public Figures {
        train = Collections.unmodifiableMap(new LinkedHashMap<>(train));
        valid = Collections.unmodifiableMap(new LinkedHashMap<>(valid));
    }

    /** The mean loss while training. */
    public double loss() {
        return train.getOrDefault(LOSS, 0.0);
    }

    public String line() {
        ObjectNode line = JSON.createObjectNode()
                .put("epoch", epoch)
                .put("step", step)
                .put("seconds", round(seconds))
                .put("tokens_per_second", round(tokensPerSecond))
                .put("rate", rate)
                .put("gradient_norm", gradientNorm);
        put(line.putObject("train"), train);
        put(line.putObject("valid"), valid);
        line.put("best", best);
        return line.set("trace", JSON.valueToTree(trace)).toString();
    }

    /** JSON has no infinity, which a perplexity can reach. */
    private static void put(ObjectNode node, Map<String, Double> figures) {
        figures.forEach((name, value) -> node.put(name, Double.isFinite(value) ? value : null));
    }

    private static Map<String, Double> figures(JsonNode node) {
        Map<String, Double> figures = new LinkedHashMap<>();
        node.properties()
                .forEach(e -> figures.put(
                        e.getKey(),
                        e.getValue().isNull()
                                ? Double.POSITIVE_INFINITY
                                : e.getValue().asDouble()));
        return figures;
    }

    /** @throws Json.Malformed if the line is damaged */
    public static Figures of(String line) throws Json.Malformed {
        JsonNode node = Json.tree(line);
        return new Figures(
                node.path("epoch").asInt(),
                node.path("step").asLong(),
                node.path("seconds").asDouble(),
                node.path("tokens_per_second").asDouble(),
                node.path("rate").asDouble(),
                node.path("gradient_norm").asDouble(),
                figures(node.path("train")),
                figures(node.path("valid")),
                node.path("best").asBoolean(),
                node.has("trace") ? Json.read(node.get("trace").toString(), TRACE) : Trace.NONE);
    }

    private static double round(double value) {
        return Math.round(value * 1000) / 1000.0;
    }
}
