package dev.unroll.spec;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Blanks what YAML cannot read, so that the rest can be: all else keeps its place. */
final class SetAside {
    private static final Pattern KEY =
            Pattern.compile("\\s*(?:- )?(?:\"[^\"]*\"|'[^']*'|[A-Za-z_][\\w().,= ]*'?)\\s*:(?=\\s|$)");
    private static final Pattern WORD = Pattern.compile("(\\s*[A-Za-z_]\\w*'?)\\W.*");

    private SetAside() {}

    /**
     * The text without the value on the line that has this offset; of a line without a key, its first word is one. Without
     * either it stays as it is: what else would miss its names cannot be told.
     */
    static String line(String text, int offset) {
        int at = Math.min(offset, text.length());
        int start = text.lastIndexOf('\n', at - 1) + 1;
        int end = text.indexOf('\n', at);
        end = end < 0 ? text.length() : end;
        String line = text.substring(start, end);
        Matcher key = KEY.matcher(line);
        Matcher word = WORD.matcher(line);
        String kept = key.lookingAt() ? key.group() : word.matches() ? word.group(1) + ":" : "";
        if (kept.isEmpty()) {
            return text;
        }
        // A file may end its lines with a carriage return, which YAML counts as an end, too.
        String blank = line.substring(kept.length()).replaceAll("[^\r]", " ");
        return text.substring(0, start) + kept.replace('\t', ' ') + blank + text.substring(end);
    }
}
