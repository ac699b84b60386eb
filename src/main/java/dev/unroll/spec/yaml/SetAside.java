package dev.unroll.spec.yaml;

import dev.unroll.diagnostic.Diagnostic;
import dev.unroll.diagnostic.Diagnostics;
import dev.unroll.diagnostic.Source;
import dev.unroll.diagnostic.Span;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads past lines that YAML trips over: with their values blanked, the rest can be read and keeps its place. */
final class SetAside {
    private static final Pattern KEY =
            Pattern.compile("\\s*(?:- )?(?:\"[^\"]*\"|'[^']*'|[A-Za-z_][\\w().,= ]*'?)\\s*:(?=\\s|$)");
    private static final Pattern WORD = Pattern.compile("(\\s*[A-Za-z_]\\w*'?)\\W.*");

    /** So many lines are read past. */
    private static final int MOST = 5;

    private SetAside() {}

    /** The text as YAML; what is wrong is noted. */
    static Optional<Node> read(Source source, Diagnostics diagnostics) {
        String text = source.text();
        List<Diagnostic> stops = new ArrayList<>();
        while (true) {
            YamlReader reader = new YamlReader(source, text, 0);
            Optional<YamlReader.Stop> stop = reader.read();
            if (stop.isEmpty()) {
                stops.forEach(diagnostics::settle);
                reader.refused().forEach(diagnostics::settle);
                return reader.root();
            }
            if (stops.isEmpty()) {
                reader.refused().forEach(diagnostics::settle);
            }
            Diagnostic cause = stop.get().cause();
            String rest = without(text, cause.span().map(Span::start).orElse(0));
            boolean follows = !stops.isEmpty() && line(cause) == line(stops.get(stops.size() - 1)) + 1;
            if (!follows) {
                stops.add(cause);
            }
            if (stop.get().isLast() || stops.size() > MOST || rest.equals(text)) {
                // Too much of it is no YAML: the first place says what the others may only follow from.
                diagnostics.settle(stops.get(0));
                return Optional.empty();
            }
            text = rest;
        }
    }

    private static int line(Diagnostic diagnostic) {
        return diagnostic.span().map(Span::line).orElse(0);
    }

    /**
     * The text without the value on the line that has this offset; of a line without a key, its first word is one. Without
     * either it stays as it is: what else would miss its names cannot be told.
     */
    private static String without(String text, int offset) {
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
