package dev.unroll.cli;

import static dev.unroll.cli.Answer.unroll;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.unroll.run.Stream;
import dev.unroll.train.Run;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The verbs on models whose data has several axes: next to each other, or one within another. */
class AxesAnswersTest {
    @TempDir
    Path folder;

    private Path file(String name, String text) throws IOException {
        return Files.writeString(folder.resolve(name), text);
    }

    private Path trained(String spec) throws IOException {
        Path run = folder.resolve("run");
        Answer answer = unroll("train", file("m.yaml", "model: m\n" + spec), "--run", run);
        assertThat(answer.status()).as(answer.err()).isZero();
        return run;
    }

    private static Answer done(Object... words) {
        Answer answer = unroll(words);
        assertThat(answer.status()).as(answer.err() + answer.out()).isZero();
        return answer;
    }

    private void sentences() throws IOException {
        String line = "%d\t%s\t_\t%s\t_\t_\t_\t_\t_\t_\n";
        file(
                "a.conllu",
                line.formatted(1, "cats", "NOUN")
                        + line.formatted(2, "eat", "VERB")
                        + "\n"
                        + line.formatted(1, "eats", "VERB")
                        + "\n");
    }

    private static final String SPELLING = """
            data:
              reader: conllu
              train: a.conllu
              valid: a.conllu
              fields:
                words: {column: form}
                letters: {column: form, chars: true}
                copies: {column: form, chars: true}
                tags: {column: upos}
            equations:
              signs: rnn(gru(3), embed(letters, 2))
              scores: affine(rnn(gru(3), concat(embed(words, 2), last(signs))), to=tags)
              spelt: affine(signs, to=copies)
            loss: {tags: "cross_entropy(scores, tags)", spelling: "cross_entropy(spelt, copies)"}
            predict: {tags: argmax(scores), copies: argmax(spelt)}
            train: {epochs: 1}
            """;

    @Test
    void answersOnNestedAxes() throws IOException {
        sentences();
        Path run = trained(SPELLING);
        for (Object input : new Object[] {"eat cats", "{\"words\": [\"eat\", \"cats\"]}"}) {
            JsonNode answer = done("predict", run, input, "--json").json().at("/predictions/0");
            assertThat(answer.at("/tokens/tags").toString()).isEqualTo("[\"eat\",\"cats\"]");
            assertThat(answer.at("/tokens/copies").toString())
                    .isEqualTo("[[\"e\",\"a\",\"t\"],[\"c\",\"a\",\"t\",\"s\"]]");
            assertThat(answer.get("tags")).hasSize(2);
            assertThat(answer.get("copies")).hasSize(2);
            assertThat(answer.get("copies").get(0)).hasSize(3);
            assertThat(answer.at("/copies_probability/1")).hasSize(4);
        }
        assertThat(done("predict", run, "eat").out().lines().filter(line -> line.matches(" +eat +\\S+ +0\\.\\d\\d")))
                .hasSize(1);
        assertThat(done("predict", run, "eat cats", "--top", "2", "--json")
                        .json()
                        .at("/predictions/0/copies_top/1"))
                .hasSize(4);
        done("eval", run, "--split", "valid");
        done("report", run, "-o", folder.resolve("report.html"));
        JsonNode lines = findings(run).at("/valid/worst/0/lines");
        assertThat(lines).as(findings(run).toString()).hasSize(2);
        assertThat(lines.get(0).get("steps")).hasSameSizeAs(lines.get(0).get("truth"));
        assertThat(lines.get(1).get("steps")).hasSameSizeAs(lines.get(1).get("truth"));
    }

    @Test
    void checkShowsTheTree() throws IOException {
        sentences();
        Path spec = file("m.yaml", "model: m\n" + SPELLING);
        assertThat(done("check", spec).out())
                .contains("axes  sequence > words > chars\n")
                .containsPattern("FLOPs per (word|character) and [0-9,]+ per (word|character) in training");
        JsonNode document = done("check", spec, "--json").json();
        assertThat(document.get("axes").toString()).isEqualTo("[\"words\",\"words/chars\"]");
        assertThat(document.at("/flops_per_axis/words").asInt()
                        + document.at("/flops_per_axis").path("words/chars").asInt())
                .isEqualTo(document.get("flops_per_token").asInt())
                .isPositive();
    }

    private static JsonNode findings(Path run) throws IOException {
        return dev.unroll.report.EditorYaml.JSON.readTree(
                run.resolve("findings.json").toFile());
    }

    @Test
    void twoTexts() throws IOException {
        file("a.csv", "question,answer,same\nab,abc d,yes\nba,b,no\n");
        Path run = trained("""
                data:
                  reader: table
                  train: a.csv
                  valid: a.csv
                  fields:
                    question: {}
                    answer: {vocabulary: {share: question}}
                    same: {type: label}
                networks: {"encode(s)": "last(rnn(gru(3), embed(s, 2)))"}
                equations: {scores: "affine(concat(encode(question), encode(answer)), to=same)"}
                loss: cross_entropy(scores, same)
                predict: {same: argmax(scores)}
                train: {epochs: 1}
                """);
        JsonNode answer = done("predict", run, "{\"question\": \"ab\", \"answer\": \"b a\"}", "--json")
                .json()
                .at("/predictions/0");
        assertThat(answer.has("tokens")).isFalse();
        assertThat(answer.get("same").isTextual()).isTrue();
        assertThat(unroll("predict", run, "ab").err())
                .contains("a text is not enough: the model reads 'answer' as well", "\"answer\": [");
        assertThat(unroll("predict", run, "{\"question\": \"ab\"}").err()).contains("the input has no 'answer'");
        assertThat(done("predict", run, "--input", folder.resolve("a.csv")).out())
                .containsPattern("ab +abc d");
        done("eval", run, "--split", "valid");
        done("report", run, "-o", folder.resolve("report.html"));
        JsonNode worst = findings(run).at("/valid/worst/0");
        assertThat(worst.get("steps")).isNotEmpty();
        assertThat(worst.at("/texts/answer")).isNotEmpty();
        assertThat(done("check", folder.resolve("m.yaml")).out())
                .contains("axes  sequence > question, sequence > answer\n");
    }

    @Test
    void rowsToForecast() throws IOException {
        StringBuilder rows = new StringBuilder("a,b,plan\n");
        for (int i = 0; i < 60; i++) {
            rows.append("%d,%d,%d\n".formatted(i % 5, i % 7, i % 2));
        }
        Path csv = file("s.csv", rows.toString());
        Path run = trained("""
                data: {reader: series, file: s.csv, targets: [a, b], future: [plan], window: 6, horizon: 3, horizon_axis: true}
                equations:
                  seen: last(rnn(gru(4), inputs))
                  z: affine(rnn(gru(4), concat(future, seen)), to=target)
                loss: squared_error(z, target)
                metrics: {mae: "mean_absolute_error(z, target)"}
                predict: {target: z}
                train: {epochs: 1}
                """);
        JsonNode answer = done("predict", run, "--input", csv, "--json").json().at("/predictions/0");
        assertThat(answer.get("target")).hasSize(3);
        assertThat(answer.at("/target/2/time").asText()).isEqualTo("+3");
        assertThat(answer.at("/target/2/b").isNumber()).isTrue();
        assertThat(answer.has("tokens")).isFalse();
        JsonNode shown = findings(run).at("/valid/worst/0");
        assertThat(shown.at("/lines/0/truth")).hasSize(3);
        assertThat(shown.at("/history/a")).hasSize(6);
        done("eval", run, "--split", "valid");
    }

    /** A model whose single axis is not called steps runs step by step, and is measured so. */
    @Test
    void axesWithOtherNamesAreStreamed() throws IOException {
        file("a.csv", "text,kind\nab,x\nba,y\n");
        Path run = trained("""
                data: {reader: table, train: a.csv, valid: a.csv, fields: {text: {}, copy: {column: text, axis: text}, kind: {type: label}}}
                equations: {h: "rnn(gru(3), embed(text, 2))", scores: "affine(h, to=copy)"}
                loss: cross_entropy(scores, copy)
                predict: {copy: argmax(scores)}
                train: {epochs: 1}
                """);
        done("generate", run, "--prompt", "a", "--length", "3");
        done("inspect", run, "ab");
        done("bench", folder.resolve("m.yaml"), "--seconds", "0.2");
        Run opened = Run.open(run);
        Stream stream = opened.network().stream(Set.of("value:scores"), opened.weights(), 1);
        stream.input("text")[0] = 1;
        stream.step();
        float[] first = stream.output("value:scores").clone();
        stream.step();
        assertThat(stream.output("value:scores")).isNotEqualTo(first);
    }

    /** Files of a part are overridden one by one, and a run finds them again. */
    @Test
    void parallelFiles() throws IOException {
        file("a.en", "the cat\nit sleeps\n");
        file("a.de", "die Katze\nsie schläft tief\n");
        Path spec = file("m.yaml", """
                model: m
                data:
                  reader: parallel
                  train: {source: a.en, target: no.de}
                  test: {source: a.en, target: a.de}
                  fields: {source: {unit: word}, target: {unit: word}}
                equations:
                  read: last(rnn(gru(3), embed(source, 2)))
                  scores: affine(rnn(gru(3), concat(embed(target, 2), read)), to=target)
                loss: cross_entropy(scores, target)
                predict: {target: argmax(scores)}
                train: {epochs: 1}
                """);
        assertThat(unroll("check", spec).err()).contains("--set data.train.target=PATH");
        Path run = folder.resolve("run");
        done("train", spec, "--run", run, "--set", "data.train.target=" + folder.resolve("a.de"));
        done("eval", run, "--split", "test");
        assertThat(Files.readString(run.resolve("spec.yaml")))
                .contains(folder.resolve("a.en").toString());
        assertThat(unroll("predict", run, "the cat").err())
                .contains("a text is not enough: the model reads 'target' as well");
        file("a.en", "the cat\nit sleeps\nand more\n");
        assertThat(unroll("eval", run, "--split", "test").err()).contains("a.en' has 3 lines", "a.de' has 2");
    }
}
