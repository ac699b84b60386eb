package dev.unroll.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.unroll.contract.ModelContract;
import dev.unroll.diagnostic.Diagnostics;
import dev.unroll.diagnostic.Source;
import dev.unroll.graph.Rows;
import dev.unroll.graph.Type;
import dev.unroll.plugin.Plugins;
import dev.unroll.spec.ModelSpec;
import dev.unroll.spec.SpecReader;
import dev.unroll.tensor.Classes;
import dev.unroll.tensor.Shape;
import dev.unroll.tensor.Tensor;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The functions over time and along it, on the only axis and on several. */
class TimeFunctionsTest {
    private static final Rows SOURCE = Rows.axis("source");
    private static final Rows WORDS = Rows.axis("words");
    private static final Map<String, Type> FIELDS = Map.of(
            "source", Type.real(SOURCE, Shape.of(3)),
            "words", Type.index(WORDS, 4),
            "chars", Type.index(WORDS.child("chars"), 5),
            "tags", Type.index(WORDS, 2),
            "whole", Type.real(Rows.BATCH, Shape.of(3)));
    private static final Map<String, Classes> CLASSES = Map.of(
            "words", new Classes("words", List.of("a", "b", "c", "d")),
            "tags", new Classes("tags", List.of("N", "V")));

    /** One sequence of four steps: what an equation computes from price = 1, 3, 2, 5. */
    private static double[] of(String equation) {
        Trial trial = Trial.of("equations:\n  h: " + equation + "\n", 4);
        trial.inputs.get("price").put(0, Tensor.of(4, Shape.SCALAR, new float[] {1, 3, 2, 5}));
        trial.inputs.get("tags").put(0, Tensor.of(4, Shape.SCALAR, new float[] {1, 3, 0, 2}));
        return trial.evaluate().get("value:h").data();
    }

    @Test
    void valuesAreThoseOfOtherSteps() {
        assertThat(of("before(price)")).containsExactly(0, 1, 3, 2);
        assertThat(of("before(price, 2, first=7)")).containsExactly(7, 7, 1, 3);
        assertThat(of("after(price, n=3)")).containsExactly(5, 0, 0, 0);
        assertThat(of("after(price, first=-1)")).containsExactly(3, 2, 5, -1);
        assertThat(of("before(price, 9, first=2)")).containsExactly(2, 2, 2, 2);
        assertThat(of("reverse(price)")).containsExactly(5, 2, 3, 1);
        assertThat(of("reverse(tags)")).containsExactly(2, 0, 3, 1);
        assertThat(of("before(tags)")).containsExactly(4, 1, 3, 0);
        assertThat(of("after(tags, 2)")).containsExactly(0, 2, 4, 4);
        assertThat(of("sum_so_far(price)")).containsExactly(1, 4, 6, 11);
        assertThat(of("position(tags)")).containsExactly(0, 1, 2, 3);
        assertThat(of("length(tags)")).containsExactly(4);
        assertThat(of("argmax_over_time(price)")).containsExactly(3);
        assertThat(of("argmax_over_time(-price)")).containsExactly(0);
        assertThat(of("log_sum_exp_over_time(price)")[0])
                .isCloseTo(Math.log(Math.exp(1) + Math.exp(3) + Math.exp(2) + Math.exp(5)), within(1e-12));
        assertThat(of("sum_over_time(softmax_over_time(price))")[0]).isCloseTo(1, within(1e-12));
    }

    @Test
    void aConvolutionIsCentredAndAnEvenOneLooksFurtherBack() {
        Trial trial = Trial.of("equations:\n  a: conv(price, to=1)\n  b: conv(price, to=1, width=2)\n", 4);
        trial.inputs.get("price").put(0, Tensor.of(4, Shape.SCALAR, new float[] {1, 3, 2, 5}));
        trial.weights.get("a.price").put(0, Tensor.of(1, Shape.of(3, 1), new float[] {100, 10, 1}));
        trial.weights.get("b.price").put(0, Tensor.of(1, Shape.of(2, 1), new float[] {10, 1}));
        trial.weights.get("a.bias").data()[0] = 0;
        trial.weights.get("b.bias").data()[0] = 0.5;
        Map<String, Tensor> values = trial.evaluate();
        assertThat(values.get("value:a").data()).containsExactly(13, 132, 325, 250);
        assertThat(values.get("value:b").data()).containsExactly(1.5, 13.5, 32.5, 25.5);
    }

    private static Optional<Model> build(String text, Diagnostics diagnostics) {
        Optional<ModelSpec> spec =
                SpecReader.tryRead(new Source("model.yaml", "model: m\n" + text), List.of(), diagnostics);
        return spec.flatMap(s -> ModelBuilder.build(
                s, FIELDS, Set.of(), CLASSES, SpecReader.library(), false, Plugins.installed(), diagnostics));
    }

    private static Model model(String text) {
        Diagnostics diagnostics = new Diagnostics();
        Optional<Model> model = build(text, diagnostics);
        assertThat(diagnostics.list()).isEmpty();
        return model.orElseThrow();
    }

    private static String error(String equation) {
        Diagnostics diagnostics = new Diagnostics();
        build("equations:\n  h: " + equation + "\nloss: sum(whole)\n", diagnostics);
        assertThat(diagnostics.list()).hasSize(1);
        return diagnostics.list().get(0).message();
    }

    @Test
    void eachGoesAlongItsOwnAxis() {
        Model model = model("""
                equations:
                  a: max_over_time(conv(embed(chars, 2), to=6))
                  b: before(chars)
                  c: softmax_over_time(source)
                  d: length(chars)
                  e: position(source)
                  f: before(source, first=whole)
                  g: argmax_over_time(one_hot(after(chars)))
                """);
        assertThat(model.values().stream().map(value -> value.name() + " " + value.type()))
                .containsExactly(
                        "a words [6]",
                        "b chars index<6>",
                        "c source [3]",
                        "d words []",
                        "e source []",
                        "f source [3]",
                        "g words [6]");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a: softmax_over_time(sum(source * affine(h)))\n      r: sum_over_time(a * source)",
                "a: softmax_over_time(source * affine(h))\n      r: log_sum_exp_over_time(reverse(a) * after(source, 2))",
                "a: tanh(source + affine(h))\n      r: last(before(a, first=h) + sum_so_far(a) * position(source))",
                "a: conv(source * affine(h), to=3)\n      r: max_over_time(a) / length(source) + argmax_over_time(a)",
            })
    void aCellReadsAnotherAxis(String reads) {
        Model model = model("""
                cells:
                  reader(units, source):
                    state: {h: units}
                    equations:
                      %s
                      h': tanh(affine(x, r, h))
                    output: h'
                equations:
                  e: embed(words, 2)
                  h: rnn(reader(3, source), e)
                loss: sum(h * h)
                """.formatted(reads));
        assertThat(ModelContract.check(model.training().orElseThrow()).faults()).isEmpty();
    }

    @Test
    void anIndexBeyondItsEndsIsAClassOfItsOwn() {
        model("""
                equations:
                  begins: before(tags) == '<begin>'
                  same: before(tags) == tags
                  noun: after(tags) != 'N'
                  ends: after(before(tags)) == '<end>'
                loss: begins + same + noun + ends
                """);
        assertThat(error("before(tags) == after(tags)"))
                .isEqualTo("'before(tags)' is a class of 'tags', but 'after(tags)' is a class of 'tags'");
        assertThat(error("before(tags) == words"))
                .isEqualTo("'before(tags)' is a class of 'tags', but 'words' is a class of 'words'");
        assertThat(error("before(tags, first=1)")).contains("'tags' is an index, which has a class of its own");
    }

    @Test
    void whatDoesNotFitIsReported() {
        assertThat(error("before(whole)")).isEqualTo("before needs a value per step, but 'whole' is one per sequence");
        assertThat(error("before(source, 0)")).contains("'n' must be a number between 1");
        assertThat(error("before(source, first=source)"))
                .isEqualTo(
                        "'first' must be one value for all steps of 'source', but 'source' is one per step of 'source'");
        assertThat(error("before(source, first=one_hot(tags))"))
                .isEqualTo("'first' must be one value for all steps of 'source', but 'one_hot(tags)' is one per word");
        assertThat(error("before(source, first=concat(whole, whole))"))
                .isEqualTo("'source' has 3 features per step of 'source', 'concat(whole, whole)' has 6");
        assertThat(error("conv(tags, to=2)")).contains("'tags' is an index");
        assertThat(error("conv(outer(source, source), to=2)")).contains("conv needs vectors");
        assertThat(error("conv(source, to=2, width=0)")).contains("'width' must be a number");
    }
}
