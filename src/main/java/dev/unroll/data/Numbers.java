package dev.unroll.data;

import java.util.Optional;
import java.util.regex.Pattern;

/** Numbers as data files write them. */
final class Numbers {
    private static final Pattern NUMBER =
            Pattern.compile("[+-]?+(?:[0-9]++\\.?+[0-9]*+|\\.[0-9]++)(?:[eE][+-]?+[0-9]++)?+");

    /** More digits exceed the precision of a double and take long to read. */
    private static final int LONGEST = 400;

    private Numbers() {}

    /** A finite decimal number; nothing for anything else that Java would take, such as NaN and 1f. */
    static Optional<Double> finite(String text) {
        String stripped = text.strip();
        if (stripped.length() > LONGEST || !NUMBER.matcher(stripped).matches()) {
            return Optional.empty();
        }
        double value = Double.parseDouble(stripped);
        return Double.isInfinite((float) value) ? Optional.empty() : Optional.of(value);
    }

    /** The error of a text that is not a number. */
    static String problem(String text) {
        String stripped = text.strip();
        if (stripped.isEmpty()) {
            return "a number is missing";
        }
        if (stripped.length() > LONGEST) {
            return "a number of %d characters: the limit is %d".formatted(stripped.length(), LONGEST);
        }
        return stripped.equalsIgnoreCase("nan") ? "the number is NaN" : "'" + stripped + "' is not a finite number";
    }
}
