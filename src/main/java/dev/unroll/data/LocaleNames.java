package dev.unroll.data;

import dev.unroll.diagnostic.InvalidInput;
import dev.unroll.graph.Rows;
import dev.unroll.spec.key.Key;
import dev.unroll.spec.key.Settings;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * The names of countries, languages and currencies that the JDK has in each chosen language: real words in many
 * languages on every machine, for recognising the language of a name. Only strings that belong to exactly one of the chosen
 * languages are kept. The parts are cut by concept, see {@link LocaleConcepts}.
 */
final class LocaleNames implements Reader {
    /** European languages in Latin script for which JDK 17 has most names. */
    static final List<String> LANGUAGES = List.of(
            "en", "de", "fr", "es", "it", "pt", "nl", "sv", "da", "nb", "fi", "et", "lv", "lt", "pl", "cs", "sk", "sl",
            "hr", "hu", "ro", "sq", "tr", "is", "ga", "mt", "eu", "ca", "gl", "cy");

    private static final Key<List<String>> TAGS = LocaleConcepts.languages(LANGUAGES);
    private static final Key<String> TEXT = TextReader.field("text", "name of the field with the characters");
    private static final Key<String> LANGUAGE = TextReader.field("language", "name of the field with the language");

    @Override
    public String name() {
        return "locale_names";
    }

    @Override
    public String about() {
        return "names of countries, languages and currencies in many languages, from the JDK";
    }

    @Override
    public List<Key<?>> keys() {
        return Stream.concat(LocaleConcepts.keys(TAGS).stream(), Stream.of(TEXT, LANGUAGE))
                .toList();
    }

    @Override
    public Recipe configure(Settings settings) {
        LocaleConcepts concepts = LocaleConcepts.of(settings, TAGS);
        String text = settings.get(TEXT);
        String language = settings.get(LANGUAGE);
        if (text.equals(language)) {
            settings.error(LANGUAGE, "the fields need two different names");
        }
        return new Names(concepts, text, language);
    }

    /**
     * @param text the name of the field with the characters
     * @param language the name of the field with the language
     */
    private record Names(LocaleConcepts concepts, String text, String language) implements TypedCharacters {
        /** A name in one language, with the part that its concept belongs to. */
        private record Name(String text, int language, Split split) {}

        @Override
        public List<Field> outline() {
            return List.of(Field.unknown(text, Rows.STEPS, 0), Field.index(language, Rows.BATCH, labels()));
        }

        private Vocabulary labels() {
            List<String> languages = concepts.languages();
            List<String> names = languages.stream()
                    .map(tag -> Locale.forLanguageTag(tag).getDisplayName(Locale.ENGLISH))
                    .toList();
            // Two tags may denote the same language, and an invalid tag none.
            return Vocabulary.of(IntStream.range(0, names.size())
                    .mapToObj(i -> names.get(i).isEmpty() || Collections.frequency(names, names.get(i)) > 1
                            ? languages.get(i)
                            : names.get(i))
                    .toArray(String[]::new));
        }

        @Override
        public Dataset read() {
            List<Name> names = names();
            Vocabulary.Counts counts = new Vocabulary.Counts(false);
            names.stream().filter(n -> n.split() == Split.TRAIN).forEach(n -> counts.addAll(Unit.CHAR.split(n.text())));
            Field characters = Field.index(text, Rows.STEPS, counts.vocabulary(1, true));
            Map<Split, List<Example>> splits = new EnumMap<>(Split.class);
            for (Split split : Split.values()) {
                splits.put(split, new ArrayList<>());
            }
            for (Name name : names) {
                List<Example> examples = splits.get(name.split());
                float[] indices = Words.indices(Unit.CHAR.split(name.text()), characters);
                Map<String, float[]> values = Map.of(text, indices, language, new float[] {name.language()});
                examples.add(new Example(indices.length, values, Example.key(name.split(), examples.size())));
            }
            List<String> without = new ArrayList<>(concepts.languages());
            names.stream()
                    .filter(n -> n.split() == Split.TRAIN)
                    .forEach(n -> without.remove(concepts.languages().get(n.language())));
            if (!without.isEmpty() || splits.values().stream().anyMatch(List::isEmpty)) {
                throw new InvalidInput(concepts.missing(
                        without.isEmpty()
                                ? "this Java has too few names in these languages"
                                : "this Java has no names that only these languages have: "
                                        + String.join(", ", without)));
            }
            List<Field> fields = List.of(characters, Field.index(language, Rows.BATCH, labels()));
            return new Dataset(Dataset.byName(fields), splits, OptionalInt.empty(), concepts.facts());
        }

        /** The names that only one language has, each once, sorted by language and text. */
        private List<Name> names() {
            LocaleConcepts.Named named = concepts.read();
            // Per string, the languages that have it and the parts of the concepts that it names.
            Map<String, Set<Integer>> owners = new TreeMap<>();
            Map<String, Set<Split>> parts = new TreeMap<>();
            for (int l = 0; l < concepts.languages().size(); l++) {
                for (Map.Entry<String, String> entry : named.names().get(l).entrySet()) {
                    String name = entry.getValue();
                    owners.computeIfAbsent(name, n -> new LinkedHashSet<>()).add(l);
                    parts.computeIfAbsent(name, n -> EnumSet.noneOf(Split.class))
                            .add(named.parts().get(entry.getKey()));
                }
            }
            List<Name> names = new ArrayList<>();
            owners.forEach((name, langs) -> {
                // A string that names concepts of two parts would be seen in training and tested.
                if (langs.size() == 1 && parts.get(name).size() == 1) {
                    Split split = parts.get(name).iterator().next();
                    names.add(new Name(name, langs.iterator().next(), split));
                }
            });
            names.sort(Comparator.comparingInt(Name::language).thenComparing(Name::text));
            return names;
        }
    }
}
