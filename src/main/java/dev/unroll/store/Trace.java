package dev.unroll.store;

import com.fasterxml.jackson.annotation.JsonFormat;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The details of an epoch beyond its metrics: the data of the charts of a report.
 *
 * @param points the losses on the way, about {@value Course#POINTS} at most
 * @param parameters per parameter, its gradients and its update
 * @param gates per equation of a cell whose values are masks, as {@code h.forward.f}: how far it is open on some examples
 */
public record Trace(
        @JsonProperty("points") List<Point> points,
        @JsonProperty("parameters") Map<String, Moved> parameters,
        @JsonProperty("gates") Map<String, Gate> gates) {
    /** As exact as a picture needs it. */
    public static double rounded(double value) {
        return Digits.rounded(value, 5);
    }

    /** Nothing. */
    public static final Trace NONE = new Trace(List.of(), Map.of(), Map.of());

    public Trace {
        points = List.copyOf(points);
        parameters = Collections.unmodifiableMap(new LinkedHashMap<>(parameters));
        gates = Collections.unmodifiableMap(new LinkedHashMap<>(gates));
    }

    /**
     * Some steps of training.
     *
     * @param step the last of them
     * @param loss their mean loss
     * @param norm their mean gradient norm before clipping
     * @param rate the learning rate of the last of them
     */
    @JsonFormat(shape = JsonFormat.Shape.ARRAY)
    @JsonPropertyOrder({"step", "loss", "norm", "rate"})
    public record Point(
            @JsonProperty("step") long step,
            @JsonProperty("loss") double loss,
            @JsonProperty("norm") double norm,
            @JsonProperty("rate") double rate) {}

    /**
     * A parameter at the last step of an epoch.
     *
     * @param gradient the mean norm of its gradients in the epoch, before clipping
     * @param weight its norm before the step
     * @param update the norm of what the step changed
     */
    @JsonFormat(shape = JsonFormat.Shape.ARRAY)
    @JsonPropertyOrder({"gradient", "weight", "update"})
    public record Moved(
            @JsonProperty("gradient") double gradient,
            @JsonProperty("weight") double weight,
            @JsonProperty("update") double update) {}

    /**
     * The values of a gate.
     *
     * @param mean over units and steps
     * @param shut the share below {@code Inspection.SHUT}
     * @param open the share above {@code Inspection.OPEN}
     */
    @JsonFormat(shape = JsonFormat.Shape.ARRAY)
    @JsonPropertyOrder({"mean", "shut", "open"})
    public record Gate(
            @JsonProperty("mean") double mean,
            @JsonProperty("shut") double shut,
            @JsonProperty("open") double open) {}
}
