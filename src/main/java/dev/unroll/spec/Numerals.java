package dev.unroll.spec;

import java.util.Optional;
import java.util.regex.Pattern;

/** Reads numbers as people write them: decimal, {@code 010} is ten and {@code 1:30} is none. */
final class Numerals {
    private static final Pattern WHOLE = Pattern.compile("[+-]?[0-9]{1,30}");
    private static final Pattern NUMBER =
            Pattern.compile("[+-]?([0-9]{1,100}(\\.[0-9]{0,100})?|\\.[0-9]{1,100})([eE][+-]?[0-9]{1,4})?");

    private Numerals() {}

    static Optional<Long> whole(String text) {
        if (!WHOLE.matcher(text).matches()) {
            return Optional.empty();
        }
        try {
            return Optional.of(Long.parseLong(text));
        } catch (NumberFormatException e) {
            return Optional.empty();
        }
    }

    static Optional<Double> number(String text) {
        if (!NUMBER.matcher(text).matches()) {
            return Optional.empty();
        }
        return Optional.of(Double.parseDouble(text)).filter(Double::isFinite);
    }

    /** {@code " of at least 1"}, {@code " from 0 to 1"}, {@code " above 0"}, or nothing. */
    static String range(double min, double max) {
        if (min == Double.MIN_NORMAL && max == Double.POSITIVE_INFINITY) {
            return " above 0";
        }
        boolean below = min > Integer.MIN_VALUE;
        boolean above = max < Integer.MAX_VALUE;
        if (below && above) {
            return " from " + ExprText.number(min) + " to " + ExprText.number(max);
        }
        return below ? " of at least " + ExprText.number(min) : above ? " of at most " + ExprText.number(max) : "";
    }
}
