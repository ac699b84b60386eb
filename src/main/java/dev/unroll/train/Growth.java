package dev.unroll.train;

import dev.unroll.diagnostic.Codes;
import dev.unroll.diagnostic.Diagnostic;
import dev.unroll.diagnostic.InvalidInput;
import dev.unroll.run.Weights;
import java.util.Locale;
import java.util.Optional;

/** Detects a diverging loss, for which a lower rate is the remedy. */
final class Growth {
    /** A loss that is nearly nothing at first may grow to that of guessing. */
    private static final double LEAST = 1e-3;

    private static final double NOTED = 100;
    private static final double HOPELESS_MEAN = 1e6;
    private static final double HOPELESS = 1e12;
    private static final float LARGE_WEIGHT = 1e4f;

    private final boolean clips;
    private Optional<Double> first = Optional.empty();
    private double last;
    private boolean isNoted;

    /** @param clips whether gradients are clipped */
    Growth(boolean clips) {
        this.clips = clips;
    }

    /** Uses the first epoch's mean as the first loss when training resumes. */
    void begin(double mean) {
        first = Optional.of(mean);
    }

    /** The finite loss of a step. @throws InvalidInput if it is beyond hope */
    void step(double loss, double rate, String when) {
        if (first.isEmpty()) {
            first = Optional.of(loss);
        }
        last = loss;
        stop(loss, HOPELESS, rate, when);
    }

    /** The finite mean loss of an epoch; what should be known of it, once. @throws InvalidInput if it is beyond hope */
    Optional<String> epoch(double mean, double rate, String when) {
        if (first.isEmpty()) {
            first = Optional.of(mean);
        }
        stop(mean, HOPELESS_MEAN, rate, when);
        if (isNoted || !isAbove(mean, NOTED)) {
            return Optional.empty();
        }
        isNoted = true;
        return Optional.of(grown(mean, when) + ": " + remedy(rate));
    }

    private void stop(double loss, double times, double rate, String when) {
        if (loss < 0 && isAbove(-loss, HOPELESS)) {
            String message = "the loss decreases without bound: it was %s at first and is %s %s"
                    .formatted(number(first.orElse(loss)), number(loss), when);
            throw new InvalidInput(Diagnostic.error(Codes.DIVERGED, message)
                    .hint("it has no minimum: check its sign, or bound the term that it rewards"));
        }
        if (isAbove(loss, times)) {
            throw new InvalidInput(
                    Diagnostic.error(Codes.DIVERGED, grown(loss, when)).hint(remedy(rate)));
        }
    }

    private boolean isAbove(double loss, double times) {
        double start = Math.max(LEAST, Math.abs(first.orElse(loss)));
        return loss > times * start; // one that falls is what training is for
    }

    private String grown(double loss, String when) {
        return "the loss diverges: it was %s at first and is %s %s"
                .formatted(number(first.orElse(loss)), number(loss), when);
    }

    /** Whether the loss or the weights have grown as they do when steps are too long. */
    boolean isGrowing(Weights weights) {
        boolean large = weights.all().stream().anyMatch(w -> {
            for (float value : w.values()) {
                if (!(Math.abs(value) < LARGE_WEIGHT)) {
                    return true;
                }
            }
            return false;
        });
        return large || first.isPresent() && isAbove(last, NOTED);
    }

    /** What to do about steps that are too long. */
    String remedy(double rate) {
        return "lower the rate (now %s)%s"
                .formatted(Double.toString(rate), clips ? "" : " or clip gradients with 'clip: 5' under 'train'");
    }

    /** The losses from which it grew, in words; empty if it did not. */
    String history() {
        return first.isPresent() && isAbove(last, NOTED)
                ? "the loss grew from %s to %s: ".formatted(number(first.get()), number(last))
                : "";
    }

    private static String number(double loss) {
        return String.format(Locale.ROOT, "%.4g", loss);
    }
}
