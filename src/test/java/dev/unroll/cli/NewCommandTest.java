package dev.unroll.cli;

import static dev.unroll.cli.Answer.unroll;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** {@code unroll new}: what it writes is right, runs, and overwrites nothing. */
class NewCommandTest {
    @TempDir
    private Path folder;

    static List<String> templates() {
        return Template.names();
    }

    @ParameterizedTest
    @MethodSource("templates")
    void everyTemplateCanBeCheckedAndTrained(String template) throws IOException {
        Answer written = unroll("new", folder.resolve("mine"), "--from", template);
        assertThat(written.status()).as(written.err()).isZero();
        assertThat(written.out()).contains("mine.yaml", "next:  ./unroll train ");
        Path spec = folder.resolve("mine.yaml");
        assertThat(spec)
                .content()
                .contains("model: mine\n", "./unroll train " + spec)
                .doesNotContain("NAME", "SPEC");

        Answer checked = unroll("check", spec);
        assertThat(checked.status()).isZero();
        assertThat(checked.err()).isEmpty();

        List<Object> train = new ArrayList<>(List.of(
                "train", spec, "--run", folder.resolve("run"), "--set", "train.epochs=1", "--set", "sizes.units=8"));
        switch (template) {
            case "classifier" -> train.addAll(List.of("--set", "data.languages=[de, fr]"));
            case "cell" -> train.addAll(List.of("--set", "data.train=64"));
            default -> train.addAll(List.of("--set", "train.steps=4"));
        }
        Answer trained = unroll(train.toArray());
        assertThat(trained.status()).as(trained.err()).isZero();
        assertThat(trained.err()).doesNotContain("warning").doesNotContain("error");
    }

    @Test
    void classifiesWhereNothingElseIsAsked() throws IOException {
        JsonNode json = unroll("new", folder.resolve("mine"), "--json").json();
        assertThat(json.get("template").asText()).isEqualTo("classifier");
        assertThat(json.get("files")).hasSize(1);
        assertThat(json.get("files").get(0).asText())
                .isEqualTo(folder.resolve("mine.yaml").toString());
    }

    @Test
    void overwritesNothing() throws IOException {
        Path data = Files.writeString(folder.resolve("mine.csv"), "precious");
        Answer answer = unroll("new", folder.resolve("mine"), "--from", "forecaster");
        assertThat(answer.status()).isEqualTo(1);
        assertThat(answer.err()).contains("mine.csv' exists and is not overwritten");
        assertThat(data).hasContent("precious");
        assertThat(folder.resolve("mine.yaml")).doesNotExist();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "mine.yaml | give it without the ending, 'mine'",
                "2nd       | '2nd' is not a valid model name: use letters A to Z",
                "a b       | 'a b' is not a valid model name",
                "..        | '..' is not a valid model name"
            })
    void aNameIsAName(String name, String message) {
        Answer answer = unroll("new", name);
        assertThat(answer.status()).isEqualTo(2);
        assertThat(answer.err()).contains(message);
    }

    @Test
    void whatItNeedsMustBeThere() {
        assertThat(unroll("new", folder.resolve("none/mine")).err()).contains("there is no folder", "mkdir -p ");
        Answer answer = unroll("new", folder.resolve("mine"), "--from", "tager");
        assertThat(answer.status()).isEqualTo(2);
        assertThat(answer.err()).contains("unknown template 'tager', did you mean 'tagger'?");
        assertThat(unroll("new", "mine", "--from", "gan").err()).contains("templates are classifier, tagger, ");
    }
}
