package dev.unroll.cli;

import static dev.unroll.cli.Answer.unroll;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.unroll.run.Stream;
import dev.unroll.train.Run;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The command line as a person or a program meets it. */
class CommandsTest {
    private static final String ADDING = """
            model: sums
            about: Two numbers to add
            data: {reader: adding, length: 8, train: 64, valid: 16, test: 16}
            equations:
              h: rnn(lstm(6), inputs)     # remembers
              answer: affine(last(h), to=target)
            loss: squared_error(answer, target)
            metrics: {mse: "mean_squared_error(answer, target)"}
            predict: {target: answer}
            train: {optimizer: adam(rate=0.01), batch: 16, epochs: 2, seed: 3}
            """;

    private static final String CHARACTERS = """
            model: letters
            data: {reader: text, train: text.txt, window: 8}
            equations:
              h: rnn(gru(8), embed(text, 4))
              scores: affine(h, to=next)
            loss: cross_entropy(scores, next)
            predict: {next: argmax(scores)}
            train: {batch: 4, epochs: 1}
            """;

    private static final String LABELS = """
            model: labels
            data:
              reader: table
              header: false
              train: train.tsv
              test: train.tsv
              fields: {kind: {column: 1, type: label}, word: {column: 2}}
            equations:
              scores: affine(max_over_time(rnn(lstm(8), embed(word, 4))), to=kind)
            loss: cross_entropy(scores, kind)
            predict: {kind: argmax(scores)}
            train: {batch: 2, epochs: 2}
            """;

    @TempDir
    private Path folder;

    private Path file(String name, String text) throws IOException {
        return Files.writeString(folder.resolve(name), text);
    }

    @Test
    void checkShowsValuesAndParameters() throws IOException {
        Answer answer = unroll("check", file("sums.yaml", ADDING));
        assertThat(answer.status()).isZero();
        assertThat(answer.out())
                .contains("sums: Two numbers to add", "remembers", "h.f.x", "answer.bias", "ok")
                .contains("step", "sequence");
    }

    @Test
    void checkAnswersInJson() throws IOException {
        JsonNode json = unroll("check", file("sums.yaml", ADDING), "--json").json();
        assertThat(json.get("ok").asBoolean()).isTrue();
        assertThat(json.get("model").asText()).isEqualTo("sums");
        assertThat(json.get("parameters").asLong()).isEqualTo(4 * (2 * 6 + 6 * 6 + 6) + 6 + 1);
        assertThat(json.get("values").get(0).get("rows").asText()).isEqualTo("steps");
        assertThat(json.get("values").get(0).get("shape").get(0).asInt()).isEqualTo(6);
        assertThat(json.get("flops_per_token").asLong()).isEqualTo(3 * 2 * 4 * (2 * 6 + 6 * 6));
        assertThat(json.get("memory_bytes").asLong()).isPositive();
    }

    @Test
    void checkWithoutDataReadsNoFile() throws IOException {
        Path spec = file("labels.yaml", LABELS);
        Answer answer = unroll("check", spec, "--no-data");
        assertThat(answer.status()).isZero();
        assertThat(answer.out()).contains("one of kind", "[word, 4]");
    }

    @Test
    void missingDataDoesNotHideOtherMistakes() throws IOException {
        Path spec = file("labels.yaml", LABELS.replace("lstm(8)", "lstn(8)"));
        Answer answer = unroll("check", spec);
        assertThat(answer.status()).isEqualTo(1);
        assertThat(answer.err()).contains("train.tsv", "unknown cell 'lstn'", "did you mean 'lstm'?");
    }

    @Test
    void trainsEvaluatesPredictsAndGoesOn() throws IOException {
        Path spec = file("labels.yaml", LABELS);
        file("train.tsv", "a\tfoo\nb\tbar\na\tfoe\nb\tbaz\n");
        Path run = folder.resolve("run");
        JsonNode trained =
                unroll("train", spec, "--run", run, "--json", "--threads", 1).json();
        assertThat(trained.get("ok").asBoolean()).isTrue();
        assertThat(trained.get("epochs").asInt()).isEqualTo(2);
        assertThat(trained.get("steps").asInt()).isEqualTo(4);
        assertThat(trained.get("test").get("loss").asDouble()).isPositive();
        for (String name : List.of("spec.yaml", "metrics.jsonl", "model.safetensors", "checkpoint")) {
            assertThat(run.resolve(name)).exists();
        }

        Answer measured = unroll("eval", run);
        assertThat(measured.status()).isZero();
        assertThat(measured.out()).contains("loss");

        JsonNode predicted = unroll("predict", run, "foo", "--json").json();
        assertThat(predicted.get("predictions").get(0).get("kind").asText()).isIn("a", "b");
        assertThat(unroll("predict", run, "foo").out()).contains("foo");

        assertThat(unroll("train", spec, "--run", run).err()).contains("--resume");
        Answer resumed = unroll("train", spec, "--run", run, "--resume", "--set", "train.epochs=3", "--json");
        assertThat(resumed.json().get("epochs").asInt()).isEqualTo(3);
    }

    @Test
    void generatesText() throws IOException {
        Path spec = file("letters.yaml", CHARACTERS);
        file("text.txt", "the cat sat on the mat. ".repeat(20));
        Path run = folder.resolve("run");
        assertThat(unroll("train", spec, "--run", run).status()).isZero();
        Answer once = unroll("generate", run, "--prompt", "the", "--length", 20, "--seed", 5);
        assertThat(once.status()).isZero();
        assertThat(once.out()).startsWith("the").hasSize(24);
        assertThat(unroll("generate", run, "--prompt", "the", "--length", 20, "--seed", 5)
                        .out())
                .isEqualTo(once.out());
        assertThat(unroll("generate", run, "--length", 0).status()).isEqualTo(2);

        Stream stream = Run.open(run).stream(Set.of("predict:next"), 2);
        stream.input("text")[0] = 1;
        stream.step();
        assertThat(stream.output("predict:next")).hasSize(2);
    }

    @Test
    void generatesWordsBehindThoseOfThePrompt() throws IOException {
        Path spec = file("words.yaml", CHARACTERS.replace("window: 8", "window: 8, unit: word"));
        file("text.txt", "the cat sat\n\non the mat\n".repeat(20));
        Path run = folder.resolve("run");
        assertThat(unroll("train", spec, "--run", run).status()).isZero();
        Answer answer = unroll("generate", run, "--prompt", "the cat", "--length", 40, "--temperature", 2);
        assertThat(answer.out()).matches("(?s)the cat[ \n].*").doesNotContain("<eos>");
        assertThat(unroll("generate", run, "--length", 40, "--temperature", 2).out())
                .doesNotContain("<eos>")
                .doesNotStartWith(" ");
    }

    @Test
    void aSpecWithoutLossIsMeasuredAsAStream() throws IOException {
        String text = """
                model: asked
                data: {reader: random, length: 5, train: 3, fields: {text: {classes: 9}, x: {features: 2, per: sequence}}}
                equations:
                  h: rnn(lstm(4), concat(embed(text, 3), x))
                  scores: affine(h, to=text)
                """;
        Path spec = file("asked.yaml", text);
        JsonNode json = unroll("bench", spec, "--seconds", 0.05, "--json").json();
        assertThat(json.get("flops_per_token").asLong()).isEqualTo(2 * (4 * 4 * (5 + 4) + 4 * 9));
        assertThat(json.get("tokens_per_second").asDouble()).isPositive();
        assertThat(json.get("phases").get("products").asDouble()).isPositive();
        assertThat(unroll("bench", spec, "--seconds", 0.05).out()).startsWith("streaming, one step a call: ");

        Answer both = unroll("bench", file("both.yaml", text.replace("rnn(", "birnn(")), "--seconds", 0.05);
        assertThat(both.status()).isEqualTo(1);
        assertThat(both.err()).contains("'h.backward' runs in reverse", "both.yaml:4:3", "cannot be streamed");
        Answer mean = unroll("bench", file("mean.yaml", text.replace("affine(h", "affine(mean_over_time(h)")));
        assertThat(mean.err()).contains("'sum_over_time' needs all steps at once", "mean.yaml:5:3");
    }

    @Test
    void aSpecWithoutLossCannotBeTrained() throws IOException {
        Path spec = file("sums.yaml", ADDING.replace("loss: squared_error(answer, target)\n", ""));
        assertThat(unroll("check", spec).status()).isZero();
        Answer answer = unroll("train", spec, "--run", folder.resolve("run"));
        assertThat(answer.status()).isEqualTo(1);
        assertThat(answer.err()).contains("loss");
        assertThat(folder.resolve("run")).doesNotExist();
    }

    @Test
    void aStepThatLeavesTheNumbersIsNoEpoch() throws IOException {
        Path spec = file("sums.yaml", ADDING.replace("adam(rate=0.01)", "sgd(rate=1e36)"));
        Path run = folder.resolve("run");
        Answer answer = unroll("train", spec, "--run", run, "--set", "train.batch=64", "--json");
        assertThat(answer.status()).isEqualTo(1);
        assertThat(answer.codes()).containsExactly("U401");
        assertThat(answer.out()).contains("the loss became infinite after epoch 1");
        assertThat(run.resolve("model.safetensors")).doesNotExist();
    }

    /** What a stranger's spec says is all it can say: nothing of the machine gets into it. */
    @Test
    void aSpecIsDataAlone() throws IOException {
        Path spec = file("letters.yaml", CHARACTERS.replace("text.txt", "'${HOME}/$(id).txt'"));
        assertThat(unroll("check", spec).err()).contains("/${HOME}/$(id).txt' does not exist");
    }

    @Test
    void jsonHasNoInfinity() {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        PrintStream stream = new PrintStream(out, true, StandardCharsets.UTF_8);
        new Terminal(stream, stream, Screen.NONE)
                .json("metrics", Map.of("a", Double.POSITIVE_INFINITY, "b", Double.NaN, "c", 1.5));
        assertThat(out.toString(StandardCharsets.UTF_8)).contains("\"a\" : null", "\"b\" : null", "\"c\" : 1.5");
    }

    @Test
    void failuresAreDocumentsInJson() throws IOException {
        Answer answer = unroll("check", file("sums.yaml", ADDING.replace("last(h)", "lst(h)")), "--json");
        assertThat(answer.status()).isEqualTo(1);
        assertThat(answer.err()).isEmpty();
        JsonNode diagnostic = answer.json().get("diagnostics").get(0);
        assertThat(answer.json().get("ok").asBoolean()).isFalse();
        assertThat(diagnostic.get("severity").asText()).isEqualTo("error");
        assertThat(diagnostic.get("line").asInt()).isEqualTo(6);
        assertThat(diagnostic.get("column").asInt()).isEqualTo(18);
        assertThat(diagnostic.get("hint").asText()).contains("last");
        assertThat(diagnostic.get("code").asText()).startsWith("U1");
        assertThat(diagnostic.fieldNames())
                .toIterable()
                .containsExactly("severity", "code", "message", "file", "line", "column", "hint");
    }

    @ParameterizedTest
    @ValueSource(strings = {"eval", "predict", "generate"})
    void whatIsNoRunIsRefused(String verb) {
        Answer answer = unroll(verb, folder.resolve("nothing"));
        assertThat(answer.status()).isEqualTo(1);
        assertThat(answer.err()).contains("error:").contains("nothing");
        assertThat(unroll(verb, folder).status()).isEqualTo(1);
    }

    @Test
    void wrongUsageIsToldApart() {
        assertThat(unroll().status()).isEqualTo(2);
        assertThat(unroll("trian").err()).contains("unknown verb 'trian'", "did you mean 'train'?");
        assertThat(unroll("train", "x.yaml", "--resume").status()).isEqualTo(2);
        assertThat(unroll("train", "x.yaml", "--threads", "0").status()).isEqualTo(2);
        assertThat(unroll("eval", "x", "--split", "tests").status()).isEqualTo(2);
        assertThat(unroll("--help").status()).isZero();
    }

    @Test
    void wrongUsageIsADocumentInJson() throws IOException {
        Answer answer = unroll("check", "x.yaml", "--sett", "a=b", "--json");
        assertThat(answer.status()).isEqualTo(2);
        assertThat(answer.err()).isEmpty();
        assertThat(answer.json().get("diagnostics").get(0).get("hint").asText()).contains("did you mean '--set'?");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "check a b | one argument too many: 'b'",
                "check | missing required parameter: 'SPEC'",
                "eval x --split trian | unknown part 'trian', did you mean 'train'?",
                "generate x --length two | 'two' is not a whole number",
                "generate x --length 0 | --length must be at least 1",
                "generate x --temperature -1 | --temperature must be a number from 0 on",
                "predict x text --input file | either TEXT or --input FILE",
                "bench x --threads 0 | --threads must be at least 1",
                "bench x --seconds 0 | --seconds must be",
                "check x --set | --set",
                "--set | unknown option '--set'",
                "check a b | quote texts with blanks",
                "train x --epochs 3 | such as --set train.epochs=3",
                "predict x -ly | put -- before a text that starts with -",
                "help trian | did you mean 'train'?"
            })
    void wrongUsageSaysWhatIsWrong(String line, String message) {
        Answer answer = unroll((Object[]) line.split(" "));
        assertThat(answer.status()).isEqualTo(2);
        assertThat(answer.out()).isEmpty();
        assertThat(answer.err()).startsWith("error: ").contains(message, "--help");
    }

    @Test
    void theVersionIsWhatAReportBeginsWith() {
        Answer answer = unroll("--version");
        assertThat(answer.status()).isZero();
        assertThat(answer.out()).matches("Unroll .*, Java .*, (vector|plain) kernels\\R");
    }

    @Test
    void sizesThatAreNotReadHaveNames() throws IOException {
        JsonNode json = unroll("check", file("labels.yaml", LABELS), "--no-data", "--json")
                .json();
        assertThat(json.get("without_sizes").toString()).isEqualTo("[\"kind\",\"word\"]");
        assertThat(json.get("parameters").asLong()).isEqualTo(4 * (4 * 8 + 8 * 8 + 8));
        assertThat(json.get("values").get(0).get("shape").toString()).isEqualTo("[\"kind\"]");
    }

    @Test
    void aMissingDataFileHidesNothingElse() throws IOException {
        Answer answer = unroll("check", file("labels.yaml", LABELS));
        assertThat(answer.status()).isEqualTo(1);
        assertThat(answer.out()).contains("8 × kind").doesNotContain("\nok");
        assertThat(answer.err()).contains("train.tsv", "--set data.train=PATH");
    }

    @Test
    void predictsTheLinesOfAFile() throws IOException {
        Path spec = file("labels.yaml", LABELS);
        file("train.tsv", "a\tfoo\nb\tbar\na\tfoe\nb\tbaz\n");
        Path run = folder.resolve("run");
        assertThat(unroll("train", spec, "--run", run, "--set", "train.epochs=1")
                        .out())
                .contains("next:  ./unroll predict");
        Answer answer = unroll("predict", run, "--input", file("lines.txt", "foo\n\nbar\n"));
        assertThat(answer.status()).isZero();
        assertThat(answer.out().lines()).hasSize(2).allMatch(line -> line.matches("  (foo|bar)  [ab]  [01]\\.\\d\\d"));

        Path damaged = Files.write(folder.resolve("damaged.txt"), new byte[] {'a', '\n', (byte) 0xFF});
        assertThat(unroll("predict", run, "--input", damaged).err()).contains("byte 0xFF at offset 2");
        assertThat(unroll("predict", run, "--input", file("empty.txt", "\n")).err())
                .contains("is empty");
        assertThat(unroll("predict", run, "--input", folder).err()).contains("is a directory");
        assertThat(unroll("predict", run, "--input", folder.resolve("none")).err())
                .contains("does not exist");
        assertThat(unroll("generate", run).err()).contains("does not generate text");
        assertThat(unroll("eval", run, "--split", "valid").err()).contains("has no part 'valid'");
        assertThat(unroll("train", spec, "--run", run, "--resume", "--set", "equations.scores=affine(word)")
                        .status())
                .isEqualTo(1);
    }

    @Test
    void graphsPrintAtEveryStage() throws IOException {
        Path spec = file("sums.yaml", ADDING);
        assertThat(unroll("graph", spec, "--stage", "model").out())
                .contains("scan {", "scan reversed {", "output loss");
        assertThat(unroll("graph", spec).out()).contains("contract", "output gradient:h.f.x");
        assertThat(unroll("graph", spec, "--stage", "fuse").status()).isEqualTo(2);
    }

    @Test
    void checkCountsTheSetsOfWeightsOfAFunctionAndShowsClasses() throws IOException {
        file("train.tsv", "a\tfoo\nb\tbar\na\tfoe\nb\tbaz\n");
        Path spec = file(
                "owners.yaml",
                LABELS.replace("equations:", "functions: {\"layer(x)\": \"tanh(affine(x, to=3))\"}\nequations:")
                        .replace("loss:", "  one: layer(embed(word, 2))\n  two: layer(embed(word, 2))\nloss:"));
        Answer answer = unroll("check", spec);
        assertThat(answer.out()).contains("layer(x)  2 sets of weights, one for each call", "owners.yaml:");
        assertThat(answer.out()).containsPattern("kind +'a', 'b'").containsPattern("word +'<unk>', 'o', 'a', 'b'");
        JsonNode json = unroll("check", spec, "--json").json();
        assertThat(json.get("functions").get(0).get("sets_of_weights").asInt()).isEqualTo(2);
        assertThat(json.get("classes").get("kind").toString()).isEqualTo("[\"a\",\"b\"]");
    }
}
