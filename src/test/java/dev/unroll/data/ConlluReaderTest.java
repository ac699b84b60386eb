package dev.unroll.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.unroll.spec.InvalidInput;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConlluReaderTest {
    private static final String FIELDS = "\nfields:\n  words: {column: form}\n  tags: {column: upos, vocabulary: {}}\n";

    @TempDir
    Path folder;

    private Given given;

    private static String line(String id, String form, String tag) {
        return id + "\t" + form + "\t_\t" + tag + "\t_\t_\t_\t_\t_\t_\n";
    }

    @BeforeEach
    void files() throws IOException {
        String first = "# text = I don't\n" + line("1", "I", "PRON") + line("2-3", "don't", "_")
                + line("2", "do", "AUX") + line("3", "n't", "PART") + line("3.1", "go", "VERB") + "\n";
        String second = line("1", "Go", "VERB") + line("2", "I", "PRON");
        given = new Given(folder)
                .file("train.conllu", first + second)
                .file(
                        "slots.conll",
                        "# intent = Play\r\nplay\tO\r\n#\tB-x\r\n3-4\tI-x\r\n\r\n\r\n# intent = Rain\r\nrain\tO\r\n");
    }

    @Test
    void skipsMultiwordTokensAndEmptyNodes() {
        Dataset data = given.read("reader: conllu\ntrain: train.conllu" + FIELDS);
        assertThat(data.examples(Split.TRAIN).stream().map(Example::length)).containsExactly(3, 2);
        assertThat(data.fields().get("words").vocabulary().orElseThrow().entries())
                .containsExactly("<unk>", "I", "Go", "do", "n't");
        assertThat(data.fields().get("tags").vocabulary().orElseThrow().entries())
                .containsExactly("PRON", "AUX", "PART", "VERB");
        assertThat(data.examples(Split.TRAIN).get(0).values().get("tags")).containsExactly(0, 1, 2);
    }

    @Test
    void readsColumnsByNumberAndCommentsAsLabels() {
        Dataset data = given.read("reader: conllu\ntrain: slots.conll\nfields:\n  words: {column: 1}\n"
                + "  slots: {column: 2}\n  intent: {comment: intent}\n");
        assertThat(data.examples(Split.TRAIN).stream().map(Example::length)).containsExactly(3, 1);
        assertThat(data.fields().get("words").vocabulary().orElseThrow().entries())
                .contains("#", "3-4");
        assertThat(data.fields().get("intent").type()).hasToString("batch index<2>");
        assertThat(data.examples(Split.TRAIN).get(1).values().get("intent")).containsExactly(1);
    }

    @Test
    void cutsLongTrainingSentencesOnly() {
        Dataset data = given.read("reader: conllu\ntrain: train.conllu\nvalid: train.conllu\nmax_length: 2" + FIELDS);
        assertThat(data.examples(Split.TRAIN).stream().map(Example::length)).containsExactly(2, 2);
        assertThat(data.examples(Split.VALID).stream().map(Example::length)).containsExactly(3, 2);
    }

    @Test
    void encodesWordsBetweenSpaces() {
        Recipe recipe = given.recipe("reader: conllu\ntrain: train.conllu" + FIELDS);
        Dataset restored = Dataset.restore(recipe.read().state());
        Example example = recipe.encode("I never do", restored.fields());
        assertThat(example.values()).containsOnlyKeys("words");
        assertThat(example.values().get("words")).containsExactly(1, 0, 3);
        assertThatThrownBy(() -> recipe.encode("  ", restored.fields()))
                .isInstanceOf(InvalidInput.class)
                .hasMessageContaining("the input is empty");
    }

    @Test
    void badLinesAreShown() throws IOException {
        given.file("short.conllu", "1\tI\n\n").file("unseen.conllu", line("1", "I", "PRONN"));
        given.file("comments.conllu", "# only comments\n");
        assertThat(given.problems("reader: conllu\ntrain: short.conllu" + FIELDS))
                .contains("field 'tags' is column 4, but this line has 2", "short.conllu:1:1");
        assertThat(given.problems("reader: conllu\ntrain: train.conllu\ntest: unseen.conllu" + FIELDS))
                .contains("'PRONN' of field 'tags' does not occur in training", "unseen.conllu:1:7", "'PRON'");
        assertThat(given.problems("reader: conllu\ntrain: comments.conllu" + FIELDS))
                .contains("has no sentences");
        assertThat(given.problems(
                        "reader: conllu\ntrain: train.conllu\nfields: {w: {column: form}, i: {comment: txt}}"))
                .contains("no comment '# txt = …' for the field 'i'", "did you mean 'text'?");
    }

    @Test
    void badSettings() {
        assertThat(given.problems("reader: conllu\ntrain: train.conllu\nfields: {w: {column: from}}"))
                .contains("unknown column 'from'", "did you mean 'form'?");
        assertThat(given.problems("reader: conllu\ntrain: train.conllu\nfields: {w: {vocabulary: {}}}"))
                .contains("needs a column or a comment");
        assertThat(given.problems("reader: conllu\ntrain: train.conllu\nfields: {i: {comment: text}}"))
                .contains("at least one field needs a column");
        assertThat(given.problems("reader: conllu\ntrain: train.conllu")).contains("missing key 'fields'");
        assertThat(given.problems("reader: conllu\ntrain: train.conllu\nfields: {w: {column: form, vocab: {}}}"))
                .contains("vocab");
    }
}
