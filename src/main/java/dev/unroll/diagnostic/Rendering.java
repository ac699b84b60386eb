package dev.unroll.diagnostic;

/** Draws a {@link Diagnostic} as text for a person. */
final class Rendering {
    private static final int WIDTH = 110;
    private static final int BEFORE = 40;
    private static final String CUT = "...";

    private Rendering() {}

    static String render(Diagnostic diagnostic, boolean colour) {
        String tone = diagnostic.isError() ? "1;31" : "1;33";
        StringBuilder out = new StringBuilder();
        out.append(paint(diagnostic.severity().word() + ":", tone, colour));
        out.append(' ').append(paint(Visible.line(diagnostic.message()), "1", colour));
        String hint = diagnostic.hint().map(Visible::line).orElse("");
        if (diagnostic.span().isPresent()) {
            excerpt(out, diagnostic.span().get(), hint, tone, colour);
        } else if (!hint.isEmpty()) {
            out.append("\n  ").append(hint);
        }
        return out.toString();
    }

    private static void excerpt(StringBuilder out, Span span, String hint, String tone, boolean colour) {
        Source source = span.source();
        String number = source.isOverride() ? "" : Integer.toString(span.line());
        String indent = " ".repeat(source.isOverride() ? 2 : number.length());
        out.append('\n').append(indent).append(paint("--> ", "1;34", colour)).append(Visible.line(span.place()));
        if (source.text().isEmpty()) {
            if (!hint.isEmpty()) {
                out.append("\n").append(indent).append(" = ").append(hint);
            }
            return;
        }
        int lineStart = source.lineStart(span.start());
        int lineEnd = source.lineEnd(span.start());
        String line = blanked(source.text().substring(lineStart, lineEnd));
        int from = Math.min(span.start() - lineStart, line.length());
        int to = Math.max(from, Math.min(span.end() - lineStart, line.length()));
        if (line.length() > WIDTH) {
            int first = Math.max(0, Math.min(from - BEFORE, line.length() - WIDTH));
            int last = Math.min(line.length(), first + WIDTH);
            String head = first > 0 ? CUT : "";
            line = head + line.substring(first, last) + (last < line.length() ? CUT : "");
            to = Math.min(to, last) - first + head.length();
            from = from - first + head.length();
        }
        String gutter = paint("|", "1;34", colour);
        out.append('\n').append(indent).append(' ').append(gutter);
        out.append('\n')
                .append(number.isEmpty() ? indent : paint(number, "1;34", colour))
                .append(' ')
                .append(gutter);
        out.append(line.isBlank() ? "" : " " + line.stripTrailing());
        int columns = line.codePointCount(0, from);
        int carets = Math.max(1, line.codePointCount(from, to));
        String mark = "^".repeat(carets) + (hint.isEmpty() ? "" : " " + hint);
        out.append('\n').append(indent).append(' ').append(gutter).append(' ');
        out.append(" ".repeat(columns)).append(paint(mark, tone, colour));
    }

    /** Each control character becomes one blank, so that carets stay below their text and terminals stay calm. */
    private static String blanked(String text) {
        StringBuilder out = new StringBuilder(text.length());
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            boolean hidden = Character.isISOControl(c) || Character.getType(c) == Character.FORMAT || c == '\u2028';
            out.append(hidden ? ' ' : c);
        }
        return out.toString();
    }

    private static String paint(String text, String tone, boolean colour) {
        return colour && !text.isEmpty() ? "\u001b[" + tone + "m" + text + "\u001b[0m" : text;
    }
}
