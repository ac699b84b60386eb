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
        if (kept.stripTrailing().lastIndexOf('\t') >= 0) {
            kept = indentation(text, start, end) + kept.strip();
            kept = kept.length() > line.length() ? line : kept;
        }
        // A file may end its lines with a carriage return, which YAML counts as an end, too.
        String blank = line.substring(kept.length()).replaceAll("[^\r]", " ");
        return text.substring(0, start) + kept + blank + text.substring(end);
    }

    /** How far a line that begins with a tab should be indented: as the one above or, where that opens a section, below. */
    private static String indentation(String text, int start, int end) {
        String above = text.substring(0, start).stripTrailing();
        above = above.substring(above.lastIndexOf('\n') + 1);
        String below = text.substring(end)
                .replaceFirst("^\\s*\\n", "")
                .lines()
                .findFirst()
                .orElse("");
        boolean opens = above.endsWith(":");
        String blanks = blanks(opens ? below : above);
        return opens && blanks.length() <= blanks(above).length() ? blanks(above) + "  " : blanks;
    }

    private static String blanks(String line) {
        return line.substring(0, line.length() - line.stripLeading().length());
    }
}
