package dev.unroll.data;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TextReaderTest {
    @TempDir
    Path folder;

    private Given given;

    @BeforeEach
    void files() throws IOException {
        given = new Given(folder)
                .file("a.txt", "abcabcd\nab")
                .file("words.txt", "the cat\nthe dog\n")
                .file("more.txt", "the fox\n");
    }

    @Test
    void charactersPredictTheNext() {
        Dataset data = given.read("reader: text\ntrain: a.txt\nwindow: 4");
        assertThat(data.window()).hasValue(4);
        Example text = data.examples(Split.TRAIN).get(0);
        assertThat(text.length()).isEqualTo(9);
        float[] now = text.values().get("text");
        float[] next = text.values().get("next");
        for (int t = 0; t < 8; t++) {
            assertThat(next[t]).isEqualTo(now[t + 1]);
        }
        assertThat(data.fields().get("text").type().classes()).isEqualTo(6);
        assertThat(data.has(Split.VALID)).isFalse();
    }

    @Test
    void withoutCarryWindowsAreExamples() {
        Dataset data = given.read("reader: text\ntrain: a.txt\nwindow: 4\ncarry: false\nfields: {text: x, next: y}");
        assertThat(data.window()).isEmpty();
        assertThat(data.examples(Split.TRAIN).stream().map(Example::length)).containsExactly(4, 4, 1);
        assertThat(data.fields()).containsOnlyKeys("x", "y");
    }

    @Test
    void asWordsALineEndIsAWord() {
        String spec = "reader: text\ntrain: words.txt\nvalid: more.txt\nunit: word";
        Recipe recipe = given.recipe(spec);
        Dataset data = recipe.read();
        assertThat(data.fields().get("text").vocabulary().orElseThrow().entries())
                .containsExactly("<unk>", "<eos>", "the", "cat", "dog");
        assertThat(data.examples(Split.VALID).get(0).values().get("text")).containsExactly(2, 0);
        assertThat(recipe.encode("the\ndog", data.fields()).values().get("text"))
                .containsExactly(2, 1, 4);
        assertThat(recipe.join(List.of("the", "cat", "<eos>", "the", "dog"))).isEqualTo("the cat\nthe dog");
        assertThat(recipe.join(List.of("<eos>", "the", "<eos>", "<eos>", "cat", "<eos>")))
                .isEqualTo("\nthe\n\ncat\n");
    }

    @Test
    void isRestoredWithoutTheText() {
        Recipe recipe = given.recipe("reader: text\ntrain: a.txt");
        Dataset data = recipe.read();
        Dataset restored = Dataset.restore(data.state());
        assertThat(restored.fields()).isEqualTo(data.fields());
        assertThat(restored.window()).hasValue(50);
        assertThat(recipe.encode("cab", restored.fields()).values().get("text"))
                .isEqualTo(recipe.encode("cab", data.fields()).values().get("text"));
    }

    @Test
    void knowsItsFieldsWithoutTheFile() {
        assertThat(given.recipe("reader: text\ntrain: nowhere.txt").outline())
                .extracting(Field::name)
                .containsExactly("text", "next");
        assertThat(given.recipe("reader: text\ntrain: nowhere.txt").outline()).allMatch(Field::placeholder);
    }

    @Test
    void badFiles() throws IOException {
        given.file("empty.txt", "").file("one.txt", "x");
        given.file("latin.txt", new byte[] {'o', 'k', '\n', 'c', 'a', 'f', (byte) 0xE9, '\n'});
        assertThat(given.problems("reader: text\ntrain: nowhere.txt\nvalid: empty.txt"))
                .contains("nowhere.txt' does not exist", "--set data.train=PATH", "model.yaml:2:8")
                .contains("empty.txt' is empty", "model.yaml:3:8");
        assertThat(given.problems("reader: text\ntrain: .")).contains("is a directory");
        assertThat(given.problems("reader: text\ntrain: one.txt")).contains("nothing to predict");
        assertThat(given.problems("reader: text\ntrain: latin.txt"))
                .contains("byte 0xE9 at offset 6", "latin.txt:2:4", "save the file as UTF-8");
        assertThat(given.problems("reader: text")).contains("missing key 'train'");
    }

    @Test
    void aByteOrderMarkIsNotText() throws IOException {
        given.file("bom.txt", "\uFEFFab");
        assertThat(given.read("reader: text\ntrain: bom.txt")
                        .fields()
                        .get("text")
                        .vocabulary()
                        .orElseThrow()
                        .entries())
                .containsExactly("<unk>", "a", "b");
    }

    @Test
    void aClosedVocabularySaysWhatItLacks() {
        String spec = "reader: text\nunit: word\ntrain: words.txt\nvalid: more.txt\nvocabulary: {unknown: false}";
        assertThat(given.problems(spec)).contains("'fox' of field 'text' does not occur in training", "more.txt:1:5");
    }

    @Test
    void documentsAreTextsOfTheirOwn() throws IOException {
        given.file("d.txt", "ab\ncd\n\n \nef\n---\ng\n");
        String spec = "reader: text\ntrain: d.txt\nwindow: 3\nvocabulary: {unknown: false}\n";
        assertThat(texts(spec + "documents: line")).containsExactly("ab", "cd", "ef", "---", "g");
        assertThat(texts(spec + "documents: blank_line")).containsExactly("ab\ncd", "ef\n---\ng");
        assertThat(texts(spec + "documents: mark\nmark: '---'")).containsExactly("ab\ncd\n\n \nef", "g");
        assertThat(texts(spec + "documents: blank_line\ncarry: false"))
                .containsExactly("ab\n", "cd", "ef\n", "---", "\ng");
        assertThat(given.read(spec + "documents: line").window()).hasValue(3);
        assertThat(given.problems(spec + "documents: mark")).contains("needs 'mark'", "model.yaml:5:12");
        assertThat(given.problems(spec + "mark: x")).contains("only with documents: mark");
    }

    /** What is read of each example; the last step, a line end of a document, is only predicted. */
    private List<String> texts(String spec) {
        Dataset data = given.read(spec);
        Field field = data.fields().get("text");
        return data.examples(Split.TRAIN).stream()
                .map(example -> {
                    StringBuilder text = new StringBuilder();
                    for (float index : example.values().get("text")) {
                        text.append(field.label((int) index));
                    }
                    return text.toString();
                })
                .toList();
    }
}
