package dev.unroll.train;

import static org.assertj.core.api.Assertions.assertThat;

import dev.unroll.data.Batches;
import dev.unroll.data.Split;
import dev.unroll.diagnostic.Codes;
import dev.unroll.diagnostic.Diagnostic;
import dev.unroll.diagnostic.Diagnostics;
import dev.unroll.diagnostic.InvalidInput;
import dev.unroll.plugin.Plugins;
import dev.unroll.run.Results;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Classes in equations: by their texts, and not by numbers that change with the data. */
class ClassTextsTest {
    @TempDir
    Path folder;

    @BeforeEach
    void data() throws IOException {
        // 1 is the commoner value of 'right', and so the first of its classes.
        Files.writeString(folder.resolve("a.csv"), """
                text,kind,right,other
                ab,spam,1,ham
                b,ham,1,spam
                abc,ham,0,spam
                c,ham,1,spam
                """);
    }

    private Experiment load(String equations) throws IOException {
        Path spec = Files.writeString(folder.resolve("m.yaml"), """
                model: m
                data:
                  reader: table
                  train: a.csv
                  fields: {text: {}, kind: {type: label}, right: {type: label}, other: {type: label}}
                equations:
                  h: last(rnn(lstm(4), embed(text, 4)))
                """ + equations);
        return Experiment.load(spec, List.of(), Plugins.installed(), new Diagnostics());
    }

    private List<Diagnostic> problems(String equations) throws IOException {
        try {
            load(equations);
            return List.of();
        } catch (InvalidInput e) {
            return e.diagnostics();
        }
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '~',
            value = {
                "kind == 'spam', 1, 0, 0, 0",
                "kind == \"spam\", 1, 0, 0, 0",
                "~\"'spam' != kind\"~, 0, 1, 1, 1",
                "right == '1', 1, 1, 0, 1",
                "~where(kind == 'spam', 5, 1)~, 5, 1, 1, 1"
            })
    void aClassIsNamedByItsText(String expression, float a, float b, float c, float d) throws IOException {
        Experiment experiment = load("  z: " + expression + "\npredict: {z: z, h: h}\n");
        Results results = experiment
                .network()
                .evaluate(
                        Set.of("value:z"),
                        experiment.initialWeights(),
                        new Batches(experiment.data(), Split.TRAIN, 4)
                                .once()
                                .get(0)
                                .batch());
        // The batch is sorted by length: abc, ab, b, c.
        assertThat(results.values("value:z")).startsWith(c, a, b, d);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "kind == 'spma' | U111 | 'kind' has no class | did you mean 'spam'?",
                "h == 'spam' | U111 | is a number | ",
                "kind < 'spam' | U111 | by == or != | ",
                "kind == other | U210 | 'kind' is a class of 'kind', but 'other' is a class of 'other' | vocabulary: {share: kind}",
                "kind == 1 | U211 | 'kind' is a class of 'kind' | kind == 'spam'",
                "one_hot(right)[1:2] | U211 | has one feature per class of 'right' | right == '...'",
                "cross_entropy(affine(h, to=kind), other) | U210 | 'other' is a class of 'other' | share"
            })
    void mixturesAreRefused(String expression, String code, String message, String hint) throws IOException {
        assertThat(problems("  z: " + expression + "\npredict: {z: z, h: h}\n"))
                .singleElement()
                .satisfies(d -> {
                    assertThat(d.code()).isEqualTo(code);
                    assertThat(d.message()).contains(message);
                    assertThat(d.hint().orElse("")).contains(hint == null ? "" : hint);
                });
    }

    /** The same classes in the same order by chance: with other data, they would be numbered otherwise. */
    @Test
    void equalClassesOfTwoColumnsAreTwoVocabularies() throws IOException {
        Files.writeString(folder.resolve("a.csv"), """
                text,kind,right,other
                ab,ham,1,ham
                b,ham,1,ham
                abc,spam,0,spam
                """);
        String equation = "  z: kind == other\npredict: {z: z, h: h}\n";
        assertThat(problems(equation)).extracting(Diagnostic::code).containsExactly(Codes.MIXED_CLASSES);
        Path spec = folder.resolve("m.yaml");
        for (String key : List.of("vocabulary: {share: kind}", "column: kind")) {
            String shared = Files.readString(spec).replace("other: {type: label}", "other: {type: label, " + key + "}");
            Files.writeString(spec, shared);
            assertThat(Experiment.load(spec, List.of(), Plugins.installed(), new Diagnostics())
                            .model()
                            .name())
                    .isEqualTo("m");
            problems(equation);
        }
    }

    @Test
    void metricsAreOfOneVocabulary() throws IOException {
        String scores = "  s: affine(h, to=kind)\nloss: cross_entropy(s, kind)\nmetrics: {a: \"accuracy(s, %s)\"}\n";
        assertThat(problems(scores.formatted("kind"))).isEmpty();
        assertThat(problems(scores.formatted("other")))
                .extracting(Diagnostic::code)
                .containsExactly(Codes.MIXED_CLASSES);
        assertThat(problems(
                        "  s: affine(h, to=kind)\nloss: cross_entropy(s, kind)\npredict: {r: \"argmax(s) == kind\"}\n"))
                .isEmpty();
    }
}
