package dev.unroll.model;

import static org.assertj.core.api.Assertions.assertThat;

import dev.unroll.diagnostic.Codes;
import dev.unroll.diagnostic.Diagnostic;
import dev.unroll.diagnostic.Diagnostics;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is taken for a size, and what is not. */
class SizesTest {
    private static final String TOPICAL = """
            model: trial
            cells:
              "topical(units, topic)":
                state: {h: units}
                equations: {"h'": "tanh(affine(x, h) + affine(x, to=topic))"}
                output: h
            """;

    private static List<Diagnostic> problems(String text) {
        Diagnostics diagnostics = new Diagnostics();
        Trial.build(text, false, diagnostics);
        return diagnostics.list();
    }

    /** Fields per sequence and per step, an index, an equation and a parameter: none of them is the number of its width. */
    @ParameterizedTest
    @ValueSource(strings = {"whole", "y", "kind", "words", "e", "W", "concat(whole, whole)", "whole[0:2]", "2 * price"})
    void aValueGivenToACellIsRefused(String value) {
        List<Diagnostic> problems = problems(TOPICAL + """
                parameters: {W: [2, 3]}
                equations:
                  e: affine(x, to=4)
                  w: x @ W
                  h: rnn(topical(5, %s), concat(e, w))
                predict: {h: h}
                """.formatted(value));
        assertThat(problems).anySatisfy(d -> {
            assertThat(d.code()).isEqualTo(Codes.SIZE);
            assertThat(d.message())
                    .contains("'topic' of topical(units, topic) must be a number", "'" + value + "' is a value");
            assertThat(d.span().orElseThrow().excerpt()).isEqualTo(value);
        });
        assertThat(problems("model: trial\nequations: {h: 'rnn(lstm("
                        + value.replace("W", "y").replace("e", "y") + "), x)'}\npredict: {h: h}\n"))
                .anyMatch(Diagnostic::isError);
    }

    @ParameterizedTest
    @ValueSource(strings = {"embed(words, V)", "affine(x, to=E)", "affine(x, to=V)"})
    void aParameterIsNoSize(String use) {
        assertThat(problems("""
                model: trial
                parameters: {E: [words, 6], V: [2]}
                equations:
                  u: (one_hot(words) @ E)[0:2] * V
                  h: %s
                predict: {h: h, u: u}
                """.formatted(use))).singleElement().satisfies(d -> {
            assertThat(d.code()).isEqualTo(Codes.SIZE);
            assertThat(d.hint().orElseThrow()).contains("embed(ids, E)");
        });
    }

    @Test
    void numbersSizesAndFieldsAreSizes() {
        assertThat(problems("""
                model: trial
                sizes: {units: 4}
                equations:
                  e: embed(words, units * 2 - 1)
                  h: rnn(lstm(units), e)
                  t: affine(h, to=tags)
                  z: affine(h, to=y)
                predict: {t: t, z: z}
                """)).isEmpty();
    }
}
