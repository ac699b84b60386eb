package dev.unroll.tensor;

import java.text.Normalizer;
import java.util.List;
import java.util.OptionalInt;

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

    /** Whether an index into these means the same as one into others. */
    public boolean areThoseOf(Classes others) {
        return field.equals(others.field) && entries.equals(others.entries);
    }

    /** The number of a class. */
    public OptionalInt number(String text) {
        int at = entries.indexOf(Normalizer.normalize(text, Normalizer.Form.NFC));
        return at < 0 ? OptionalInt.empty() : OptionalInt.of(at);
    }
}
