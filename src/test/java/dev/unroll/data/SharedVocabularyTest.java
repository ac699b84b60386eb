package dev.unroll.data;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SharedVocabularyTest {
    @TempDir
    Path folder;

    private Given given;

    @BeforeEach
    void files() throws IOException {
        given = new Given(folder)
                .file("a.csv", "text,a,b\nx,yes,no\ny,yes,no\nz,no,maybe\n")
                .file("a.conll", "x\tA\tB\ny\tA\tB\nz\tB\tB\n");
    }

    private static String fields(String b) {
        return "reader: table\ntrain: a.csv\nfields: {text: {}, a: {type: label}, b: {type: label" + b + "}}";
    }

    @Test
    void fieldsOfATableCanHaveTheSameClasses() {
        Dataset apart = given.read(fields(""));
        assertThat(apart.fields().get("a").vocabulary().orElseThrow().entries()).containsExactly("yes", "no");
        assertThat(apart.fields().get("b").vocabulary().orElseThrow().entries()).containsExactly("no", "maybe");
        Dataset shared = given.read(fields(", vocabulary: {share: a}"));
        assertThat(shared.fields().get("a").vocabulary().orElseThrow().entries())
                .containsExactly("no", "yes", "maybe");
        assertThat(shared.fields().get("b").vocabulary())
                .isEqualTo(shared.fields().get("a").vocabulary());
        assertThat(shared.examples(Split.TRAIN).get(2).values().get("a")).containsExactly(0);
    }

    @Test
    void columnsOfSentencesCanHaveTheSameClasses() {
        String fields =
                "reader: conllu\ntrain: a.conll\nfields: {w: {column: 1}, a: {column: 2, vocabulary: {}}, b: {column: 3%s}}";
        Dataset shared = given.read(fields.formatted(", vocabulary: {share: a}"));
        assertThat(shared.fields().get("b").vocabulary().orElseThrow().entries())
                .containsExactly("B", "A");
        assertThat(shared.fields().get("a").vocabulary())
                .isEqualTo(shared.fields().get("b").vocabulary());
    }

    /** Counted once, so that 'min_count' means the same; and one object, before and after a run is saved. */
    @Test
    void fieldsOfOneColumnHaveItsClasses() {
        String fields = "reader: table\ntrain: a.csv\nfields: {text: {}, a: {type: label, vocabulary: {min_count: 2}},"
                + " again: {type: label, column: a, vocabulary: {min_count: 2}}, b: {type: label},"
                + " c: {type: label, column: a, vocabulary: {share: a}}}";
        Dataset read = given.read(fields);
        for (Dataset dataset : List.of(read, Dataset.restore(read.state()))) {
            Vocabulary a = dataset.fields().get("a").vocabulary().orElseThrow();
            assertThat(a.entries()).containsExactly(Vocabulary.UNKNOWN, "yes");
            assertThat(dataset.fields().get("again").vocabulary().orElseThrow()).isSameAs(a);
            assertThat(dataset.fields().get("c").vocabulary().orElseThrow()).isSameAs(a);
            assertThat(dataset.fields().get("b").vocabulary().orElseThrow()).isNotSameAs(a);
        }
    }

    @Test
    void mistakesAreSaid() {
        assertThat(given.problems(fields(", vocabulary: {share: c}"))).contains("there is no field 'c'");
        assertThat(given.problems(fields(", vocabulary: {share: b}"))).contains("'b' has no vocabulary to share");
        assertThat(given.problems(fields(", vocabulary: {share: a, min_count: 2}")))
                .contains("a shared vocabulary has the keys of the field 'a'");
    }
}
