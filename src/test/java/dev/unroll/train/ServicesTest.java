package dev.unroll.train;

import static org.assertj.core.api.Assertions.assertThat;

import dev.unroll.data.Dataset;
import dev.unroll.data.Example;
import dev.unroll.data.Field;
import dev.unroll.data.Recipe;
import dev.unroll.graph.Rows;
import dev.unroll.run.Batch;
import dev.unroll.run.Stream;
import dev.unroll.run.Weights;
import dev.unroll.tensor.Packing;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ServicesTest {
    private static final Map<String, Field> FIELDS = Map.of(
            "text", Field.index("text", Rows.STEPS, FakeNetwork.LETTERS),
            "next", Field.index("next", Rows.STEPS, FakeNetwork.LETTERS));

    private static final Recipe LETTERS = new Recipe() {
        @Override
        public List<Field> outline() {
            return List.copyOf(FIELDS.values());
        }

        @Override
        public Dataset read() {
            return Dataset.of(outline(), Map.of());
        }

        @Override
        public Example encode(String input, Map<String, Field> fields) {
            float[] indices = new float[input.length()];
            for (int i = 0; i < indices.length; i++) {
                indices[i] =
                        FakeNetwork.LETTERS.index(input.substring(i, i + 1)).orElseThrow();
            }
            return new Example(indices.length, Map.of("text", indices), 0);
        }

        @Override
        public String join(List<String> entries) {
            return String.join("", entries);
        }
    };

    /** The next letter is the one that follows in the alphabet. */
    private static Weights successor() {
        Weights weights = FakeNetwork.weights();
        System.arraycopy(
                new float[] {0, 9, 0, 0, 0, 9, 9, 0, 0}, 0, weights.get("table").values(), 0, 9);
        return weights;
    }

    @Test
    void answersComeInTheOrderOfTheInputs() {
        Prediction prediction = new Prediction(new FakeNetwork(), successor(), LETTERS, FIELDS);
        List<Map<String, Object>> answers = prediction.of(List.of("a", "abc", "cb"));
        assertThat(answers).extracting(a -> a.get("input")).containsExactly("a", "abc", "cb");
        assertThat(answers)
                .extracting(a -> a.get("choice"))
                .containsExactly(List.of("b"), List.of("b", "c", "a"), List.of("a", "c"));
        assertThat(answers.get(1).get("tokens")).isEqualTo(List.of("a", "b", "c"));
        assertThat((List<?>) answers.get(1).get("choice_probability")).hasSize(3);
        assertThat(answers.get(0).get("scores")).isEqualTo(List.of(Map.of("a", 0.0, "b", 9.0, "c", 0.0)));
    }

    @Test
    void manyInputsAreAnsweredInParts() {
        Prediction prediction = new Prediction(new FakeNetwork(), successor(), LETTERS, FIELDS);
        List<String> inputs = new ArrayList<>();
        for (int i = 0; i < 300; i++) {
            inputs.add("abc".substring(i % 3));
        }
        assertThat(prediction.of(inputs)).extracting(a -> a.get("input")).containsExactlyElementsOf(inputs);
    }

    @Test
    void textGoesOnFromThePrompt() {
        Generation generation = new Generation(new FakeNetwork(), successor(), LETTERS, FIELDS);
        assertThat(generation.text("ab", 5, 0, 1)).isEqualTo("cabca");
        assertThat(generation.text("ab", 5, 0.1, 1)).isEqualTo("cabca");
        assertThat(generation.text("", 3, 0, 1)).hasSize(3);
        assertThat(generation.text("a", 0, 1, 1)).isEmpty();
        String hot = generation.text("a", 50, 100, 7);
        assertThat(hot).hasSize(50).isEqualTo(generation.text("a", 50, 100, 7));
        assertThat(hot).isNotEqualTo(generation.text("a", 50, 100, 8));
    }

    @Test
    void aStreamKnowsWhatWasReadBefore() {
        FakeNetwork network = new FakeNetwork();
        float[] text = {0, 2, 1, 1, 0, 2};
        Batch batch = new Batch(
                Packing.uniform(1, text.length), Map.of("text", text, "state:s", new float[1]), new long[1], 0, 0);
        float[] whole =
                network.evaluate(Set.of("value:scores"), successor(), batch).values("value:scores");
        Stream stream = network.stream(Set.of("value:scores"), successor(), 1);
        for (int t = 0; t < text.length; t++) {
            stream.input("text")[0] = text[t];
            stream.step();
            assertThat(stream.output("value:scores")).containsExactly(Arrays.copyOfRange(whole, 3 * t, 3 * t + 3));
        }
    }
}
