package dev.unroll.data;

import dev.unroll.diagnostic.Codes;
import dev.unroll.diagnostic.Diagnostic;
import dev.unroll.diagnostic.InvalidInput;
import dev.unroll.diagnostic.Span;
import dev.unroll.graph.Rows;
import dev.unroll.spec.key.Key;
import dev.unroll.spec.key.Settings;
import dev.unroll.spec.key.Value;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.Currency;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.IllformedLocaleException;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.IntStream;

/**
 * The names of countries, languages and currencies that the JDK has in each chosen language: real words in many
 * languages on every machine, for recognising the language of a name. Only strings that belong to exactly one of the chosen
 * languages are kept. The parts are cut by concept (a country, a language, a currency), so that what is tested was
 * unseen in every language. Counts differ a little between JDK versions, so the facts record the version.
 */
final class LocaleNames implements Reader {
    /** European languages in Latin script for which JDK 17 has most names. */
    static final List<String> LANGUAGES = List.of(
            "en", "de", "fr", "es", "it", "pt", "nl", "sv", "da", "nb", "fi", "et", "lv", "lt", "pl", "cs", "sk", "sl",
            "hr", "hu", "ro", "sq", "tr", "is", "ga", "mt", "eu", "ca", "gl", "cy");

    private static final List<String> KINDS = List.of("countries", "languages", "currencies");

    private static final Key<List<String>> TAGS = Key.of(
                    "languages", "languages, by their tags", new Value.Texts(List.of()))
            .defaultValue(LANGUAGES)
            .examples("[en, de, sr-Latn]");
    private static final Key<List<String>> NAMES_OF =
            Key.of("kinds", "what the names refer to", new Value.Texts(KINDS)).defaultValue(KINDS);
    private static final Key<Integer> MIN_LENGTH = Key.integer(
                    "min_length", "minimum length of a name; shorter ones are left out", 1, 100)
            .defaultValue(4);
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
        return List.of(TAGS, NAMES_OF, MIN_LENGTH, TaskReader.SEED, TEXT, LANGUAGE);
    }

    @Override
    public Recipe configure(Settings settings) {
        Set<String> tags = new LinkedHashSet<>();
        for (Settings.Text language : settings.texts(TAGS)) {
            checkLanguage(language, tags).ifPresent(settings::add);
        }
        if (settings.has(TAGS) && tags.size() < 2) {
            settings.error(TAGS, "at least two languages are needed");
        }
        String text = settings.get(TEXT);
        String language = settings.get(LANGUAGE);
        if (text.equals(language)) {
            settings.error(LANGUAGE, "the fields need two different names");
        }
        return new Names(
                List.copyOf(new LinkedHashSet<>(settings.get(TAGS))),
                settings.get(NAMES_OF),
                settings.get(MIN_LENGTH),
                settings.get(TaskReader.SEED),
                text,
                language,
                settings.span());
    }

    private static Optional<Diagnostic> checkLanguage(Settings.Text language, Set<String> tags) {
        Optional<Diagnostic> malformed = malformed(language);
        if (malformed.isEmpty() && !tags.add(language.value())) {
            String message = "'" + language.value() + "' is given twice";
            return Optional.of(Diagnostic.error(Codes.WRONG_VALUE, message, language.span()));
        }
        return malformed;
    }

    /** The error of a language's tag. */
    static Optional<Diagnostic> malformed(Settings.Text tag) {
        try {
            new Locale.Builder().setLanguageTag(tag.value()).build();
            return Optional.empty();
        } catch (IllformedLocaleException e) {
            String message = "'" + tag.value() + "' is not a language tag such as en or sr-Latn";
            return Optional.of(Diagnostic.error(Codes.WRONG_VALUE, message, tag.span()));
        }
    }

    /**
     * @param text the name of the field with the characters
     * @param language the name of the field with the language
     */
    private record Names(
            List<String> languages,
            List<String> kinds,
            int minLength,
            long seed,
            String text,
            String language,
            Span span)
            implements TypedCharacters {
        /** A name in one language, with the part that its concept belongs to. */
        private record Name(String text, int language, Split split) {}

        @Override
        public List<Field> outline() {
            return List.of(Field.unknown(text, Rows.STEPS, 0), Field.index(language, Rows.BATCH, labels()));
        }

        private Vocabulary labels() {
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
            List<String> without = new ArrayList<>(languages);
            names.stream()
                    .filter(n -> n.split() == Split.TRAIN)
                    .forEach(n -> without.remove(languages.get(n.language())));
            if (!without.isEmpty() || splits.values().stream().anyMatch(List::isEmpty)) {
                throw new InvalidInput(missingNames(without));
            }
            Map<String, Object> facts = new LinkedHashMap<>();
            facts.put("java", System.getProperty("java.version"));
            facts.put("languages", languages.size());
            List<Field> fields = List.of(characters, Field.index(language, Rows.BATCH, labels()));
            return new Dataset(Dataset.byName(fields), splits, OptionalInt.empty(), facts);
        }

        private Diagnostic missingNames(List<String> without) {
            if (ModuleLayer.boot().findModule("jdk.localedata").isEmpty()) {
                String message = "this Java has no names in other languages: its module jdk.localedata is missing";
                return Diagnostic.error(Codes.EMPTY_DATA, message, span).hint("use a full JDK");
            }
            String message = without.isEmpty()
                    ? "this Java has too few names in these languages"
                    : "this Java has no names that only these languages have: " + String.join(", ", without);
            return Diagnostic.error(Codes.EMPTY_DATA, message, span).hint("choose other languages");
        }

        /** The names that only one language has, each once, sorted by language and text. */
        private List<Name> names() {
            // Looking names up is most of the work, and languages do not depend on each other.
            List<Map<String, String>> byLanguage = languages.parallelStream()
                    .map(tag -> concepts(Locale.forLanguageTag(tag)))
                    .toList();
            Set<String> all = new TreeSet<>();
            byLanguage.forEach(concepts -> all.addAll(concepts.keySet()));
            Map<String, Split> partOf = parts(all);
            // Per string, the languages that have it and the parts of the concepts that it names.
            Map<String, Set<Integer>> owners = new TreeMap<>();
            Map<String, Set<Split>> parts = new TreeMap<>();
            for (int l = 0; l < languages.size(); l++) {
                for (Map.Entry<String, String> concept : byLanguage.get(l).entrySet()) {
                    String name = Normalizer.normalize(concept.getValue(), Normalizer.Form.NFC);
                    if (name.codePointCount(0, name.length()) >= minLength) {
                        owners.computeIfAbsent(name, n -> new LinkedHashSet<>()).add(l);
                        parts.computeIfAbsent(name, n -> EnumSet.noneOf(Split.class))
                                .add(partOf.get(concept.getKey()));
                    }
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

        /** Eight, one and one tenth of the concepts of each kind. */
        private Map<String, Split> parts(Set<String> concepts) {
            Map<String, Split> parts = new HashMap<>();
            for (String kind : KINDS) {
                // Ordered by a random number per concept, so that another JDK's additional concepts move few
                // others.
                List<String> order = concepts.stream()
                        .filter(c -> c.startsWith(kind))
                        .sorted(Comparator.comparingLong(this::draw).thenComparing(Comparator.naturalOrder()))
                        .toList();
                for (int i = 0; i < order.size(); i++) {
                    int tenth = 10 * i / order.size();
                    parts.put(order.get(i), tenth < 8 ? Split.TRAIN : tenth == 8 ? Split.VALID : Split.TEST);
                }
            }
            return parts;
        }

        private long draw(String concept) {
            long[] letters = concept.chars().asLongStream().toArray();
            return Draws.of(seed, Draws.of(letters).bits()).bits();
        }

        private Map<String, String> concepts(Locale in) {
            Map<String, String> names = new TreeMap<>();
            if (kinds.contains("countries")) {
                for (String code : Locale.getISOCountries()) {
                    put(names, "countries ", code, new Locale("", code).getDisplayCountry(in));
                }
            }
            if (kinds.contains("languages")) {
                for (String code : Locale.getISOLanguages()) {
                    put(names, "languages ", code, new Locale(code).getDisplayLanguage(in));
                }
            }
            if (kinds.contains("currencies")) {
                for (Currency currency : Currency.getAvailableCurrencies()) {
                    put(names, "currencies ", currency.getCurrencyCode(), currency.getDisplayName(in));
                }
            }
            return names;
        }

        /** Where a language has no name, the JDK gives the code. */
        private static void put(Map<String, String> names, String kind, String code, String name) {
            if (!name.equals(code)) {
                names.put(kind + code, name);
            }
        }
    }
}
