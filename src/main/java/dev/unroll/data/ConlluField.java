package dev.unroll.data;

import dev.unroll.graph.Rows;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * A field of sentences as the spec declares it.
 *
 * @param column the 0-based column, or −1 if it comes from a comment
 * @param named whether the spec gives the column's name in CoNLL-U, not its number
 * @param comment the key of the comment, or empty
 * @param chars whether it has a row for each character of the words
 * @param scale how its numbers are read, if it is one of numbers
 */
record ConlluField(
        String name,
        int column,
        boolean named,
        String comment,
        boolean chars,
        Words words,
        Optional<ConlluField.Scale> scale) {
    /** The axis of the words of a sentence. */
    static final Rows WORDS = Rows.axis("words");
    /** The axis of the characters of each word. */
    static final Rows CHARS = WORDS.child("chars");

    /** How CoNLL-U writes that there is no value. */
    private static final String MISSING = "_";

    /**
     * @param absent the number where there is no value; empty if that is an error
     * @param standardise whether numbers are scaled
     */
    record Scale(Optional<Double> absent, boolean standardise) {}

    Rows rows() {
        return column < 0 ? Rows.BATCH : chars ? CHARS : WORDS;
    }

    boolean isNumber() {
        return scale.isPresent();
    }

    /** The source of its words: fields of one source have the same words. */
    List<Object> source() {
        return List.of(column, comment, chars, isNumber());
    }

    /** The entries that words of the file come to: themselves, or their characters. */
    List<String> entries(List<String> words) {
        return chars
                ? words.stream().flatMap(word -> Unit.CHAR.split(word).stream()).toList()
                : words;
    }

    /** The number that stands for a missing value, as text. */
    Optional<String> absent() {
        return scale.flatMap(Scale::absent).map(number -> String.format(Locale.ROOT, "%s", number));
    }

    /** What the file has, or the default of a missing number. */
    String read(String text) {
        return isNumber() && text.strip().equals(MISSING) ? absent().orElse(text) : text;
    }

    /** What is wrong with a number that the file has. */
    Optional<String> problem(String text) {
        if (!isNumber() || Numbers.finite(read(text)).isPresent()) {
            return Optional.empty();
        }
        boolean missing = text.strip().equals(MISSING);
        return Optional.of(
                "field '%s': %s".formatted(name, missing ? "the number is missing ('_')" : Numbers.problem(text)));
    }

    static double number(String text) {
        return Numbers.finite(text).orElseThrow();
    }
}
