package dev.unroll.store;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Collects a {@link Trace} while an epoch runs; saved in checkpoints.
 *
 * @param points the points so far
 * @param since how many steps there were after the last point
 * @param loss the sum of their losses
 * @param norm the sum of their gradient norms
 * @param gradients per parameter, the sum of the norms of its gradients in the epoch
 * @param moved per parameter, its norm and that of its update, once the last step of the epoch was made
 */
public record Course(
        @JsonProperty("points") List<Trace.Point> points,
        @JsonProperty("since") int since,
        @JsonProperty("loss") double loss,
        @JsonProperty("norm") double norm,
        @JsonProperty("gradients") Map<String, Double> gradients,
        @JsonProperty("moved") Map<String, Trace.Moved> moved) {
    /** How many points an epoch has at most, but for one of its last steps. */
    public static final int POINTS = 50;

    static final Course NONE = new Course(List.of(), 0, 0, 0, Map.of(), Map.of());

    public Course {
        points = List.copyOf(points);
        gradients = Collections.unmodifiableMap(new LinkedHashMap<>(gradients));
        moved = Collections.unmodifiableMap(new LinkedHashMap<>(moved));
    }

    /**
     * One more step.
     *
     * @param norm of all its gradients
     * @param gradients the norm of each parameter's
     * @param isPoint whether the steps since the last point become one
     */
    public Course plus(
            long step, double loss, double norm, double rate, Map<String, Double> gradients, boolean isPoint) {
        Map<String, Double> sums = new LinkedHashMap<>(this.gradients);
        gradients.forEach((name, length) -> sums.merge(name, length, Double::sum));
        int steps = since + 1;
        if (!isPoint) {
            return new Course(points, steps, this.loss + loss, this.norm + norm, sums, moved);
        }
        List<Trace.Point> more = new ArrayList<>(points);
        more.add(new Trace.Point(
                step,
                Trace.rounded((this.loss + loss) / steps),
                Trace.rounded((this.norm + norm) / steps),
                Trace.rounded(rate)));
        return new Course(more, 0, 0, 0, sums, moved);
    }

    /** The same with the norms of the weights and of their updates. */
    public Course moved(Map<String, Trace.Moved> moved) {
        return new Course(points, since, loss, norm, gradients, moved);
    }

    /** @param steps how many the epoch had */
    public Trace trace(int steps, Map<String, Trace.Gate> gates) {
        Map<String, Trace.Moved> parameters = new LinkedHashMap<>();
        gradients.forEach((name, sum) -> {
            Trace.Moved last = moved.getOrDefault(name, new Trace.Moved(0, 0, 0));
            parameters.put(
                    name,
                    new Trace.Moved(
                            Trace.rounded(sum / steps), Trace.rounded(last.weight()), Trace.rounded(last.update())));
        });
        return new Trace(points, parameters, gates);
    }
}
