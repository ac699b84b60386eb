package dev.unroll.data;

import dev.unroll.spec.Codes;
import dev.unroll.spec.Diagnostic;
import dev.unroll.spec.InvalidInput;
import dev.unroll.spec.Key;
import dev.unroll.spec.Keys;
import dev.unroll.spec.Settings;
import dev.unroll.spec.Span;
import dev.unroll.spec.Suggest;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;

/**
 * The key {@code vocabulary} of a field.
 *
 * @param minCount what occurs fewer times in the training part has no entry of its own
 * @param lowercase whether words are turned to lower case
 * @param open whether there is an entry for the unknown
 */
record Words(int minCount, boolean lowercase, boolean open) {
    private static final int MANY = 200;

    private static final Key<Integer> MIN_COUNT = Key.integer(
                    "min_count", "what training shows less often has no entry of its own", 1, Integer.MAX_VALUE)
            .standard(1)
            .examples("2");
    private static final Key<Boolean> LOWERCASE =
            Key.flag("lowercase", "whether words are turned to lower case").standard(false);
    private static final Key<Boolean> UNKNOWN = Key.flag(
            "unknown",
            "whether there is an entry for what has none of its own; by default so for an input, or if min_count is"
                    + " above 1");

    /** Which entries a vocabulary has. */
    static final Key<Settings> VOCABULARY = Key.section(
                    "vocabulary",
                    "which words or characters are told apart; all text is compared in Unicode's form NFC",
                    Keys.of(MIN_COUNT, LOWERCASE, UNKNOWN))
            .examples("{min_count: 2, lowercase: true}");

    /** Reads {@link #VOCABULARY}. */
    static Words of(Settings field, boolean input) {
        Settings keys = field.section(VOCABULARY);
        int minCount = keys.get(MIN_COUNT);
        return new Words(minCount, keys.get(LOWERCASE), keys.get(UNKNOWN, input || minCount > 1));
    }

    Vocabulary.Counts counts() {
        return new Vocabulary.Counts(lowercase);
    }

    Vocabulary vocabulary(Vocabulary.Counts counts) {
        return counts.vocabulary(minCount, open);
    }

    /** What to say of a word that a closed vocabulary does not hold. */
    static Diagnostic unseen(String field, String word, Vocabulary vocabulary, Span span) {
        // Of many entries some is always near; then it is words that are missing, not a label that is misspelt.
        String hint = vocabulary.size() > MANY
                ? "give the field 'vocabulary: {unknown: true}'"
                : Suggest.question(word, vocabulary.entries())
                        .orElse("known: "
                                + String.join(", ", vocabulary.entries().subList(0, Math.min(20, vocabulary.size()))));
        return Diagnostic.error(
                        Codes.UNSEEN_LABEL,
                        "'%s' of field '%s' does not occur in training".formatted(word, field),
                        span)
                .hint(hint);
    }

    /** The indices of the words of an input. @throws InvalidInput if a closed vocabulary lacks one */
    static float[] indices(List<String> words, Field field) {
        Vocabulary vocabulary = field.vocabulary().orElseThrow();
        float[] indices = new float[words.size()];
        for (int i = 0; i < indices.length; i++) {
            OptionalInt index = vocabulary.index(words.get(i));
            if (index.isEmpty()) {
                String message = "'%s' does not occur in the training data of field '%s'";
                throw new InvalidInput(
                        Diagnostic.error(Codes.UNSEEN_LABEL, message.formatted(words.get(i), field.name()))
                                .hint(Suggest.question(words.get(i), vocabulary.entries())));
            }
            indices[i] = index.getAsInt();
        }
        return indices;
    }

    /** An example of one text field. @throws InvalidInput if the text is empty or holds what is not known */
    static Example example(List<String> words, Field field) {
        if (words.isEmpty()) {
            throw new InvalidInput(Diagnostic.error(Codes.EMPTY_DATA, "the input is empty"));
        }
        return new Example(words.size(), Map.of(field.name(), indices(words, field)), 0);
    }
}
