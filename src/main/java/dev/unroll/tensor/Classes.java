package dev.unroll.tensor;

import java.text.Normalizer;
import java.util.List;
import java.util.OptionalInt;
import java.util.stream.Stream;

/**
 * The classes of an index. Two indices mean the same only if they have one vocabulary: vocabularies that agree by
 * chance differ as soon as the data changes.
 *
 * @param field the first of the fields that have this vocabulary
 * @param entries the text of each class, by its number
 */
public record Classes(String field, List<String> entries) {
    public Classes {
        entries = List.copyOf(entries);
    }

    /** Whether an index into these means the same as one into others, apart from classes that only one of them has. */
    public boolean areThoseOf(Classes others) {
        int both = Math.min(entries.size(), others.entries.size());
        return field.equals(others.field) && entries.subList(0, both).equals(others.entries.subList(0, both));
    }

    /** The same and one more, at the end. */
    public Classes and(String entry) {
        return new Classes(
                field, Stream.concat(entries.stream(), Stream.of(entry)).toList());
    }

    /** The number of a class. */
    public OptionalInt number(String text) {
        int at = entries.indexOf(Normalizer.normalize(text, Normalizer.Form.NFC));
        return at < 0 ? OptionalInt.empty() : OptionalInt.of(at);
    }
}
