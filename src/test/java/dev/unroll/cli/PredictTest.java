package dev.unroll.cli;

import static dev.unroll.cli.Answer.unroll;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What goes into {@code predict} in each form that a reader has, and how the answers come out. */
class PredictTest {
    @TempDir
    static Path folder;

    private static Path file(String name, String text) throws IOException {
        return Files.writeString(folder.resolve(name), text);
    }

    private static void train(String name, String spec) throws IOException {
        Answer answer =
                unroll("train", file(name + ".yaml", "model: " + name + "\n" + spec), "--run", folder.resolve(name));
        assertThat(answer.status()).as(answer.err()).isZero();
    }

    @BeforeAll
    static void runs() throws IOException {
        file("table.csv", "id,body,price,kind\n1,abc,1.5,x\n2,ab,2,y\n3,cab,0.5,x\n");
        train("table", """
                data:
                  reader: table
                  train: table.csv
                  fields: {text: {column: body, unit: char}, price: {type: number}, kind: {type: label}}
                equations:
                  h: last(rnn(lstm(4), embed(text, 3)))
                  scores: affine(h, price, to=kind)
                loss: cross_entropy(scores, kind)
                predict: {kind: argmax(scores)}
                train: {epochs: 1}
                """);
        train("text", """
                data: {reader: table, train: table.csv, fields: {text: {column: body}, price: {type: number}}}
                equations: {z: 'affine(last(rnn(gru(4), embed(text, 3))), to=1)'}
                loss: squared_error(z, price)
                predict: {z: z}
                train: {epochs: 1}
                """);
        StringBuilder sentences = new StringBuilder();
        for (String word : "the dog barks loudly".split(" ")) {
            sentences
                    .append(word)
                    .append("\tX\t")
                    .append(word.length() > 4 ? "LONG" : "SHORT")
                    .append("\n");
        }
        file("two.conll", sentences + "\n" + sentences);
        train("words", """
                data:
                  reader: conllu
                  train: two.conll
                  fields: {words: {column: 1}, pos: {column: 2}, tags: {column: 3, vocabulary: {}}}
                equations:
                  h: birnn(gru(4), concat(embed(words, 3), embed(pos, 2)))
                  scores: affine(h, to=tags)
                loss: cross_entropy(scores, tags)
                predict: {tags: argmax(scores)}
                train: {epochs: 1}
                """);
        StringBuilder rows = new StringBuilder("date,a,b\n");
        for (int i = 0; i < 40; i++) {
            rows.append("2024-01-01 %02d:00,%d,%.1f\n"
                    .formatted(i % 24, i % 5, 1e-5 * (i % 3))
                    .replace("2024-01-01 ", i < 24 ? "2024-01-01 " : "2024-01-02 "));
        }
        file("series.csv", rows.toString());
        train("series", """
                data: {reader: series, file: series.csv, targets: [b, a], window: 6, horizon: 3}
                equations: {z: 'affine(last(rnn(lstm(4), inputs)), to=target)'}
                loss: squared_error(z, target)
                predict: {target: z}
                train: {epochs: 1}
                """);
    }

    private static JsonNode json(Object... words) throws IOException {
        Answer answer = unroll(words);
        assertThat(answer.status()).as(answer.err() + answer.out()).isZero();
        return answer.json().get("predictions");
    }

    @Test
    void aTableIsAnsweredAsObjectCsvTsvAndJsonLines() throws IOException {
        Path run = folder.resolve("table");
        String object = "{\"body\": \"cab\", \"price\": 2.5}";
        JsonNode direct = json("predict", run, object, "--json").get(0);
        for (Path same : new Path[] {
            file("in.csv", "n,price,body\n7,2.5,cab\n"),
            file("in.tsv", "price\tbody\tn\n2.5\tcab\t7\n"),
            file("in.jsonl", object + "\n"),
            file("in.txt", object + "\n")
        }) {
            JsonNode read = json("predict", run, "--input", same, "--json").get(0);
            assertThat(read.get("kind_probability").asDouble())
                    .as(same.toString())
                    .isEqualTo(direct.get("kind_probability").asDouble());
        }
        assertThat(json("predict", run, "--input", file("other.dat", "price,body\n2.5,cab\n"), "--as", "csv", "--json"))
                .hasSize(1);
    }

    @Test
    void aTextAloneIsNotEnoughWhereNumbersAreReadAsWell() throws IOException {
        Answer answer = unroll("predict", folder.resolve("table"), "cab");
        assertThat(answer.status()).isEqualTo(1);
        assertThat(answer.err())
                .contains("a text is not enough: the model reads 'price' as well")
                .contains("write a JSON object such as {\"body\": ")
                .doesNotContain("bug");
        assertThat(unroll("predict", folder.resolve("table"), "{\"body\": \"cab\", \"prize\": 1}")
                        .err())
                .contains("the input has no 'price'", "did you mean 'prize'?");
    }

    /** With one text field, a JSON line was taken for the text itself. */
    @Test
    void aJsonLineIsReadAndNotTakenForTheText() throws IOException {
        Path run = folder.resolve("text");
        double direct = json("predict", run, "abc", "--json").get(0).get("z").asDouble();
        assertThat(json("predict", run, "{\"body\": \"abc\"}", "--json")
                        .get(0)
                        .get("z")
                        .asDouble())
                .isEqualTo(direct);
        assertThat(json("predict", run, "--input", file("one.jsonl", "{\"body\":\"abc\",\"more\":1}\n"), "--json")
                        .get(0)
                        .get("z")
                        .asDouble())
                .isEqualTo(direct);
        assertThat(unroll("predict", run, "{\"body\": \"abc\"").err()).contains("the input is not a JSON object");
        assertThat(json("predict", run, "{abc}", "--json").get(0).get("input").asText())
                .isEqualTo("{abc}");
    }

    @Test
    void severalTextsAreSeveralInputs() throws IOException {
        JsonNode three = json("predict", folder.resolve("text"), "abc", "b", "ca b", "--json");
        assertThat(three).extracting(node -> node.get("input").asText()).containsExactly("abc", "b", "ca b");
    }

    @Test
    void sentencesWithTwoColumnsOfWords() throws IOException {
        Path run = folder.resolve("words");
        assertThat(unroll("predict", run, "the dog").err())
                .contains("a text is not enough: the model reads 'pos' as well")
                .contains("{\"words\": [");
        JsonNode object = json("predict", run, "{\"words\": \"the dog\", \"pos\": [\"X\", \"X\"]}", "--json")
                .get(0);
        JsonNode read = json("predict", run, "--input", file("in.conll", "the\tX\ndog\tX\n\nbarks\tX\n"), "--json");
        assertThat(read).hasSize(2);
        assertThat(read.get(0).get("tags_probability").toString())
                .isEqualTo(object.get("tags_probability").toString());
        assertThat(read.get(0).get("tokens").toString()).isEqualTo("[\"the\",\"dog\"]");
        assertThat(unroll("predict", run, "{\"words\": \"the dog\", \"pos\": [\"X\"]}")
                        .err())
                .contains("'words' has 2 steps, 'pos' has 1");
    }

    @Test
    void aForecastIsATableWithItsTimes() throws IOException {
        Path run = folder.resolve("series");
        JsonNode target = json("predict", run, "--input", folder.resolve("series.csv"), "--json")
                .get(0)
                .get("target");
        assertThat(target).hasSize(3);
        assertThat(target.get(0).get("time").asText()).isEqualTo("2024-01-02 16:00");
        assertThat(target.get(2).fieldNames()).toIterable().containsExactly("time", "b", "a");
        Answer text = unroll("predict", run, "--input", folder.resolve("series.csv"));
        assertThat(text.out().lines()).hasSize(4).first().asString().containsSubsequence("time", "b", "a");
        assertThat(text.out())
                .containsPattern("2024-01-02 17:00 +-?[0-9.e-]+ +-?[0-9.]+")
                .doesNotContain("0.0000");
        JsonNode rows = json("predict", run, "[[0,0],[0,1],[0,2],[0,3],[0,4],[0,0]]", "--json")
                .get(0)
                .get("target");
        assertThat(rows.get(1).get("time").asText()).isEqualTo("+2");
        assertThat(unroll("predict", run, "[[0, 1]]").err()).contains("'inputs' has 1 rows, and the model reads 6");
    }

    @Test
    void theBestLabelsAndWhatWasNeverSeen() throws IOException {
        Path run = folder.resolve("table");
        String object = "{\"body\": \"z\u00f6ab\", \"price\": 1}";
        Answer answer = unroll("predict", run, object, "--top", "5");
        assertThat(answer.out()).containsPattern("(x 0\\.\\d\\d, y 0\\.\\d\\d|y 0\\.\\d\\d, x 0\\.\\d\\d)");
        assertThat(answer.err()).contains("2 of 'text' were never seen in training, in 1 of 1 inputs");
        JsonNode json = json("predict", run, object, "--top", "5", "--json").get(0);
        assertThat(json.get("unknown").get("text").asInt()).isEqualTo(2);
        assertThat(json.get("kind_top")).hasSize(2);
        double sum = json.get("kind_top").get(0).get("probability").asDouble()
                + json.get("kind_top").get(1).get("probability").asDouble();
        assertThat(sum).isCloseTo(1, within(1e-6));
        assertThat(unroll("predict", run, object, "--top", "0").status()).isEqualTo(2);
    }

    @Test
    void csvKeepsTheColumnsOfTheInput() throws IOException {
        Path in = file("keep.csv", "n,price,body\n7,2.5,cab\n8,1,a\n");
        Answer answer = unroll("predict", folder.resolve("table"), "--input", in, "--format", "csv");
        assertThat(answer.out().lines()).hasSize(3);
        assertThat(answer.out())
                .startsWith("n,price,body,kind,kind_probability\n7,2.5,cab,")
                .contains("\n8,1,a,");
        Answer tokens = unroll(
                "predict", folder.resolve("words"), "--format", "csv", "{\"words\": \"the dog\", \"pos\": \"X X\"}");
        assertThat(tokens.out()).startsWith("input,token,tags,tags_probability\n1,the,");
        Answer series =
                unroll("predict", folder.resolve("series"), "--input", folder.resolve("series.csv"), "--format", "csv");
        assertThat(series.out()).startsWith("time,b,a\n2024-01-02 16:00,");
    }

    @ParameterizedTest
    @ValueSource(doubles = {6e-6, -0.00012345, 0.5, 12345.678, 1.5e12, 0})
    void numbersKeepFourDigits(double number) {
        String text = Answers.number(number);
        assertThat(Double.parseDouble(text)).isCloseTo(number, within(Math.abs(number) * 5e-4 + 1e-300));
        assertThat(text).doesNotContain("E");
    }
}
