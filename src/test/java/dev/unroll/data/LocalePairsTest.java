package dev.unroll.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.unroll.diagnostic.InvalidInput;
import dev.unroll.graph.Rows;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class LocalePairsTest {
    private static final String SMALL = "reader: locale_pairs\nlanguages: [de, fr, pl]\nkinds: [countries]\n"
            + "train: 3000\nvalid: 300\ntest: 300\n";

    private final Given given = new Given(Path.of(""));

    private static String text(Dataset data, Example example, String field) {
        StringBuilder text = new StringBuilder();
        for (float index : example.values().get(field)) {
            text.append(data.fields().get(field).label((int) index));
        }
        return text.toString();
    }

    /** The country of each name in the three languages. */
    private static Map<String, Set<String>> countries() {
        Map<String, Set<String>> countries = new HashMap<>();
        for (String tag : List.of("de", "fr", "pl")) {
            for (String code : Locale.getISOCountries()) {
                countries
                        .computeIfAbsent(
                                new Locale("", code).getDisplayCountry(Locale.forLanguageTag(tag)),
                                name -> new HashSet<>())
                        .add(code);
            }
        }
        return countries;
    }

    @Test
    void theLabelTellsWhetherBothNamesAreOfOneCountry() {
        Dataset data = given.read(SMALL);
        Map<String, Set<String>> countries = countries();
        int same = 0;
        for (Example example : data.examples(Split.TRAIN)) {
            String first = text(data, example, "first");
            String second = text(data, example, "second");
            Set<String> common = new HashSet<>(countries.get(first));
            common.retainAll(countries.get(second));
            String label =
                    data.fields().get("same").label((int) example.values().get("same")[0]);
            assertThat(label).as(first + ", " + second).isEqualTo(common.isEmpty() ? "no" : "yes");
            assertThat(first).isNotEqualTo(second);
            same += common.isEmpty() ? 0 : 1;
        }
        assertThat(same).isEqualTo(1500);
    }

    @Test
    void eachNameHasItsOwnAxis() {
        Dataset data = given.read(SMALL);
        assertThat(data.fields().get("first").type().rows()).isSameAs(Rows.axis("first"));
        assertThat(data.fields().get("second").type().rows()).isSameAs(Rows.axis("second"));
        assertThat(data.fields().get("same").type().rows()).isSameAs(Rows.BATCH);
        assertThat(data.fields().get("second").vocabulary().orElseThrow())
                .isSameAs(data.fields().get("first").vocabulary().orElseThrow());
        assertThat(data.examples(Split.TRAIN))
                .allSatisfy(e -> assertThat(e.lengths().get(Rows.axis("second")))
                        .containsExactly(e.values().get("second").length));
    }

    @Test
    void aCountryIsInOnePartInEveryLanguage() {
        Dataset data = given.read(SMALL);
        Map<String, Set<String>> countries = countries();
        Map<String, Split> parts = new HashMap<>();
        for (Split split : Split.values()) {
            for (Example example : data.examples(split)) {
                for (String field : List.of("first", "second")) {
                    // A name with a letter that training lacks cannot be read back.
                    for (String country : countries.getOrDefault(text(data, example, field), Set.of())) {
                        assertThat(parts.computeIfAbsent(country, c -> split)).isEqualTo(split);
                    }
                }
            }
        }
        assertThat(parts.values()).contains(Split.values());
    }

    @Test
    void namesOfTwoConceptsAreLeftOut() {
        // The JDK knows Hebrew, Indonesian and Yiddish by an old and a new code.
        Dataset data = given.read("reader: locale_pairs\nlanguages: [de, fr]\nkinds: [languages]");
        for (Split split : Split.values()) {
            assertThat(data.examples(split))
                    .noneMatch(e -> text(data, e, "first").equals("Indonesisch"));
        }
    }

    @Test
    void morePairsLeaveTheOthersAsTheyAre() {
        Dataset few = given.read(SMALL);
        Dataset more = given.read(SMALL.replace("3000", "3001"));
        for (int i = 0; i < 3000; i++) {
            Example one = few.examples(Split.TRAIN).get(i);
            Example other = more.examples(Split.TRAIN).get(i);
            assertThat(text(few, one, "first")).isEqualTo(text(more, other, "first"));
            assertThat(one.key()).isEqualTo(other.key());
        }
    }

    @Test
    void readsBothNamesOfAnObject() {
        Recipe recipe = given.recipe(SMALL);
        Dataset restored = Dataset.restore(recipe.read().state());
        Encoder encoder = new Encoder(recipe, restored.fields(), Set.of("first", "second"));
        Example example = encoder.encode(Input.parse("{\"first\": \"Schweiz \", \"second\": \"Suisse\"}"))
                .example();
        assertThat(text(restored, example, "first")).isEqualTo("Schweiz");
        assertThat(text(restored, example, "second")).isEqualTo("Suisse");
        assertThatThrownBy(() -> encoder.encode(Input.parse("Schweiz")))
                .isInstanceOf(InvalidInput.class)
                .hasMessageContaining("the model reads 'second' as well");
    }

    @Test
    void mistakes() {
        assertThat(given.problems("reader: locale_pairs\nlanguages: [de]")).contains("at least two languages");
        assertThat(given.problems("reader: locale_pairs\nlanguages: [de, '?']")).contains("is not a language tag");
        assertThat(given.problems("reader: locale_pairs\nlanguages: [xx, yy]")).contains("too few different names");
        assertThat(given.problems("reader: locale_pairs\nsecond: first")).contains("three different names");
        assertThat(given.problems("reader: locale_pairs\nsame: second")).contains("three different names");
    }
}
