package dev.unroll.cli;

import static dev.unroll.cli.Answer.unroll;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** {@code unroll ops|cells|readers|optimizers [NAME]}: the reference, whose examples are models that can be checked. */
class ReferenceTest {
    @TempDir
    private Path folder;

    static Stream<String> all() throws IOException {
        return Stream.of("ops", "cells", "readers", "optimizers").flatMap(ReferenceTest::names);
    }

    private static Stream<String> names(String verb) {
        return entries(verb).map(entry -> verb + " " + entry.get("name").asText());
    }

    private static Stream<JsonNode> entries(String... words) {
        try {
            JsonNode document = unroll(
                            Stream.concat(Stream.of(words), Stream.of("--json")).toArray())
                    .json();
            String kinds = words[0].equals("ops") ? "functions" : words[0];
            assertThat(document.get("ok").asBoolean()).isTrue();
            return Stream.of(new ObjectMapper().convertValue(document.get(kinds), JsonNode[].class));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @ParameterizedTest
    @MethodSource("all")
    void everyExampleIsRight(String words) throws IOException {
        String verb = words.split(" ")[0];
        JsonNode entry = entries(words.split(" ")).findFirst().orElseThrow();
        String example = entry.get("example").asText();
        assertThat(example).contains(entry.get("name").asText());
        Path spec = Files.writeString(folder.resolve("mine.yaml"), Fragments.complete(part(verb, example)));
        Answer answer = unroll("check", spec, "--no-data");
        assertThat(answer.status()).as(answer.err()).isZero();
        assertThat(unroll((Object[]) words.split(" ")).out())
                .contains(example.lines().findFirst().orElseThrow());
    }

    private static String part(String verb, String example) {
        return switch (verb) {
            case "readers" -> example + "\nparameters: {w: [3]}\nequations:\n  y: 2 * w\n";
            case "optimizers" -> example;
            default ->
                """
                    equations:
                    %s
                      s: last(g)
                      a: affine(x, to=4)
                      b: affine(x, to=4)
                      %s
                    """.formatted(
                        example.contains("(h") || example.contains(" h") ? "  h: rnn(lstm(8), x)\n  g: h" : "  g: x",
                        example);
        };
    }

    @ParameterizedTest
    @CsvSource({
        "ops, sigmod, did you mean 'sigmoid'?",
        "cells, gruu, did you mean 'gru'?",
        "readers, conlu, did you mean 'conllu'?",
        "optimizers, adm, did you mean 'adam'?",
        "optimizers, newton, 'known are sgd, rmsprop, adagrad, adam, adamw'"
    })
    void anUnknownNameGetsTheNearest(String verb, String name, String hint) {
        Answer answer = unroll(verb, name);
        assertThat(answer.status()).isEqualTo(1);
        assertThat(answer.err()).startsWith("error: unknown ").contains("'" + name + "'", hint);
    }

    @Test
    void listsAllInColumns() {
        assertThat(unroll("cells").out()).contains("lstm(units)", "Hochreiter");
        assertThat(unroll("ops").out()).contains("birnn(cell, x, merge=concat", "a cell run in both directions");
        assertThat(unroll("readers").out()).contains("  conllu          sentences");
        assertThat(unroll("optimizers").out()).contains("  adagrad  steps divided");
    }

    @Test
    void describesAFunctionWithItsArguments() {
        assertThat(unroll("ops", "dropout").out()).contains("dropout(x, rate, per=step)\n  features", """

                  x     needed
                  rate  needed
                  per   default step

                Example:
                  d: dropout(""");
    }

    @Test
    void describesReadersAndOptimizersWithTheirKeys() {
        assertThat(unroll("readers", "text").out()).contains("  unit ", "default char", "  vocabulary.min_count ");
        assertThat(unroll("optimizers", "sgd").out()).contains("  momentum ", "  rate ");
        assertThat(entries("readers", "conllu").findFirst().orElseThrow().get("arguments"))
                .extracting(a -> a.get("name").asText())
                .contains("train", "fields.NAME.column");
    }

    @Test
    void aCellIsShownAsItsFile() {
        String text = unroll("cells", "gru").out();
        assertThat(text)
                .startsWith("# yaml")
                .contains("cell: gru(units)")
                .endsWith("# in a model:  h: rnn(gru(128), x)\n");
        List<JsonNode> cells = entries("cells", "gru").toList();
        assertThat(cells).hasSize(1);
        assertThat(cells.get(0).get("usage").asText()).isEqualTo("gru(units)");
        assertThat(cells.get(0).get("arguments").get(0).get("required").asBoolean())
                .isTrue();
    }
}
