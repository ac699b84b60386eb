package dev.unroll.data;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class LocaleNamesTest {
    private final Given given = new Given(Path.of(""));

    private static Set<String> texts(Dataset data, Split split) {
        return data.examples(split).stream().map(e -> text(data, e)).collect(Collectors.toSet());
    }

    private static String text(Dataset data, Example example) {
        StringBuilder text = new StringBuilder();
        for (float index : example.values().get("text")) {
            text.append(data.fields().get("text").label((int) index));
        }
        return text.toString();
    }

    @Test
    void thirtyLanguagesCutByTenths() {
        Dataset data = given.read("reader: locale_names");
        assertThat(data.fields().get("language").type().classes()).isEqualTo(30);
        int train = data.examples(Split.TRAIN).size();
        int valid = data.examples(Split.VALID).size();
        int test = data.examples(Split.TEST).size();
        assertThat(train).isGreaterThan(8_000);
        assertThat((double) valid / (train + valid + test)).isBetween(0.07, 0.13);
        assertThat((double) test / (train + valid + test)).isBetween(0.07, 0.13);
        assertThat(data.facts()).containsKey("java");
        assertThat(data.examples(Split.TRAIN)).allMatch(e -> e.length() > 3);
    }

    @Test
    void aConceptIsInOnePartInEveryLanguage() {
        Dataset data = given.read("reader: locale_names\nlanguages: [de, fr, pl]");
        Set<String> parts = new HashSet<>();
        for (Split split : Split.values()) {
            Set<String> texts = texts(data, split);
            for (String tag : List.of("de", "fr", "pl")) {
                String name = new Locale("", "US").getDisplayCountry(Locale.forLanguageTag(tag));
                if (texts.contains(name)) {
                    parts.add(split.key());
                }
            }
        }
        assertThat(parts).hasSize(1);
    }

    @Test
    void noStringIsSeenTwice() {
        Dataset data = given.read("reader: locale_names");
        Set<String> all = new HashSet<>();
        int count = 0;
        for (Split split : Split.values()) {
            all.addAll(data.examples(split).stream()
                    .map(e -> split == Split.TRAIN ? text(data, e) : text(data, e) + split.key() + e.key())
                    .toList());
            count += data.examples(split).size();
        }
        assertThat(all).hasSize(count);
        assertThat(texts(data, Split.TRAIN)).doesNotContainAnyElementsOf(texts(data, Split.TEST));
    }

    @Test
    void doesNotDependOnTheDefaultLocale() {
        Locale before = Locale.getDefault();
        Dataset expected = given.read("reader: locale_names\nlanguages: [de, tr, ga]");
        try {
            Locale.setDefault(Locale.forLanguageTag("tr"));
            Dataset data = given.read("reader: locale_names\nlanguages: [de, tr, ga]");
            assertThat(data.counts()).isEqualTo(expected.counts());
            assertThat(data.fields()).isEqualTo(expected.fields());
        } finally {
            Locale.setDefault(before);
        }
    }

    @Test
    void seedsCutDifferently() {
        Dataset one = given.read("reader: locale_names\nlanguages: [de, fr]");
        Dataset two = given.read("reader: locale_names\nlanguages: [de, fr]\nseed: 2");
        assertThat(texts(one, Split.TEST)).isNotEqualTo(texts(two, Split.TEST));
    }

    @Test
    void encodesANewName() {
        Recipe recipe = given.recipe("reader: locale_names");
        Dataset restored = Dataset.restore(recipe.read().state());
        Example example = recipe.encode(" Vereinigte Staaten ", restored.fields());
        assertThat(example.length()).isEqualTo(18);
        assertThat(text(restored, example)).isEqualTo("Vereinigte Staaten");
    }

    @Test
    void mistakes() {
        assertThat(given.problems("reader: locale_names\nlanguages: [de]")).contains("at least two languages");
        assertThat(given.problems("reader: locale_names\nlanguages: [de, '?']")).contains("is not a language tag");
        assertThat(given.problems("reader: locale_names\nlanguages: [de, fr, de]"))
                .contains("given twice");
        assertThat(given.problems("reader: locale_names\nlanguages: [xx, yy]"))
                .contains("no names that only these languages have: xx, yy");
        assertThat(given.problems("reader: locale_names\nkinds: [rivers]")).contains("must be of countries");
        assertThat(given.problems("reader: locale_name")).contains("did you mean 'locale_names'", "conllu");
        assertThat(given.problems("seed: 1")).contains("missing key 'reader'");
    }
}
