package dev.unroll.model;

import java.util.ArrayList;
import java.util.List;

/**
 * A function of the equation language. Its usage, {@code dropout(x, rate, per=step)}, is both its documentation and
 * what calls are checked against: an argument with {@code =} is optional, {@code values...} accepts any number.
 *
 * @param about what it does, in one line
 * @param example an equation that uses it, or an empty text
 */
record Function(String usage, String about, String example, Builder builder) {
    /** Makes the value of a call whose arguments are in order. */
    interface Builder {
        Term build(Call call);
    }

    String name() {
        return usage.substring(0, usage.indexOf('('));
    }

    /** The names of the parameters; {@code values...} accepts any number. */
    List<String> parameters() {
        return written().stream().map(part -> part.split("=", -1)[0]).toList();
    }

    boolean isRequired(String parameter) {
        return written().contains(parameter) && !parameter.endsWith("...");
    }

    boolean isVariadic() {
        return written().stream().anyMatch(part -> part.endsWith("..."));
    }

    /** The arguments as in the usage line. */
    List<String> written() {
        String inner = usage.substring(usage.indexOf('(') + 1, usage.length() - 1);
        List<String> parts = new ArrayList<>();
        for (String part : inner.split(",")) {
            if (!part.isBlank()) {
                parts.add(part.strip());
            }
        }
        return parts;
    }
}
