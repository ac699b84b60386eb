package dev.unroll.data;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.LocalDate;
import java.time.format.FormatStyle;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class LocaleDatesTest {
    private final Given given = new Given(Path.of(""));

    private static String marked(String tag, FormatStyle style) {
        return LocaleDates.pieces(LocalDate.of(2026, 11, 28), Locale.forLanguageTag(tag), style).stream()
                .filter(piece -> !piece.part().equals("other"))
                .map(piece -> piece.part() + "=" + piece.text())
                .collect(Collectors.joining(" "));
    }

    @Test
    void eachPartIsMarked() {
        assertThat(marked("de", FormatStyle.FULL)).isEqualTo("weekday=Samstag day=28 month=November year=2026");
        assertThat(marked("en-US", FormatStyle.FULL)).isEqualTo("weekday=Saturday month=November day=28 year=2026");
        assertThat(marked("hu", FormatStyle.FULL)).isEqualTo("year=2026 month=november day=28 weekday=szombat");
        assertThat(marked("es", FormatStyle.LONG)).isEqualTo("day=28 month=noviembre year=2026");
        assertThat(marked("de", FormatStyle.SHORT)).isEqualTo("day=28 month=11 year=26");
        List<LocaleDates.Piece> quoted =
                LocaleDates.pieces(LocalDate.of(2026, 11, 28), Locale.forLanguageTag("es"), FormatStyle.LONG);
        assertThat(quoted.stream().map(LocaleDates.Piece::text).collect(Collectors.joining()))
                .isEqualTo("28 de noviembre de 2026");
    }

    @Test
    void thePartsOfTheDataHaveOtherLanguages() {
        Dataset data = given.read("reader: locale_dates\ncount: 20");
        assertThat(data.examples(Split.TRAIN)).hasSize(54 * 20);
        assertThat(data.examples(Split.VALID)).hasSize(6 * 20);
        assertThat(data.examples(Split.TEST)).hasSize(7 * 20);
        assertThat(data.fields().get("part").vocabulary().orElseThrow().entries())
                .containsExactly("other", "weekday", "day", "month", "year");
        assertThat(given.read("reader: locale_dates\ncount: 20")
                        .examples(Split.TEST)
                        .get(3)
                        .values())
                .usingRecursiveComparison()
                .isEqualTo(data.examples(Split.TEST).get(3).values());
        assertThat(given.problems("reader: locale_dates\ntrain: [en, de]"))
                .contains("duplicate language 'de': the parts must have different languages");
        assertThat(given.problems("reader: locale_dates\ntrain: [e_n]")).contains("is not a language tag");
    }
}
