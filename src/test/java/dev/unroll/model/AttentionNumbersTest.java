package dev.unroll.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.unroll.diagnostic.Diagnostics;
import dev.unroll.diagnostic.Source;
import dev.unroll.graph.Axes;
import dev.unroll.graph.Rows;
import dev.unroll.graph.Type;
import dev.unroll.plugin.Plugins;
import dev.unroll.run.Batch;
import dev.unroll.run.Program;
import dev.unroll.run.Results;
import dev.unroll.run.Weights;
import dev.unroll.spec.ModelSpec;
import dev.unroll.spec.SpecReader;
import dev.unroll.tensor.Packing;
import dev.unroll.tensor.Shape;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Scanner;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Losses and gradients of attention and of nested axes against a separate program in PyTorch 1.13.1, which computes in
 * float64 on padded and masked matrices and knows nothing of ours.
 *
 * <p>Both sides compute weights and inputs from formulas. The k-th parameter in the alphabetical order of their names has
 * at place i (in row-major order) the weight {@code 0.6 sin(0.7 i + 1.3 k + 0.5)}. A real field's number {@code feature}
 * of step {@code t} of sequence {@code b} is {@code cos(1.1 b + 0.7 t + 0.4 feature)}, an index is {@code (2 b + 3 t) mod
 * classes}; characters of the word at {@code t} use {@code b + 5 t} for b. {@code attention_numbers.txt} has lines of model,
 * name and numbers.
 */
class AttentionNumbersTest {
    private static final Rows SOURCE = Rows.axis("source");
    private static final Rows TARGET = Rows.axis("target");
    private static final Rows WORDS = Rows.axis("words");
    private static final Rows CHARS = WORDS.child("chars");

    /** The batch's lengths: unsorted, and in another order on the other axis. */
    private static final Axes PAIRS = Axes.of(3, Map.of(SOURCE, Packing.of(2, 4, 3), TARGET, Packing.of(5, 1, 3)));

    /** Sentences of 2, 3 and 1 words; the words' lengths are those of {@link #SPELLED}. */
    private static final int[] SENTENCES = {2, 3, 1};

    private static final int[][] SPELLED = {{1, 4}, {3, 2, 5}, {2}};

    private static final Map<String, Type> PAIR = Map.of(
            "source", Type.real(SOURCE, Shape.of(2)),
            "before", Type.index(TARGET, 5),
            "target", Type.index(TARGET, 4));

    private static final String CELLS = """
            cells:
              "gated(units)":
                state: {h: units}
                equations:
                  z: sigmoid(affine(x, h))
                  r: sigmoid(affine(x, h))
                  s: r * h
                  g: tanh(affine(x, s))
                  h': z * h + (1 - z) * g
                output: h'
              "remember(units)":
                state: {h: units, c: units}
                equations:
                  i: sigmoid(affine(x, h))
                  f: sigmoid(affine(x, h))
                  g: tanh(affine(x, h))
                  o: sigmoid(affine(x, h))
                  c': f * c + i * g
                  h': o * tanh(c')
                output: h'
            """;

    private enum Case {
        ADDITIVE(PAIRS, PAIR, """
                  "speller(units, memory)":
                    state: {h: units}
                    parameters: {v: [3]}
                    equations:
                      a: softmax_over_time(sum(v * tanh(affine(memory) + affine(h, bias=none))))
                      d: sum_over_time(a * memory)
                      z: sigmoid(affine(x, d, h))
                      g: tanh(affine(x, d, h))
                      h': z * h + (1 - z) * g
                    output: concat(h', d)
                equations:
                  memory: birnn(gated(2), source)
                  read: rnn(speller(4, memory), embed(before, 3))
                  scores: affine(read, to=target)
                loss: cross_entropy(scores, target)
                """),
        DOT(PAIRS, PAIR, """
                  "reader(units, memory)":
                    state: {h: units}
                    equations:
                      h': tanh(affine(x, h))
                      a: softmax_over_time(sum(affine(memory, to=units, bias=none) * h'))
                      d: sum_over_time(a * memory)
                      s: tanh(affine(d, h', to=units))
                    output: s
                equations:
                  memory: rnn(remember(3), source)
                  read: rnn(reader(4, memory), embed(before, 3))
                  scores: affine(read, to=target)
                loss: cross_entropy(scores, target)
                """),
        SELF(PAIRS, PAIR, """
                  "attend(width)":
                    equations:
                      q: affine(x, to=width, bias=none)
                      k: affine(all(x), to=width, bias=none)
                      v: affine(all(x), to=width, bias=none)
                      a: softmax_over_time(sum(q * k) / sqrt(3))
                      d: sum_over_time(a * v)
                    output: d
                equations:
                  e: embed(before, 3)
                  read: e + rnn(attend(3), e)
                  scores: affine(read, to=target)
                loss: cross_entropy(scores, target)
                """),
        CHARACTERS(nested(), Map.of("chars", Type.index(CHARS, 6), "tags", Type.index(WORDS, 4)), """
                equations:
                  letters: embed(chars, 3)
                  signs: birnn(remember(2), letters)
                  h: birnn(gated(2), final(signs, h))
                  scores: affine(h, to=tags)
                loss: cross_entropy(scores, tags)
                """);

        private final Axes axes;
        private final Map<String, Type> fields;
        private final String body;

        Case(Axes axes, Map<String, Type> fields, String body) {
            this.axes = axes;
            this.fields = fields;
            this.body = body;
        }

        private Model model() {
            String text = "model: numbers\n" + CELLS + body;
            Diagnostics diagnostics = new Diagnostics();
            ModelSpec spec = SpecReader.tryRead(new Source("numbers.yaml", text), List.of(), diagnostics)
                    .orElseThrow(() -> new AssertionError(diagnostics.toString()));
            return ModelBuilder.build(
                            spec,
                            fields,
                            Set.of(),
                            Map.of(),
                            SpecReader.library(),
                            false,
                            Plugins.installed(),
                            diagnostics)
                    .orElseThrow(() -> new AssertionError(diagnostics.toString()));
        }

        private Batch batch() {
            Map<String, float[]> values = new LinkedHashMap<>();
            fields.forEach((name, type) -> values.put(name, values(type)));
            return new Batch(axes, values, new long[axes.batch()], 1, 1);
        }

        private float[] values(Type type) {
            Packing packing = axes.packing(type.rows());
            int width = type.isIndex() ? 1 : Math.toIntExact(type.shape().size());
            float[] values = new float[packing.total() * width];
            for (int row = 0; row < packing.total(); row++) {
                int b = packing.parent(row);
                int t = packing.time(row);
                if (type.rows() == CHARS) {
                    Packing words = axes.packing(WORDS);
                    b = words.parent(b) + 5 * words.time(b);
                }
                for (int feature = 0; feature < width; feature++) {
                    values[row * width + feature] = type.isIndex()
                            ? (2 * b + 3 * t) % type.classes()
                            : (float) Math.cos(1.1 * b + 0.7 * t + 0.4 * feature);
                }
            }
            return values;
        }
    }

    private static Axes nested() {
        Packing words = Packing.of(SENTENCES);
        int[] spelled = new int[words.total()];
        Arrays.setAll(spelled, row -> SPELLED[words.parent(row)][words.time(row)]);
        return Axes.of(SENTENCES.length, Map.of(WORDS, words, CHARS, Packing.of(spelled)));
    }

    @ParameterizedTest
    @EnumSource
    void agrees(Case model) throws IOException {
        Model built = model.model();
        Weights weights = weights(built);
        Results results = Program.compile(built.training().orElseThrow()).run(weights, model.batch());
        Map<String, double[]> expected = expected(model.name().toLowerCase(Locale.ROOT));

        Set<String> names = new TreeSet<>(Set.of("loss"));
        weights.all().forEach(weight -> names.add(weight.name()));
        assertThat(expected.keySet()).isEqualTo(names);
        expected.forEach((name, numbers) -> {
            float[] actual = results.values(name.equals("loss") ? name : "gradient:" + name);
            assertThat(actual).as(name).hasSameSizeAs(numbers);
            for (int i = 0; i < numbers.length; i++) {
                assertThat((double) actual[i])
                        .as("%s, number %d", name, i)
                        .isCloseTo(numbers[i], within(3e-7 + 1e-5 * Math.abs(numbers[i])));
            }
        });
    }

    private static Weights weights(Model model) {
        Map<String, Parameter> sorted = new TreeMap<>();
        model.parameters().forEach(parameter -> sorted.put(parameter.name(), parameter));
        List<Weights.Weight> weights = new ArrayList<>();
        for (Parameter parameter : sorted.values()) {
            int k = weights.size();
            float[] values = new float[Math.toIntExact(parameter.shape().size())];
            for (int i = 0; i < values.length; i++) {
                values[i] = (float) (0.6 * Math.sin(0.7 * i + 1.3 * k + 0.5));
            }
            weights.add(new Weights.Weight(parameter.name(), parameter.shape(), values));
        }
        return new Weights(weights);
    }

    private static Map<String, double[]> expected(String model) throws IOException {
        Map<String, double[]> expected = new HashMap<>();
        try (InputStream in = AttentionNumbersTest.class.getResourceAsStream("/numbers/attention_numbers.txt");
                Scanner lines = new Scanner(in)) {
            while (lines.hasNextLine()) {
                String[] words = lines.nextLine().split(" ");
                if (words[0].equals(model)) {
                    expected.put(
                            words[1],
                            Arrays.stream(words)
                                    .skip(2)
                                    .mapToDouble(Double::parseDouble)
                                    .toArray());
                }
            }
        }
        return expected;
    }
}
