package dev.unroll.data;

import dev.unroll.diagnostic.Codes;
import dev.unroll.diagnostic.Diagnostic;
import dev.unroll.diagnostic.InvalidInput;
import dev.unroll.diagnostic.Span;
import dev.unroll.diagnostic.Suggest;
import dev.unroll.graph.Rows;
import dev.unroll.spec.key.Key;
import dev.unroll.spec.key.Keys;
import dev.unroll.spec.key.Settings;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * The key {@code vocabulary} of a field.
 *
 * @param minCount what occurs fewer times in the training part has no entry of its own
 * @param lowercase whether words are turned to lower case
 * @param open whether there is an entry for the unknown
 * @param share the field whose vocabulary this one has as well, if it has none of its own
 */
record Words(int minCount, boolean lowercase, boolean open, Optional<Shared> share) {
    /** The name of another field, and its position. */
    record Shared(String field, Span span) {}

    private static final int MANY = 200;

    private static final Key<Integer> MIN_COUNT = Key.integer(
                    "min_count", "rarer words map to 'unknown'", 1, Integer.MAX_VALUE)
            .defaultValue(1)
            .examples("2");
    private static final Key<Boolean> LOWERCASE =
            Key.flag("lowercase", "convert words to lower case").defaultValue(false);
    private static final Key<Boolean> UNKNOWN = Key.flag(
            "unknown", "add an entry for unknown words; by default for an input, or if min_count is" + " above 1");

    private static final Key<String> SHARE =
            Key.text("share", "the field whose vocabulary and classes this one shares; excludes the other keys");

    /** The keys of a vocabulary. */
    static final Key<Settings> VOCABULARY =
            vocabulary(MIN_COUNT, LOWERCASE, UNKNOWN).examples("{min_count: 2, lowercase: true}");

    /** The same for one of several fields. */
    static final Key<Settings> FIELD_VOCABULARY = vocabulary(MIN_COUNT, LOWERCASE, UNKNOWN, SHARE)
            .examples("{min_count: 2, lowercase: true}", "{share: words}");

    private static Key<Settings> vocabulary(Key<?>... keys) {
        return Key.section(
                "vocabulary",
                "the known words or characters, most frequent first; text is compared in Unicode's" + " form NFC",
                Keys.of(keys));
    }

    /** Reads {@link #VOCABULARY}. */
    static Words of(Settings field, boolean input) {
        return of(field.section(VOCABULARY), input, Optional.empty());
    }

    /** Reads {@link #FIELD_VOCABULARY}. */
    static Words ofField(Settings field, boolean input) {
        Settings keys = field.section(FIELD_VOCABULARY);
        Optional<Shared> share = keys.find(SHARE).map(name -> new Shared(name, keys.span(SHARE)));
        if (share.isPresent() && (keys.has(MIN_COUNT) || keys.has(LOWERCASE) || keys.has(UNKNOWN))) {
            keys.error(
                    SHARE,
                    "a shared vocabulary has the keys of the field '"
                            + share.get().field() + "'");
        }
        return of(keys, input, share);
    }

    private static Words of(Settings keys, boolean input, Optional<Shared> share) {
        if (share.isPresent()) {
            return new Words(1, false, false, share);
        }
        int minCount = keys.get(MIN_COUNT);
        return new Words(minCount, keys.get(LOWERCASE), keys.get(UNKNOWN, input || minCount > 1), share);
    }

    /**
     * The owner of each field's vocabulary, by its number. Fields that read the same source by the same keys
     * share that of the first. Errors are noted.
     */
    static int[] owners(List<String> names, List<?> sources, List<Words> words, Settings settings) {
        int[] owners = new int[names.size()];
        for (int f = 0; f < owners.length; f++) {
            owners[f] = f;
            for (int e = f - 1; e >= 0 && words.get(f).share().isEmpty(); e--) {
                boolean same =
                        sources.get(e).equals(sources.get(f)) && words.get(e).equals(words.get(f));
                owners[f] = same ? e : owners[f];
            }
        }
        for (int f = 0; f < owners.length; f++) {
            if (words.get(f).share().isEmpty()) {
                continue;
            }
            Shared share = words.get(f).share().get();
            int other = names.indexOf(share.field());
            if (other < 0 || other == f || words.get(other).share().isPresent()) {
                String message = other < 0
                        ? "there is no field '" + share.field() + "' with a vocabulary to share"
                        : "'" + share.field() + "' has no vocabulary to share";
                settings.add(Diagnostic.error(Codes.UNKNOWN_NAME, message, share.span())
                        .hint(Suggest.question(share.field(), names)));
            } else {
                owners[f] = owners[other];
            }
        }
        return owners;
    }

    /** The fields whose words a vocabulary counts, by its owner: a source that two fields read is counted once. */
    static List<Integer> counted(int[] owners, List<?> sources, int owner) {
        Map<Object, Integer> first = new LinkedHashMap<>();
        for (int f = 0; f < owners.length; f++) {
            if (owners[f] == owner) {
                first.putIfAbsent(sources.get(f), f);
            }
        }
        return List.copyOf(first.values());
    }

    Vocabulary.Counts counts() {
        return new Vocabulary.Counts(lowercase);
    }

    Vocabulary vocabulary(Vocabulary.Counts counts) {
        return counts.vocabulary(minCount, open);
    }

    /** The error of a word that a closed vocabulary lacks. */
    static Diagnostic unseen(String field, String word, Vocabulary vocabulary, Span span) {
        // Among many entries one is always near; then words are missing, rather than a label misspelt.
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
        Rows axis = field.type().rows();
        Map<Rows, int[]> lengths = axis.isAxis() ? Map.of(axis, new int[] {words.size()}) : Map.of();
        return new Example(lengths, Map.of(field.name(), indices(words, field)), 0);
    }
}
