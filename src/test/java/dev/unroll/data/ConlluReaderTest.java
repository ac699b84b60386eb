package dev.unroll.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.unroll.diagnostic.InvalidInput;
import dev.unroll.diagnostic.Source;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

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
                .contains("this row has 2 columns, CoNLL-U has 10", "short.conllu:1:1");
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

    private static final String BY_NUMBER = "fields: {words: {column: 1}, tags: {column: 2, vocabulary: {}}}";

    private static List<String> words(Dataset data) {
        Vocabulary vocabulary = data.fields().get("words").vocabulary().orElseThrow();
        List<String> words = new ArrayList<>();
        for (Example example : data.examples(Split.TRAIN)) {
            for (float index : example.values().get("words")) {
                words.add(vocabulary.entry((int) index));
            }
        }
        return words;
    }

    /** Ten columns do not make a file CoNLL-U: its first column must number the words. */
    @Test
    void tenColumnsWithTheWordInTheFirstLoseNoWord() throws IOException {
        String rest = "\tX" + "\t_".repeat(8) + "\n";
        String[] words = {"The", "U.S.", "well-known", "3.5", "."};
        given.file("ten.conll", String.join(rest, words) + rest + "\n7" + rest + "8-9" + rest + "a" + rest);
        assertThat(words(given.read("reader: conllu\ntrain: ten.conll\n" + BY_NUMBER)))
                .containsExactly("The", "U.S.", "well-known", "3.5", ".", "7", "8-9", "a");
    }

    @Test
    void columnsByNumberOfAConlluFileSkipWhatIsNoWord() {
        Dataset data = given.read("reader: conllu\ntrain: train.conllu\nfields: {words: {column: 2}}");
        assertThat(words(data)).containsExactly("I", "do", "n't", "Go", "I");
    }

    @Test
    void rowsOfUnequalCellsAreRefused() throws IOException {
        String whole = line("1", "a", "DET");
        given.file("less.conllu", whole + "2\tdog\tNOUN\tNN\t_\t0\t_\t_\t_\n")
                .file("more.conllu", whole + "2\tdog\t_\tNOUN\tNN\t_\t0\t_\t_\t_\t_\n")
                .file("plain.conll", "a\tX\nb\tY\nc\tY\tZ\n")
                .file("mixed.conll", "a\tX\nb Y\nc\tY\n");
        assertThat(given.problems("reader: conllu\ntrain: less.conllu" + FIELDS))
                .contains("this row has 9 columns, CoNLL-U has 10", "less.conllu:2:1");
        assertThat(given.problems("reader: conllu\ntrain: more.conllu" + FIELDS))
                .contains("this row has 11 columns, CoNLL-U has 10", "more.conllu:2:1");
        assertThat(given.problems("reader: conllu\ntrain: plain.conll\n" + BY_NUMBER))
                .contains("this row has 3 columns, the others have 2", "plain.conll:3:1");
        assertThat(given.problems("reader: conllu\ntrain: mixed.conll\n" + BY_NUMBER))
                .contains("this row is separated by spaces, the others by tabs", "mixed.conll:2:1");
    }

    @ParameterizedTest
    @CsvSource({
        "x, 'x' is not the number of a word",
        "3, word 3 follows word 1",
        "3-4, the words 3-4 do not begin after word 1",
        "2.1, the empty node 2.1 does not follow word 2",
        "1..2, '1..2' is not the number of a word"
    })
    void idsAreChecked(String id, String problem) throws IOException {
        given.file("ids.conllu", line("1", "a", "DET") + line(id, "b", "DET") + line("2", "c", "DET"));
        assertThat(given.problems("reader: conllu\ntrain: ids.conllu" + FIELDS)).contains(problem, "ids.conllu:2:1");
    }

    @Test
    void runsOfSpacesSeparateAndDocumentLinesAreLeftOut() throws IOException {
        given.file("ner.conll", """
                -DOCSTART- -X- O

                # NN I-NP
                U.S.   NNP B-LOC
                  3.5  CD  O

                -DOCSTART- -X- O

                b      X   Y
                """);
        Dataset data = given.read("reader: conllu\ntrain: ner.conll\nfields: {words: {column: 1}, tags: {column: 3}}");
        assertThat(words(data)).containsExactly("#", "U.S.", "3.5", "b");
        assertThat(data.examples(Split.TRAIN)).hasSize(2);
        assertThat(data.leftOut()).singleElement().asString().contains("2 lines '-DOCSTART-'", "ner.conll");
        assertThat(Dataset.restore(data.state()).leftOut()).isEqualTo(data.leftOut());
    }

    @Test
    void wordsAreComparedInNormalFormC() throws IOException {
        given.file("nfc.conll", "caf\u00e9\tX\ncafe\u0301\tX\n");
        Dataset data = given.read("reader: conllu\ntrain: nfc.conll\n" + BY_NUMBER);
        assertThat(data.examples(Split.TRAIN).get(0).values().get("words")).containsExactly(1, 1);
        assertThat(Unit.CHAR.split("e\u0301a")).containsExactly("\u00e9", "a");
    }

    private static final String NUMBERS = """
            reader: conllu
            train: n.conll
            fields:
              words: {column: 1}
              weight: {column: 2, type: number, standardise: true}
              again: {column: 2, type: number}
              mood: {comment: mood, type: number, default: 7}
            """;

    @Test
    void numbersPerWordAndPerSentence() throws IOException {
        given.file("n.conll", "# mood = 2.5\na 1\nb 3\n\na 5\n");
        Recipe recipe = given.recipe(NUMBERS);
        Dataset data = recipe.read();
        Example first = data.examples(Split.TRAIN).get(0);
        assertThat(first.values().get("again")).containsExactly(1, 3);
        assertThat(first.values().get("mood")).containsExactly(2.5f);
        assertThat(data.examples(Split.TRAIN).get(1).values().get("mood")).containsExactly(7);
        assertThat(data.fields().get("weight").standardisation().orElseThrow().mean())
                .containsExactly(3.0);
        assertThat(data.fields().get("weight").type())
                .isEqualTo(recipe.outline().get(1).type());
        assertThat(first.values().get("weight")[1]).isZero();
        Dataset restored = Dataset.restore(data.state());
        assertThat(restored.fields()).isEqualTo(data.fields());
        Set<String> needed = Set.of("words", "weight", "mood");
        Source file = new Source("in.conll", "a 1\nb 3\n");
        Encoder encoder = new Encoder(recipe, restored.fields(), needed);
        Example read =
                encoder.encode(recipe.inputs(file, "conll", needed).get(0)).example();
        assertThat(read.values().get("weight")).isEqualTo(first.values().get("weight"));
        assertThat(read.values().get("mood")).containsExactly(7);
        assertThat(recipe.encode("a b", restored.fields()).values()).containsOnlyKeys("words");
    }

    @Test
    void aMissingNumberIsAnErrorUnlessThereIsADefault() throws IOException {
        given.file("n.conll", "a 1\nb _\nc x\n\n# mood = low\na 1\n");
        assertThat(given.problems(NUMBERS))
                .contains("field 'again': the number is missing ('_')", "n.conll:2:3", "default: 0")
                .contains("field 'again': 'x' is not a finite number", "n.conll:3:3")
                .contains("field 'mood': 'low' is not a finite number", "n.conll:5:10");
        given.file("n.conll", "a 1\nb _\n");
        Dataset data =
                given.read(NUMBERS.replace("number}", "number, default: -1}").replace("true}", "true, default: 0}"));
        assertThat(data.examples(Split.TRAIN).get(0).values().get("again")).containsExactly(1, -1);
        assertThat(given.problems(NUMBERS.replace("column: 1", "column: 1, default: 0")))
                .contains("unknown key 'default'");
    }
}
