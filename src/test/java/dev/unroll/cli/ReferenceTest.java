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

/** {@code unroll ops [NAME]} and the like: the reference, whose examples are models that can be checked. */
class ReferenceTest {
    private static final String SPANS = """
            data:
              reader: conllu
              train: none.conllu
              valid: none.conllu
              fields: {words: {column: form, vocabulary: {}}, tags: {column: upos, vocabulary: {}}}
            """;

    @TempDir
    private Path folder;

    static Stream<String> all() throws IOException {
        return Stream.of("ops", "cells", "readers", "optimizers", "schedules", "metrics", "initialisers")
                .flatMap(ReferenceTest::names);
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
        if (example.startsWith("s'")) { // an equation of a cell
            return """
                    cells:
                      wrapper(cell):
                        state: {s: cell}
                        equations:
                          %s
                        output: s'
                    equations:
                      h: rnn(wrapper(lstm(8)), x)
                    """.formatted(example);
        }
        if (example.contains("all(")) {
            return """
                    cells:
                      attend():
                        equations:
                          %s
                        output: r
                    equations:
                      h: rnn(attend(), x)
                    """.formatted(example);
        }
        return switch (verb) {
            case "readers" -> example + "\nparameters: {w: [3]}\nequations:\n  y: 2 * w\n";
            case "optimizers", "schedules" -> example;
            case "metrics" ->
                """
                    equations:
                      scores: affine(embed(words, 8), to=tags)
                      error: cross_entropy(scores, tags)
                      %s
                    %s
                    %s
                    """.formatted(
                                example.contains("answer") ? "answer: affine(last(x), to=target)" : "",
                                // Spans are of B- and I- labels, which the classes of random data do not have.
                                example.contains("span_f1") ? SPANS : "",
                                example);
            default ->
                (example.contains("highway") ? "functions: {\"highway(z)\": \"z + tanh(affine(z))\"}\n" : "")
                        + """
                    equations:
                    %s
                      s: last(g)
                      a: affine(x, to=4)
                      b: affine(x, to=4)
                      %s
                    """.formatted(
                                        example.contains("(h") || example.contains(" h")
                                                ? "  h: rnn(lstm(8), x)\n  g: h"
                                                : "  g: x",
                                        example);
        };
    }

    @ParameterizedTest
    @CsvSource({
        "ops, sigmod, did you mean 'sigmoid'?",
        "cells, gruu, did you mean 'gru'?",
        "readers, conlu, did you mean 'conllu'?",
        "optimizers, adm, did you mean 'adam'?",
        "schedules, cosin, did you mean 'cosine'?",
        "metrics, acuracy, did you mean 'accuracy'?",
        "initialisers, gloro, did you mean 'glorot'?",
        "optimizers, newton, 'known: sgd, rmsprop, adagrad, adam, adamw'"
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
        assertThat(unroll("optimizers").out()).contains("  adagrad  gradients divided");
        assertThat(unroll("schedules").out()).contains("  cosine            cosine decay down to a floor");
        assertThat(unroll("metrics").out()).contains("  accuracy(a, b, where=, weights=)", "  perplexity(x, where");
        assertThat(unroll("initialisers").out()).contains("  orthogonal()       a matrix with orthonormal");
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

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "readers | fasta | examples/reader/Fasta.java | train",
                "optimizers | lion | examples/optimizer/Lion.java | a number from 0 to 0.9999",
                "metrics | within | examples/metric/Within.java | the share of numbers",
                "schedules | stairs | Stairs.java | every  default 3  a whole number of at least 1",
                "initialisers | flat_top | FlatTop.java | the same number in the first column"
            })
    void plugInsAreListedAndDescribed(String verb, String name, String file, String described) throws IOException {
        Path source = Path.of(file);
        if (!file.startsWith("examples")) {
            source = Files.writeString(folder.resolve(file), file.equals("Stairs.java") ? STAIRS : FLAT_TOP);
        }
        assertThat(unroll(verb, "--ops", source).out()).contains("  " + name, "(" + source + ")");
        assertThat(unroll(verb, name, "--ops", source).out())
                .startsWith(name)
                .contains("(" + source + ")")
                .contains(described);
        JsonNode entry =
                unroll(verb, name, "--ops", source, "--json").json().get(verb).get(0);
        assertThat(entry.get("name").asText()).isEqualTo(name);
        assertThat(entry.get("about").asText()).endsWith("(" + source + ")");
        Path op = Path.of("examples/scalar-op/Swish.java");
        assertThat(unroll(verb, name, "--ops", op).err()).startsWith("error: unknown ");
    }

    private static final String STAIRS = """
            import dev.unroll.plugin.Bounds;
            import dev.unroll.train.optimizer.Schedule;
            public record Stairs(@Bounds(min = 1) int every) implements Schedule {
                public Stairs() { this(3); }
                public String about() { return "halved every so many epochs"; }
                public double factor(Moment moment) { return Math.pow(0.5, moment.epoch() / every); }
            }
            """;
    private static final String FLAT_TOP = """
            import dev.unroll.model.Initialiser;
            import dev.unroll.tensor.Shape;
            import java.util.Random;
            public record FlatTop(double value) implements Initialiser {
                public FlatTop() { this(1); }
                public String about() { return "the same number in the first column"; }
                public float[] draw(Shape shape, Random random) {
                    float[] values = new float[shape.size()];
                    values[0] = (float) value;
                    return values;
                }
            }
            """;

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
