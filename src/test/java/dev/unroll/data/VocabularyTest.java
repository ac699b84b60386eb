package dev.unroll.data;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class VocabularyTest {
    private static Vocabulary.Counts counts(boolean lowercase, String... words) {
        Vocabulary.Counts counts = new Vocabulary.Counts(lowercase);
        counts.addAll(List.of(words));
        return counts;
    }

    @Test
    void mostFrequentFirstEqualsInAlphabeticalOrder() {
        assertThat(counts(false, "b", "a", "c", "c").vocabulary(1, false).entries())
                .containsExactly("c", "a", "b");
    }

    @Test
    void rareWordsAreUnknown() {
        Vocabulary vocabulary = counts(false, "a", "b", "b").vocabulary(2, true);
        assertThat(vocabulary.entries()).containsExactly("<unk>", "b");
        assertThat(vocabulary.index("a")).hasValue(0);
        assertThat(vocabulary.index("b")).hasValue(1);
        assertThat(vocabulary.holds("a")).isFalse();
    }

    @Test
    void aTextMayHoldTheUnknownWordItself() {
        assertThat(counts(false, "<unk>", "a").vocabulary(1, true).entries()).containsExactly("<unk>", "a");
    }

    @Test
    void aClosedOneHasNoIndexForWhatItLacks() {
        assertThat(Vocabulary.of("a").index("b")).isEmpty();
    }

    @Test
    void lowerCaseIsThatOfNoLanguage() {
        Vocabulary vocabulary = counts(true, "TITLE").vocabulary(1, false);
        assertThat(vocabulary.entries()).containsExactly("title");
        assertThat(vocabulary.index("Title")).hasValue(0);
    }

    @Test
    void isKeptInARun() {
        Vocabulary vocabulary = counts(true, "a", "b").vocabulary(1, true);
        assertThat(Vocabulary.restore(vocabulary.state())).contains(vocabulary);
        assertThat(Vocabulary.restore(List.of())).isEmpty();
    }

    @Test
    void aStepIsACodePoint() {
        assertThat(Unit.CHAR.split("a😀ß")).containsExactly("a", "😀", "ß");
        assertThat(Unit.WORD.split("  two\twords ")).containsExactly("two", "words");
        assertThat(Unit.TOKEN.split("Don't pay £3.50, OK?"))
                .containsExactly("Don't", "pay", "£", "3.50", ",", "OK", "?");
        assertThat(Unit.TOKEN.split("")).isEmpty();
    }
}
