package dev.unroll.diagnostic;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import com.fasterxml.jackson.databind.json.JsonMapper;

/**
 * The only way in which Unroll reads JSON: exactly one value of RFC 8259, with each name of an object once, and within
 * {@value #DEEPEST} levels and {@value #LONGEST_NUMBER} characters of a number. Whatever else a text holds is an error with its
 * place: nothing of it is left out or decided by who came last.
 */
public final class Json {
    private static final int DEEPEST = 200;
    private static final int LONGEST_NUMBER = 400;

    private static final JsonMapper MAPPER = JsonMapper.builder(JsonFactory.builder()
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxNestingDepth(DEEPEST)
                            .maxNumberLength(LONGEST_NUMBER)
                            .maxStringLength(Integer.MAX_VALUE)
                            .maxNameLength(Integer.MAX_VALUE)
                            .build())
                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                    .build())
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
            .enable(DeserializationFeature.FAIL_ON_MISSING_CREATOR_PROPERTIES)
            .enable(DeserializationFeature.FAIL_ON_NULL_CREATOR_PROPERTIES)
            .build();

    private Json() {}

    /** A text that is not JSON. Its message is the reason, one short line. */
    public static final class Malformed extends Exception {
        private static final long serialVersionUID = 1;

        private final int offset;

        private Malformed(String reason, int offset) {
            super(reason);
            this.offset = offset;
        }

        /** The character of the text at which it shows. */
        public int offset() {
            return offset;
        }

        /** As a mistake of a file, at its place. */
        public Diagnostic at(String code, Source source, int start) {
            int at = Math.min(start + offset, source.text().length());
            return Diagnostic.error(code, "this is not JSON: " + getMessage(), source.span(at, at));
        }
    }

    /** The value of a text. @throws Malformed if it is not exactly one */
    public static JsonNode tree(String text) throws Malformed {
        try {
            JsonNode node = MAPPER.readTree(text);
            if (node.isMissingNode()) {
                throw new Malformed("it is empty", 0);
            }
            return node;
        } catch (JsonProcessingException e) {
            throw malformed(e, text);
        }
    }

    /**
     * A text as a value of a type: not null itself, though what it holds may be.
     *
     * @throws Malformed if it is none
     */
    public static <T> T read(String text, TypeReference<T> type) throws Malformed {
        try {
            T value = MAPPER.readValue(text, type);
            if (value == null) {
                throw new Malformed("it is null", 0);
            }
            return value;
        } catch (JsonProcessingException e) {
            throw malformed(e, text);
        }
    }

    private static Malformed malformed(JsonProcessingException e, String text) {
        JsonLocation location = e.getLocation();
        long at = location == null ? 0 : location.getCharOffset();
        int offset = (int) Math.max(0, Math.min(at, text.length()));
        return new Malformed(reason(e), offset);
    }

    private static String reason(JsonProcessingException e) {
        if (e instanceof StreamConstraintsException) {
            return e.getOriginalMessage().contains("nesting")
                    ? "it is nested deeper than " + DEEPEST + " levels"
                    : "a number has more than " + LONGEST_NUMBER + " characters";
        }
        String message = e.getOriginalMessage().lines().findFirst().orElse("");
        if (message.startsWith("Duplicate field")) {
            return message.replaceFirst("Duplicate field '(.*)'.*", "the name '$1' stands twice in one object");
        }
        if (message.startsWith("Trailing token")) {
            return "there is more text after the value";
        }
        return e instanceof MismatchedInputException
                ? "a value in it is missing or of another kind than it should be"
                : message;
    }
}
