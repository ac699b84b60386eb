package dev.unroll.report;

import dev.unroll.diagnostic.Visible;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.regex.Pattern;

/** Words of a command that is shown to be copied. */
public final class Shell {
    private static final Pattern PLAIN = Pattern.compile("[\\p{L}\\p{N}_@%+=:,./-]+");

    private Shell() {}

    /** The word as a shell takes it, in quotes where it must be; what cannot be seen is written by its bytes. */
    public static String quote(Object word) {
        String text = word.toString();
        if (word instanceof Path && text.startsWith("-")) {
            text = "./" + text; // or it would be an option
        }
        if (PLAIN.matcher(text).matches()) {
            return text;
        }
        return text.codePoints().anyMatch(Visible::isHidden) ? bytes(text) : "'" + text.replace("'", "'\\''") + "'";
    }

    /** As bash, zsh and ksh read it. */
    private static String bytes(String text) {
        StringBuilder out = new StringBuilder("$'");
        text.codePoints().forEach(c -> {
            if (c == '\'' || c == '\\') {
                out.append('\\').appendCodePoint(c);
            } else if (Visible.isHidden(c)) {
                for (byte b : Character.toString(c).getBytes(StandardCharsets.UTF_8)) {
                    out.append(
                            String.format("\\%03o", b & 0xff)); // three digits, which no digit after them can lengthen
                }
            } else {
                out.appendCodePoint(c);
            }
        });
        return out.append('\'').toString();
    }
}
