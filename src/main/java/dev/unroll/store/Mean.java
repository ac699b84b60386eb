package dev.unroll.store;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A mean accumulated over batches.
 *
 * @param sum of all numbers
 * @param count how many there were
 */
public record Mean(
        @JsonProperty("sum") double sum,
        @JsonProperty("count") double count) {
    public static final Mean NONE = new Mean(0, 0);

    public Mean plus(Mean more) {
        return new Mean(sum + more.sum, count + more.count);
    }

    /** 0 where there was nothing. */
    public double value() {
        return count == 0 ? 0 : sum / count;
    }

    /** The loss, which is the sum of its terms' means, and after it the terms if they have names. */
    public static Map<String, Double> values(Map<String, Mean> terms) {
        Map<String, Double> values = new LinkedHashMap<>();
        values.put(
                Figures.LOSS, terms.values().stream().mapToDouble(Mean::value).sum());
        terms.forEach((term, mean) -> values.put(term, mean.value()));
        return values;
    }
}
