package dev.unroll.report.drawing;

/** Escapes texts of a spec for other languages. */
public final class Escape {
    private Escape() {}

    /** In XML, as content or in an attribute; characters that XML has no way to write become a question mark. */
    public static String xml(String text) {
        StringBuilder escaped = new StringBuilder();
        text.codePoints().forEach(c -> {
            switch (c) {
                case '&' -> escaped.append("&amp;");
                case '<' -> escaped.append("&lt;");
                case '>' -> escaped.append("&gt;");
                case '"' -> escaped.append("&quot;");
                default -> escaped.appendCodePoint(isXml(c) ? c : '?');
            }
        });
        return escaped.toString();
    }

    private static boolean isXml(int c) {
        boolean control = c < 0x20 && c != '\t' && c != '\n';
        boolean surrogate = c >= 0xD800 && c <= 0xDFFF;
        return !control && !surrogate && c != 0xFFFE && c != 0xFFFF;
    }

    /** In a quoted string of DOT. */
    static String dot(String text) {
        return text.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n");
    }

    /** In a quoted label of Mermaid, which knows HTML's entities, and Markdown in backquotes. */
    static String mermaid(String text) {
        StringBuilder escaped = new StringBuilder();
        text.codePoints().forEach(c -> {
            switch (c) {
                case '"' -> escaped.append("#quot;");
                case '#' -> escaped.append("#35;");
                case '<' -> escaped.append("#lt;");
                case '>' -> escaped.append("#gt;");
                case '&' -> escaped.append("#amp;");
                case '`' -> escaped.append("#96;");
                case '\\' -> escaped.append("#92;");
                case '*' -> escaped.append("#42;");
                case '_' -> escaped.append("#95;");
                case '\n' -> escaped.append(' ');
                default -> escaped.appendCodePoint(c);
            }
        });
        return escaped.toString();
    }
}
