package dev.unroll.spec.expr;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Reads numbers as people write them: decimal, {@code 010} is ten and {@code 1:30} is none. */
public final class Numerals {
    private static final Pattern WHOLE = Pattern.compile("[+-]?[0-9]{1,30}");
    private static final Pattern NUMBER =
            Pattern.compile("[+-]?([0-9]{1,100}(\\.[0-9]{0,100})?|\\.[0-9]{1,100})([eE][+-]?[0-9]{1,4})?");

    private static final Pattern DURATION = Pattern.compile("([1-9][0-9]{0,6})(s|min|h)");

    private Numerals() {}

    public static Optional<Long> whole(String text) {
        if (!WHOLE.matcher(text).matches()) {
            return Optional.empty();
        }
        try {
            return Optional.of(Long.parseLong(text));
        } catch (NumberFormatException e) {
            return Optional.empty();
        }
    }

    /** A value as specs write it. */
    public static String text(Object value) {
        if (value instanceof Double number) {
            return ExprText.number(number);
        }
        if (value instanceof List<?> list) {
            String items = list.stream().map(Numerals::text).collect(Collectors.joining(", "));
            return list.size() == 1 ? items : "[" + items + "]";
        }
        return value instanceof Duration time ? time.toSeconds() + "s" : value.toString();
    }

    /** {@code 90s}, {@code 5min} or {@code 1h}. */
    public static Optional<Duration> duration(String text) {
        Matcher matcher = DURATION.matcher(text);
        if (!matcher.matches()) {
            return Optional.empty();
        }
        long number = Long.parseLong(matcher.group(1));
        return Optional.of(
                switch (matcher.group(2)) {
                    case "s" -> Duration.ofSeconds(number);
                    case "min" -> Duration.ofMinutes(number);
                    default -> Duration.ofHours(number);
                });
    }

    public static Optional<Double> number(String text) {
        if (!NUMBER.matcher(text).matches()) {
            return Optional.empty();
        }
        return Optional.of(Double.parseDouble(text)).filter(Double::isFinite);
    }

    /** {@code " of at least 1"}, {@code " from 0 to 1"}, {@code " above 0"}, or nothing. */
    public static String range(double min, double max) {
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
