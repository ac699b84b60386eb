package dev.unroll.diagnostic;

/**
 * Text of others on its way to a person: what moves a cursor, turns the direction of text or cannot be seen is written out, as
 * {@code \\u001b}, so that a label, a name or a path can neither change what stands around it nor look like another.
 */
public final class Visible {
    private static final int JOINER = 0x200d;
    private static final int NON_JOINER = 0x200c;

    private Visible() {}

    /** The text in one line: ends of lines and tabs become blanks. */
    static String line(String text) {
        return written(text.replaceAll("\\R|\\t", " "));
    }

    /** The text with all that is hidden written out, ends of lines and tabs too. */
    public static String written(String text) {
        if (text.codePoints().noneMatch(Visible::isHidden)) {
            return text;
        }
        StringBuilder out = new StringBuilder();
        text.codePoints().forEach(c -> {
            if (!isHidden(c)) {
                out.appendCodePoint(c);
            } else {
                for (char half : Character.toChars(c)) {
                    out.append(String.format("\\u%04x", (int) half));
                }
            }
        });
        return out.toString();
    }

    /** Control and format characters, separators of lines and halves of characters; joiners are part of words and of emoji. */
    public static boolean isHidden(int c) {
        return switch (Character.getType(c)) {
            case Character.CONTROL, Character.LINE_SEPARATOR, Character.PARAGRAPH_SEPARATOR, Character.SURROGATE ->
                true;
            case Character.FORMAT -> c != JOINER && c != NON_JOINER;
            default -> false;
        };
    }
}
