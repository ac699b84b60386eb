package dev.unroll.spec.yaml;

import dev.unroll.diagnostic.Source;
import dev.unroll.diagnostic.Span;
import dev.unroll.spec.expr.PlacedText;
import java.util.Optional;
import org.yaml.snakeyaml.DumperOptions.ScalarStyle;

/**
 * Finds for each character of a scalar's value the place in the file that it came from: walks the value and the raw
 * text side by side, past quotes, escapes, indentation and folded line ends.
 */
final class ScalarPlaces {
    private final String text;
    private final int end;
    private final ScalarStyle style;
    private int raw;

    private ScalarPlaces(String text, int raw, int end, ScalarStyle style) {
        this.text = text;
        this.raw = raw;
        this.end = end;
        this.style = style;
    }

    static Scalar scalar(Source source, int start, int end, String value, ScalarStyle style, Optional<String> label) {
        boolean block = style == ScalarStyle.LITERAL || style == ScalarStyle.FOLDED;
        boolean quoted = style != ScalarStyle.PLAIN;
        int first = block ? source.lineEnd(start) : quoted ? start + 1 : start;
        ScalarPlaces places = new ScalarPlaces(source.text(), first, block || !quoted ? end : end - 1, style);
        int[] starts = new int[value.length()];
        int[] ends = new int[value.length()];
        int i = 0;
        while (i < value.length()) {
            int size = Character.charCount(value.codePointAt(i));
            int from = places.advance(value.charAt(i), size);
            for (int k = 0; k < size; k++) {
                starts[i + k] = from;
                ends[i + k] = places.raw;
            }
            i += size;
        }
        int last = value.stripTrailing().length();
        Span span = block && last > 0 ? source.span(starts[0], ends[last - 1]) : source.span(start, end);
        return Scalar.of(new PlacedText(value, span, starts, ends), quoted, label);
    }

    /** Steps over the raw form of one character of the value and returns where that began. */
    private int advance(char wanted, int size) {
        if (style == ScalarStyle.DOUBLE_QUOTED) {
            skipContinuedLines();
        }
        if (!isBlank(wanted)) {
            while (raw < end && isBlank(text.charAt(raw))) {
                raw++;
                if (style == ScalarStyle.DOUBLE_QUOTED) {
                    skipContinuedLines();
                }
            }
        }
        int from = Math.min(raw, end);
        if (raw >= end) {
            return from;
        }
        char c = text.charAt(raw);
        if (style == ScalarStyle.DOUBLE_QUOTED && c == '\\') {
            raw = Math.min(end, raw + escapeLength());
        } else if (style == ScalarStyle.SINGLE_QUOTED && c == '\'') {
            raw = Math.min(end, raw + 2);
        } else if (c == wanted) {
            raw += size;
        } else {
            // A folded line end: one blank in the value for a run of them here.
            while (raw < end && isBlank(text.charAt(raw))) {
                raw++;
            }
        }
        return from;
    }

    private int escapeLength() {
        char kind = raw + 1 < end ? text.charAt(raw + 1) : ' ';
        return kind == 'x' ? 4 : kind == 'u' ? 6 : kind == 'U' ? 10 : 2;
    }

    private void skipContinuedLines() {
        while (raw + 1 < end && text.charAt(raw) == '\\' && "\r\n".indexOf(text.charAt(raw + 1)) >= 0) {
            raw++;
            while (raw < end && isBlank(text.charAt(raw))) {
                raw++;
            }
        }
    }

    private static boolean isBlank(char c) {
        return c == ' ' || c == '\t' || c == '\n' || c == '\r';
    }
}
