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
import java.util.Locale;

/**
 * The only JSON reader of Unroll. It accepts exactly one value of RFC 8259, with unique names in each object, within
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

        /** The offset of the character at which it was detected. */
        public int offset() {
            return offset;
        }

        /** As an error of a file, at its place. */
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
     * @throws Malformed if it is not JSON of this type
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
            return message.replaceFirst("Duplicate field '(.*)'.*", "the name '$1' appears twice in one object");
        }
        if (message.startsWith("Trailing token")) {
            return "there is more text after the value";
        }
        return e instanceof MismatchedInputException ? "a value is missing or has the wrong type" : plain(message);
    }

    /** Jackson's wording, without its settings, source places and character codes. */
    private static String plain(String message) {
        if (message.startsWith("Unexpected end-of-input")) {
            return message.contains("for Object") || message.contains("Object entries")
                    ? "it ends before the closing '}'"
                    : message.contains("for Array") ? "it ends before the closing ']'" : "it ends within a value";
        }
        String text = message.replaceAll(" \\([^()]*\\[Source:.*\\]\\)", "")
                .replaceAll(":? ?enable `[^`]*` to allow$", "")
                .replaceAll(" \\(not recognized as one since Feature .*\\)$", "")
                .replaceAll(" \\(('.+') \\(code \\d+[^()]*\\)\\)", " $1")
                .replaceAll(" \\(code \\d+[^()]*\\)", "")
                .replaceAll("\\(\\(CTRL-CHAR, code (\\d+)\\)\\)", "number $1")
                .replaceAll(" \\(JSON String, Number, .*\\)$", " a value")
                .replace("a valid value a value", "a value")
                .replace("double-quote to start field name", "a name in double quotes")
                .replace("field name", "name")
                .replace("was expecting", "expected")
                .replace(": maybe a (non-standard) comment?", ": comments are not allowed");
        return text.substring(0, 1).toLowerCase(Locale.ROOT) + text.substring(1);
    }
}
