package dev.unroll.report.drawing;

import dev.unroll.report.drawing.Drawing.Group;
import dev.unroll.report.drawing.Drawing.Kind;
import dev.unroll.report.drawing.Drawing.Node;
import java.util.ArrayList;
import java.util.List;

/**
 * The lines of text in a box, and their size. The reader's fonts are unknown, so widths are those of wide fonts: text
 * never overflows its box.
 */
final class Text {
    /** How a line is set. */
    enum Style {
        FORMULA(13, 18),
        CAPTION(12, 16),
        LABEL(11, 14);

        private final double size;
        private final double height;

        Style(double size, double height) {
            this.size = size;
            this.height = height;
        }

        double size() {
            return size;
        }

        double height() {
            return height;
        }
    }

    /**
     * A line.
     *
     * @param name set in bold at its beginning; may be empty
     * @param step set as a subscript of the name; 0 for none
     * @param text the rest
     */
    record Line(Style style, String name, int step, String text) {
        /** Without styles; the step in brackets. */
        String plain() {
            return name + (step > 0 ? "[" + step + "]" : "") + text;
        }

        double width() {
            return Text.width(name, style)
                    + (step > 0 ? Text.width(Integer.toString(step), style) : 0)
                    + Text.width(text, style);
        }
    }

    /** Of a box. */
    record Size(double width, double height) {}

    private static final int FORMULA_WIDTH = 46;
    /** Time steps side by side need narrow boxes. */
    private static final int REPEATED_WIDTH = 30;

    private static final int CAPTION_WIDTH = 42;

    /** DejaVu Sans Mono, the widest of the usual ones, has 0.602 of the size. */
    private static final double MONOSPACED = 0.625;

    private Text() {}

    static List<Line> lines(Node node) {
        return lines(node.name(), node.step(), node.formula(), node.caption());
    }

    static List<Line> lines(Group group) {
        return lines(group.name(), group.step(), group.formula(), group.caption());
    }

    private static List<Line> lines(String name, int step, String formula, String caption) {
        List<Line> lines = new ArrayList<>();
        String lead = name.isEmpty() || formula.isEmpty() ? "" : " = ";
        List<String> parts = wrapped(lead + formula, step > 0 ? REPEATED_WIDTH : FORMULA_WIDTH);
        lines.add(new Line(Style.FORMULA, name, name.isEmpty() ? 0 : step, parts.get(0)));
        parts.stream().skip(1).forEach(part -> lines.add(new Line(Style.FORMULA, "", 0, "    " + part.strip())));
        if (!caption.isEmpty()) {
            wrapped(caption, CAPTION_WIDTH).forEach(part -> lines.add(new Line(Style.CAPTION, "", 0, part.strip())));
        }
        return lines;
    }

    /** Broken at spaces, where a line would otherwise be longer than so many characters; a single word is never broken. */
    private static List<String> wrapped(String text, int longest) {
        List<String> lines = new ArrayList<>();
        String rest = text;
        while (rest.length() > longest) {
            int space = rest.lastIndexOf(' ', longest);
            if (space <= 3) {
                space = rest.indexOf(' ', longest);
            }
            if (space < 0) {
                break;
            }
            lines.add(rest.substring(0, space));
            rest = rest.substring(space + 1);
        }
        lines.add(rest);
        return lines;
    }

    static double height(List<Line> lines) {
        return lines.stream().mapToDouble(line -> line.style().height()).sum();
    }

    static double width(List<Line> lines) {
        return lines.stream().mapToDouble(Line::width).max().orElse(0);
    }

    /** A box with a margin around its lines. */
    static Size size(Node node) {
        List<Line> lines = lines(node);
        boolean round = node.kind() == Kind.INPUT
                || node.kind() == Kind.STATE
                || node.kind() == Kind.PARAMETER
                || node.kind() == Kind.MERGE;
        return new Size(Math.max(36, width(lines) + (round ? 26 : 20)), height(lines) + (round ? 10 : 14));
    }

    static double width(String text, Style style) {
        double ems = text.codePoints()
                .mapToDouble(c -> style == Style.FORMULA ? (c < 0x1100 ? MONOSPACED : 1.05) : proportional(c))
                .sum();
        return ems * style.size();
    }

    /** Of a sans-serif font such as Verdana or DejaVu Sans. */
    private static double proportional(int c) {
        if (c >= 0x1100) {
            return 1.05;
        }
        if ("iljtfrI.,:;'|!()[] ".indexOf(c) >= 0) {
            return 0.44;
        }
        if ("mwMW%@\u2026\u00d7=+".indexOf(c) >= 0) {
            return 1.0;
        }
        return Character.isUpperCase(c) ? 0.8 : 0.66;
    }
}
