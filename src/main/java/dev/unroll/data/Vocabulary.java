package dev.unroll.data;

import dev.unroll.api.PublicApi;
import java.text.Normalizer;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Stream;

/**
 * The entries (words, characters, labels) of an index. Most frequent first, equals in alphabetical order, so
 * that the same data always gives the same numbers. An open vocabulary has the entry {@link #UNKNOWN} at 0 for everything that
 * it does not contain; a closed one contains every entry. Entries are compared in Unicode's normal form NFC. Immutable.
 */
@PublicApi
public final class Vocabulary {
    /** The entry for all other words. */
    public static final String UNKNOWN = "<unk>";

    private final List<String> entries;
    private final boolean open;
    private final boolean lowercase;
    private final Map<String, Integer> indices;

    /**
     * @param entries all entries, with {@link #UNKNOWN} first if it is open
     * @param lowercase whether words are turned to lower case before they are looked up
     */
    public Vocabulary(List<String> entries, boolean open, boolean lowercase) {
        this.entries = List.copyOf(entries);
        this.open = open;
        this.lowercase = lowercase;
        indices = new HashMap<>(entries.size() * 2);
        for (int i = 0; i < entries.size(); i++) {
            if (indices.put(entries.get(i), i) != null) {
                throw new IllegalArgumentException("twice in the vocabulary: " + entries.get(i));
            }
        }
        if (open && (entries.isEmpty() || !entries.get(0).equals(UNKNOWN))) {
            throw new IllegalArgumentException("an open vocabulary begins with " + UNKNOWN);
        }
    }

    /** The normal form by which entries are compared: two encodings of the same characters are the same entry. */
    private static String key(String word, boolean lowercase) {
        return Normalizer.normalize(lowercase ? word.toLowerCase(Locale.ROOT) : word, Normalizer.Form.NFC);
    }

    /** A closed vocabulary in the given order. */
    public static Vocabulary of(String... entries) {
        return new Vocabulary(List.of(entries), false, false);
    }

    /** Counts the entries of a vocabulary. */
    public static final class Counts {
        private final Map<String, int[]> counts = new LinkedHashMap<>();
        private final boolean lowercase;

        public Counts(boolean lowercase) {
            this.lowercase = lowercase;
        }

        public void add(String entry) {
            counts.computeIfAbsent(key(entry, lowercase), e -> new int[1])[0]++;
        }

        public void addAll(Collection<String> entries) {
            entries.forEach(this::add);
        }

        /** The vocabulary of the words that occurred at least {@code minCount} times. */
        public Vocabulary vocabulary(int minCount, boolean open) {
            Stream<String> frequent = counts.entrySet().stream()
                    .filter(e ->
                            e.getValue()[0] >= minCount && !(open && e.getKey().equals(UNKNOWN)))
                    .sorted((a, b) -> a.getValue()[0] != b.getValue()[0]
                            ? Integer.compare(b.getValue()[0], a.getValue()[0])
                            : a.getKey().compareTo(b.getKey()))
                    .map(Map.Entry::getKey);
            return new Vocabulary(
                    (open ? Stream.concat(Stream.of(UNKNOWN), frequent) : frequent).toList(), open, lowercase);
        }
    }

    /** The number of entries, including the unknown one. */
    public int size() {
        return entries.size();
    }

    public String entry(int index) {
        return entries.get(index);
    }

    public List<String> entries() {
        return entries;
    }

    /** Whether it has an entry for unknown words. */
    public boolean isOpen() {
        return open;
    }

    /** The index of a word: that of {@link #UNKNOWN} for unknown words, nothing without that entry. */
    public OptionalInt index(String word) {
        Integer index = indices.get(key(word, lowercase));
        if (index != null) {
            return OptionalInt.of(index);
        }
        return open ? OptionalInt.of(0) : OptionalInt.empty();
    }

    /** Whether the word has its own entry. */
    public boolean holds(String word) {
        return indices.containsKey(key(word, lowercase));
    }

    /** What {@link #restore} reads: maps, lists, texts, numbers and booleans only. */
    public Map<String, Object> state() {
        Map<String, Object> state = new LinkedHashMap<>();
        state.put("open", open);
        state.put("lowercase", lowercase);
        state.put("entries", entries);
        return state;
    }

    /** The vocabulary of a {@link #state}, or nothing if that is not one. */
    static Optional<Vocabulary> restore(Object state) {
        if (state instanceof Map<?, ?> map
                && map.get("entries") instanceof List<?> list
                && list.stream().allMatch(String.class::isInstance)
                && map.get("open") instanceof Boolean open
                && map.get("lowercase") instanceof Boolean lowercase) {
            return Optional.of(
                    new Vocabulary(list.stream().map(String.class::cast).toList(), open, lowercase));
        }
        return Optional.empty();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Vocabulary v && entries.equals(v.entries) && open == v.open && lowercase == v.lowercase;
    }

    @Override
    public int hashCode() {
        return entries.hashCode();
    }

    @Override
    public String toString() {
        return entries.size() + " entries";
    }
}
