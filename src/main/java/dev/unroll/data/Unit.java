package dev.unroll.data;

import java.text.Normalizer;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** The unit of a step of a text. */
public enum Unit {
    /** A character: a Unicode code point. */
    CHAR,
    /** A token between spaces. */
    WORD,
    /** A word, number or punctuation mark: runs of letters, digits and marks within them; any other character alone. */
    TOKEN;

    /** Names as specs write them. */
    public static final List<String> KEYS = List.of("char", "word", "token");

    static Optional<Unit> of(String key) {
        return KEYS.contains(key) ? Optional.of(valueOf(key.toUpperCase(Locale.ROOT))) : Optional.empty();
    }

    /** The steps of a text in Unicode's normal form NFC, in which an accent is not a separate character; none if it is empty. */
    public List<String> split(String written) {
        String text = Normalizer.normalize(written, Normalizer.Form.NFC);
        return switch (this) {
            case CHAR -> text.codePoints().mapToObj(Character::toString).toList();
            case WORD -> words(text);
            case TOKEN -> tokens(text);
        };
    }

    /** Steps put together as a text. */
    public String join(List<String> steps) {
        return String.join(this == CHAR ? "" : " ", steps);
    }

    private static List<String> words(String text) {
        List<String> words = new ArrayList<>();
        int start = -1;
        for (int i = 0; i <= text.length(); i++) {
            boolean space = i == text.length() || Character.isWhitespace(text.charAt(i));
            if (space && start >= 0) {
                words.add(text.substring(start, i));
                start = -1;
            } else if (!space && start < 0) {
                start = i;
            }
        }
        return words;
    }

    private static List<String> tokens(String text) {
        List<String> tokens = new ArrayList<>();
        int start = 0;
        while (start < text.length()) {
            int c = text.codePointAt(start);
            int end = start + Character.charCount(c);
            if (inWord(c)) {
                while (end < text.length() && (inWord(text.codePointAt(end)) || joins(text, end))) {
                    end += Character.charCount(text.codePointAt(end));
                }
            }
            if (!Character.isWhitespace(c)) {
                tokens.add(text.substring(start, end));
            }
            start = end;
        }
        return tokens;
    }

    private static boolean inWord(int c) {
        return Character.isLetterOrDigit(c)
                || Character.getType(c) == Character.NON_SPACING_MARK
                || Character.getType(c) == Character.COMBINING_SPACING_MARK;
    }

    /** An apostrophe, point or comma between two letters or digits, as in {@code don't} and {@code 3.14}. */
    private static boolean joins(String text, int i) {
        return "'’.,".indexOf(text.charAt(i)) >= 0 && i + 1 < text.length() && inWord(text.codePointAt(i + 1));
    }
}
