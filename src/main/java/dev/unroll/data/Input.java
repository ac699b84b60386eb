package dev.unroll.data;

import com.fasterxml.jackson.core.type.TypeReference;
import dev.unroll.diagnostic.Codes;
import dev.unroll.diagnostic.Diagnostic;
import dev.unroll.diagnostic.InvalidInput;
import dev.unroll.diagnostic.Json;
import dev.unroll.diagnostic.Span;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/** A new input for a trained model. */
public sealed interface Input {
    /** A text as a person types it: enough where a model reads one field of words or characters. */
    record Text(String text) implements Input {}

    /**
     * Values by the names that the data has for them: columns of a table, fields of sentences.
     *
     * @param values texts, numbers, and lists of these
     * @param times what each step stands for in time, if the file says so; otherwise empty
     * @param place its place, if it is a row of a file
     */
    record Row(Map<String, Object> values, List<String> times, Optional<Span> place) implements Input {
        public Row {
            values = Collections.unmodifiableMap(new LinkedHashMap<>(values));
            times = List.copyOf(times);
        }

        public Row(Map<String, ?> values) {
            this(new LinkedHashMap<>(values), List.of(), Optional.empty());
        }

        /** The same row of a file. */
        Row at(Span place) {
            return new Row(values, times, Optional.of(place));
        }
    }

    /**
     * A JSON object is a row; anything else is a text.
     *
     * @throws InvalidInput if a text begins as an object does, and is none
     */
    static Input parse(String text) {
        if (!OBJECT.matcher(text).lookingAt()) {
            return new Text(text);
        }
        try {
            return new Row(Json.read(text, new TypeReference<Map<String, Object>>() {}));
        } catch (Json.Malformed e) {
            throw new InvalidInput(Diagnostic.error(Codes.INPUT, "the input is not a JSON object: " + e.getMessage()));
        }
    }

    /** How an object begins: with the name of its first value. */
    Pattern OBJECT = Pattern.compile("\\s*\\{\\s*\"");
}
