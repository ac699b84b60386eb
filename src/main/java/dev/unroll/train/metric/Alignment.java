package dev.unroll.train.metric;

import dev.unroll.train.metric.Metric.Argument;
import java.util.List;
import java.util.Optional;

/** Whether the two arguments of a metric, a prediction and its target, fit each other. */
public final class Alignment {
    private Alignment() {}

    /** What is wrong if they do not have the same rows. */
    static Optional<String> problem(List<Argument> arguments) {
        Argument a = arguments.get(0);
        Argument b = arguments.get(1);
        if (a.type().rows() == b.type().rows()) {
            return Optional.empty();
        }
        return Optional.of("'%s' has %s, '%s' has %s".formatted(a.text(), rows(a), b.text(), rows(b)));
    }

    /** What is wrong if their rows have different widths. */
    static Optional<String> sameWidth(List<Argument> arguments) {
        Argument a = arguments.get(0);
        Argument b = arguments.get(1);
        if (a.width() == b.width()) {
            return Optional.empty();
        }
        return Optional.of("'%s' has %d features, '%s' has %d".formatted(a.text(), a.width(), b.text(), b.width()));
    }

    /** What is wrong if the second is not an index or the first is neither one nor has a score for each of its classes. */
    static Optional<String> labels(List<Argument> arguments) {
        Argument scores = arguments.get(0);
        Argument labels = arguments.get(1);
        if (!labels.type().isIndex()) {
            return Optional.of("'%s' must be labels (an index into classes), not numbers".formatted(labels.text()));
        }
        int classes = scores.type().isIndex() ? scores.type().classes() : scores.width();
        if (classes != labels.type().classes() && scores.width() > 1) {
            return Optional.of("'%s' has %d features, '%s' has %d classes"
                    .formatted(
                            scores.text(), classes, labels.text(), labels.type().classes()));
        }
        return problem(arguments);
    }

    private static String rows(Argument argument) {
        return argument.type().rows().each();
    }

    /** The class that a row chooses: the index itself, or the one with the highest score, the first among equals. */
    public static int choice(float[] values, int row, int width) {
        if (width == 1) {
            return Math.round(values[row]);
        }
        int from = row * width;
        int best = 0;
        for (int k = 1; k < width; k++) {
            if (values[from + k] > values[from + best]) {
                best = k;
            }
        }
        return best;
    }
}
