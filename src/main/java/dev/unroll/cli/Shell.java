package dev.unroll.cli;

import java.util.regex.Pattern;

/** Words of a command that is shown to be copied. */
final class Shell {
    private static final Pattern PLAIN = Pattern.compile("[\\p{L}\\p{N}_@%+=:,./-]+");

    private Shell() {}

    /** The word as a shell takes it, in quotes where it must be. */
    static String quote(Object word) {
        String text = word.toString();
        return PLAIN.matcher(text).matches() ? text : "'" + text.replace("'", "'\\''") + "'";
    }
}
