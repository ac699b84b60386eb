package dev.unroll.data;

import java.util.List;
import java.util.Map;

/** A recipe whose only input is one field of characters. */
interface TypedCharacters extends Recipe {
    /** The name of the field. */
    String text();

    @Override
    default Example encode(String input, Map<String, Field> fields) {
        return Words.example(split(text(), input), fields.get(text()));
    }

    @Override
    default List<String> split(String field, String input) {
        return Unit.CHAR.split(input.strip());
    }

    @Override
    default String join(List<String> entries) {
        return Unit.CHAR.join(entries);
    }
}
