package dev.unroll.data;

import dev.unroll.diagnostic.Codes;
import dev.unroll.diagnostic.Diagnostic;
import dev.unroll.diagnostic.Span;
import dev.unroll.spec.key.Key;
import dev.unroll.spec.key.Settings;
import dev.unroll.spec.key.Value;
import java.text.Normalizer;
import java.util.Comparator;
import java.util.Currency;
import java.util.HashMap;
import java.util.IllformedLocaleException;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Countries, languages and currencies, as the JDK names them in each chosen language, and the part of the data that each of
 * them belongs to. A concept is in one part in every language, so that what is tested was unseen in all of them.
 *
 * @param languages by their tags
 * @param kinds what the names refer to
 * @param minLength shorter names are left out
 * @param seed of the cut into parts
 * @param span the settings of the data
 */
record LocaleConcepts(List<String> languages, List<String> kinds, int minLength, long seed, Span span) {
    private static final List<String> KINDS = List.of("countries", "languages", "currencies");
    private static final Key<List<String>> NAMES_OF =
            Key.of("kinds", "what the names refer to", new Value.Texts(KINDS)).defaultValue(KINDS);
    private static final Key<Integer> MIN_LENGTH = Key.integer(
                    "min_length", "minimum length of a name; shorter ones are left out", 1, 100)
            .defaultValue(4);

    /**
     * The names that there are.
     *
     * @param names for each language, the names by their concepts, in Unicode's form NFC
     * @param parts the part of each concept
     */
    record Named(List<Map<String, String>> names, Map<String, Split> parts) {}

    /** The key {@code languages}. */
    static Key<List<String>> languages(List<String> defaultValue) {
        return Key.<List<String>>of("languages", "languages, by their tags", new Value.Texts(List.of()))
                .defaultValue(defaultValue)
                .examples("[en, de, sr-Latn]");
    }

    /** Its keys. */
    static List<Key<?>> keys(Key<List<String>> languages) {
        return List.of(languages, NAMES_OF, MIN_LENGTH, TaskReader.SEED);
    }

    /** Reads its keys. Errors are noted. */
    static LocaleConcepts of(Settings settings, Key<List<String>> languages) {
        Set<String> tags = new LinkedHashSet<>();
        for (Settings.Text language : settings.texts(languages)) {
            checkLanguage(language, tags).ifPresent(settings::add);
        }
        if (settings.has(languages) && tags.size() < 2) {
            settings.error(languages, "at least two languages are needed");
        }
        return new LocaleConcepts(
                List.copyOf(new LinkedHashSet<>(settings.get(languages))),
                settings.get(NAMES_OF),
                settings.get(MIN_LENGTH),
                settings.get(TaskReader.SEED),
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

    /** What a run records about where its data came from: names differ between JDK versions. */
    Map<String, Object> facts() {
        Map<String, Object> facts = new LinkedHashMap<>();
        facts.put("java", System.getProperty("java.version"));
        facts.put("languages", languages.size());
        return facts;
    }

    /** The error of languages that have too few names. */
    Diagnostic missing(String message) {
        if (ModuleLayer.boot().findModule("jdk.localedata").isEmpty()) {
            String module = "this Java has no names in other languages: its module jdk.localedata is missing";
            return Diagnostic.error(Codes.EMPTY_DATA, module, span).hint("use a full JDK");
        }
        return Diagnostic.error(Codes.EMPTY_DATA, message, span).hint("choose other languages");
    }

    /** Looks all names up. */
    Named read() {
        // Looking names up is most of the work, and languages do not depend on each other.
        List<Map<String, String>> all = languages.parallelStream()
                .map(tag -> concepts(Locale.forLanguageTag(tag)))
                .toList();
        Set<String> concepts = new TreeSet<>();
        all.forEach(names -> concepts.addAll(names.keySet()));
        // Short names are left out only now, so that the cut does not depend on the length.
        all.forEach(names -> names.values().removeIf(name -> name.codePointCount(0, name.length()) < minLength));
        return new Named(all, parts(concepts));
    }

    /** What a concept is: one of the kinds. */
    static String kind(String concept) {
        return concept.substring(0, concept.indexOf(' '));
    }

    /** Eight, one and one tenth of the concepts of each kind. */
    private Map<String, Split> parts(Set<String> concepts) {
        Map<String, Split> parts = new HashMap<>();
        for (String kind : KINDS) {
            // Ordered by a random number per concept, so that another JDK's additional concepts move few
            // others.
            List<String> order = concepts.stream()
                    .filter(c -> kind(c).equals(kind))
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
            names.put(kind + code, Normalizer.normalize(name, Normalizer.Form.NFC));
        }
    }
}
