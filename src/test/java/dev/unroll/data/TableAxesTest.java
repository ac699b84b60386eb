package dev.unroll.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.unroll.diagnostic.Source;
import dev.unroll.graph.Rows;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Columns of a table with a value per step. */
class TableAxesTest {
    private static final String FIELDS = """

            fields:
              words: {unit: word}
              tags: {type: label, axis: words}
              scores: {type: number, axis: words, features: 2, standardise: true}
              place: {type: number, features: 3}
            """;

    @TempDir
    Path folder;

    private Given given;

    @BeforeEach
    void files() throws IOException {
        given = new Given(folder)
                .file("a.jsonl", """
                        {"words": ["a", "b c"], "tags": ["X", "Y"], "scores": [[1, 2], [3, 4]], "place": [7, 8, 9]}
                        {"words": "a", "tags": "Y", "scores": [[5, 0]], "place": [1, 2, 3]}
                        """)
                .file("a.csv", "words,tags,lemmas,weights,place\na b,X Y,c d,1 2.5,1 2 3\nb,Y,d,-1,4 5 6\n");
    }

    @Test
    void listsOfJsonLinesAreSteps() {
        Recipe recipe = given.recipe("reader: table\ntrain: a.jsonl" + FIELDS);
        Dataset data = recipe.read();
        Example first = data.examples(Split.TRAIN).get(0);
        assertThat(first.length()).isEqualTo(2);
        assertThat(first.values().get("tags")).containsExactly(1, 0);
        assertThat(first.values().get("place")).containsExactly(7, 8, 9);
        assertThat(data.fields().get("words").vocabulary().orElseThrow().entries())
                .containsExactly("<unk>", "a", "b c");
        Field scores = data.fields().get("scores");
        assertThat(scores.type()).hasToString("words [2]");
        assertThat(scores.standardisation().orElseThrow().mean()).containsExactly(3.0, 2.0);
        float[] scaled = first.values().get("scores");
        assertThat(scores.standardisation().orElseThrow().unscale(1, scaled[3])).isCloseTo(4, within());
        assertThat(recipe.outline().get(2).type()).isEqualTo(scores.type());
        assertThat(Dataset.restore(data.state()).fields()).isEqualTo(data.fields());
    }

    private static org.assertj.core.data.Offset<Double> within() {
        return org.assertj.core.api.Assertions.within(1e-6);
    }

    private static final String ALIGNED = """
            reader: table
            train: a.csv
            fields:
              words: {unit: word}
              lemmas: {unit: word, axis: words}
              tags: {type: label, axis: words}
              weights: {type: number, axis: words}
              place: {type: number, features: 3}
            """;

    @Test
    void cellsOfCsvAreCutAtSpaces() {
        Example first = given.read(ALIGNED).examples(Split.TRAIN).get(0);
        assertThat(first.length()).isEqualTo(2);
        assertThat(first.values().get("lemmas")).hasSize(2);
        assertThat(first.values().get("tags")).containsExactly(1, 0);
        assertThat(first.values().get("weights")).containsExactly(1, 2.5f);
        assertThat(first.values().get("place")).containsExactly(1, 2, 3);
    }

    @Test
    void trainingCutsAllColumnsOfTheAxis() {
        Dataset data = given.read(ALIGNED + "max_length: 1\nvalid: a.csv\n");
        Example cut = data.examples(Split.TRAIN).get(0);
        assertThat(cut.length()).isEqualTo(1);
        assertThat(cut.values().get("weights")).containsExactly(1);
        assertThat(cut.values().get("place")).hasSize(3);
        assertThat(data.examples(Split.VALID).get(0).values().get("weights")).hasSize(2);
    }

    @Test
    void aTableMayHaveNoText() throws IOException {
        given.file("n.jsonl", "{\"x\": [1, 2, 3], \"y\": [0, 1, 0]}\n");
        String spec = "reader: table\ntrain: n.jsonl\n"
                + "fields: {x: {type: number, axis: time}, y: {type: label, axis: time}}";
        Recipe recipe = given.recipe(spec);
        Dataset data = recipe.read();
        assertThat(data.fields().values()).extracting(f -> f.type().rows()).containsOnly(Rows.axis("time"));
        assertThat(data.examples(Split.TRAIN).get(0).values().get("x")).containsExactly(1, 2, 3);
        assertThatThrownBy(() -> recipe.encode("1 2", data.fields()))
                .hasMessageContaining("this data has no text column");
    }

    @Test
    void textsHaveAxesOfTheirOwn() {
        String spec =
                "reader: table\ntrain: a.csv\nfields: {words: {unit: word}, lemmas: {}, weights: {type: number, axis: words}}";
        Recipe recipe = given.recipe(spec);
        Dataset data = recipe.read();
        assertThat(data.fields().values())
                .extracting(f -> f.type().rows().path())
                .containsExactly("words", "lemmas", "words");
        Example first = data.examples(Split.TRAIN).get(0);
        assertThat(first.lengths().get(Rows.axis("words"))).containsExactly(2);
        assertThat(first.lengths().get(Rows.axis("lemmas"))).containsExactly(3);
        assertThat(Dataset.restore(data.state()).fields()).isEqualTo(data.fields());
        Encoder both = new Encoder(recipe, data.fields(), Set.of("words", "lemmas"));
        Example typed = both.encode(Input.parse("{\"words\": \"a b\", \"lemmas\": \"c d\"}"))
                .example();
        assertThat(typed.lengths().get(Rows.axis("lemmas"))).containsExactly(3);
        assertThatThrownBy(() -> both.encode(Input.parse("{\"words\": \"a b\"}")))
                .hasMessageContaining("the input has no 'lemmas'");
        assertThatThrownBy(() -> both.encode(Input.parse("a b")))
                .hasMessageContaining("a text is not enough: the model reads 'lemmas' as well");
        assertThat(new Encoder(recipe, data.fields(), Set.of("words"))
                        .encode(Input.parse("a b"))
                        .example()
                        .lengths())
                .containsOnlyKeys(Rows.axis("words"));
    }

    @Test
    void eachAxisIsCut() {
        Dataset data =
                given.read("reader: table\ntrain: a.csv\nmax_length: 2\nfields: {words: {unit: word}, lemmas: {}}");
        Example second = data.examples(Split.TRAIN).get(1);
        assertThat(second.lengths().get(Rows.axis("words"))).containsExactly(1);
        assertThat(data.examples(Split.TRAIN).get(0).lengths().get(Rows.axis("lemmas")))
                .containsExactly(2);
    }

    @Test
    void misspeltAxesAreSuggested() {
        assertThat(given.problems(
                        ALIGNED.replace("tags: {type: label, axis: words}", "tags: {type: label, axis: wrods}")))
                .contains("no text has the axis 'wrods'", "did you mean 'words'?");
        assertThat(given.problems("reader: table\ntrain: a.csv\nfields: {batch: {column: words}}"))
                .contains("an axis cannot be called 'batch'", "axis: NAME");
    }

    /** Words and their phonemes as they are. */
    @Test
    void readsPronunciations() {
        Path file = Given.SHARED.toAbsolutePath().resolve("g2p/train/fre.tsv");
        Assumptions.assumeTrue(Files.exists(file), "the pronunciations are not beside the project");
        Dataset data = given.read("reader: table\ntrain: " + file
                + "\nheader: false\nfields: {word: {column: 1}, phonemes: {column: 2, unit: word}}");
        Example abby = data.examples(Split.TRAIN).get(1);
        assertThat(abby.lengths().get(Rows.axis("word"))).containsExactly(4);
        assertThat(abby.lengths().get(Rows.axis("phonemes"))).containsExactly(3);
        assertThat(data.fields().get("phonemes").label(Math.round(abby.values().get("phonemes")[1])))
                .isEqualTo("b");
    }

    @Test
    void stepsOfARowMustAgree() throws IOException {
        given.file("short.csv", "words,tags,lemmas,weights,place\na b,X Y,c d,1 2,1 2 3\na b,Y,d,1 x,1 2\n")
                .file("lists.jsonl", """
                        {"words": ["a", ""], "tags": ["X", "Y"], "scores": [[1, 2], [3, 4]], "place": [7, 8, 9]}
                        {"words": ["a"], "tags": [["X"]], "scores": [[1]], "place": 7}
                        {"words": ["a"], "tags": [null], "scores": [[1]], "place": 7}
                        {"words": [], "tags": ["X"], "scores": [[1, [2]]], "place": [1, 2, 3]}
                        """);
        assertThat(given.problems(ALIGNED.replace("a.csv", "short.csv")))
                .contains("'tags' has 1 step here, 'words' has 2", "short.csv:3:5")
                .contains("columns on the axis 'words' need one value for each step")
                .contains("'x' is not a finite number", "short.csv:3:9")
                .contains("'place' has 2 numbers, and the field has features: 3");
        assertThat(given.problems("reader: table\ntrain: lists.jsonl" + FIELDS))
                .contains("step 2 of 'words' is empty", "lists.jsonl:1:2")
                .contains("'tags' must be a list of texts, and a list is in it")
                .contains("step 1 of 'scores' has 1 number, and the field has features: 2")
                .contains("'place' has 1 number, and the field has features: 3")
                .contains("'tags' must be a text, a number or a list of these", "lists.jsonl:3:1")
                .contains(
                        "the text is empty: a sequence needs a step",
                        "step 1 of 'scores' has a list in place of a number");
        assertThat(given.problems("reader: table\ntrain: a.jsonl\n"
                        + "fields: {words: {unit: word}, tags: {type: label}, scores: {type: number, axis: words}}"))
                .contains("'tags' is a list: give the field an axis")
                .contains("step 1 of 'scores' has 2 numbers, and the field has features: 1");
    }

    @Test
    void inputsAreReadLikeTheData() throws IOException {
        Recipe recipe = given.recipe(ALIGNED);
        Dataset restored = Dataset.restore(recipe.read().state());
        Set<String> needed = Set.of("words", "lemmas", "weights", "place");
        Encoder encoder = new Encoder(recipe, restored.fields(), needed);
        Source file = new Source("in.csv", Files.readString(folder.resolve("a.csv")));
        List<Input.Row> rows = recipe.inputs(file, "csv", needed);
        assertThat(rows).hasSize(2).allMatch(row -> row.place().isPresent());
        Example example = encoder.encode(rows.get(0)).example();
        Example trained = recipe.read().examples(Split.TRAIN).get(0);
        needed.forEach(name -> assertThat(example.values().get(name))
                .as(name)
                .isEqualTo(trained.values().get(name)));
        Input typed = Input.parse(
                "{\"words\": \"a b\", \"lemmas\": [\"c\", \"d\"], \"weights\": [1, 2.5], \"place\": [1, 2, 3]}");
        assertThat(encoder.encode(typed).example().values().get("weights")).containsExactly(1, 2.5f);
        assertThatThrownBy(() -> encoder.encode(Input.parse(
                        "{\"words\": \"a b\", \"lemmas\": [\"c\"], \"weights\": [1, 2.5], \"place\": [1, 2, 3]}")))
                .hasMessageMatching("(?s).*'\\w+' has \\d steps, '\\w+' has \\d.*");
        assertThatThrownBy(() -> encoder.encode(Input.parse(
                        "{\"words\": \"a\", \"lemmas\": \"c\", \"weights\": [null], \"place\": [1, 2, 3]}")))
                .hasMessageContaining("is not a finite number");
    }

    /** The chorales as lists of numbers: the number of voices that sound at each step. */
    @Test
    void readsTheChorales() throws IOException {
        Path file = Given.SHARED.resolve("jsb-chorales/jsb-chorales-quarter.json");
        Assumptions.assumeTrue(Files.exists(file), "the chorales are not beside the project");
        StringBuilder lines = new StringBuilder();
        int steps = 0;
        for (var piece :
                dev.unroll.report.EditorYaml.JSON.readTree(file.toFile()).get("train")) {
            lines.append("{\"voices\": [");
            for (int t = 0; t < piece.size(); t++) {
                lines.append(t == 0 ? "" : ", ").append(piece.get(t).size());
                steps++;
            }
            lines.append("]}\n");
        }
        given.file("jsb.jsonl", lines.toString());
        Dataset data = given.read("reader: table\ntrain: jsb.jsonl\nfields: {voices: {type: number, axis: time}}");
        assertThat(data.examples(Split.TRAIN)).hasSize(229);
        assertThat(data.examples(Split.TRAIN).stream().mapToInt(Example::length).sum())
                .isEqualTo(steps);
    }
}
