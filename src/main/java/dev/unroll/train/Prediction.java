package dev.unroll.train;

import dev.unroll.data.Batches;
import dev.unroll.data.Example;
import dev.unroll.data.Field;
import dev.unroll.data.Minibatch;
import dev.unroll.data.Recipe;
import dev.unroll.graph.Rows;
import dev.unroll.run.Batch;
import dev.unroll.run.Results;
import dev.unroll.run.Weights;
import dev.unroll.tensor.Packing;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * Answers new input with a trained model, in the user's words: classes by their names, numbers in the data's unit. Any number of
 * threads may use it at a time.
 */
public final class Prediction {
    private static final int AT_ONCE = 128;

    private final Network network;
    private final Weights weights;
    private final Recipe recipe;
    private final Map<String, Field> fields;

    /**
     * @param recipe how to read an input
     * @param fields the fields of the data the model was trained on
     */
    public Prediction(Network network, Weights weights, Recipe recipe, Map<String, Field> fields) {
        this.network = network;
        this.weights = weights;
        this.recipe = recipe;
        this.fields = fields;
    }

    /**
     * What the model answers to each input, in their order. A map of texts, numbers, lists and maps, ready for JSON: {@code
     * input}, {@code tokens} if the answers are one per step, and each line of {@code predict}:
     *
     * <ul>
     *   <li>a class is its label, with {@code NAME_probability} beside it if the class is an {@code argmax};
     *   <li>scores or probabilities of named classes are a map from label to number;
     *   <li>other numbers are a number or a list;
     *   <li>with a row per step, each of these is a list.
     * </ul>
     *
     * @throws dev.unroll.spec.InvalidInput if an input cannot be read
     */
    public List<Map<String, Object>> of(List<String> inputs) {
        List<Map<String, Object>> all = new ArrayList<>();
        for (int from = 0; from < inputs.size(); from += AT_ONCE) {
            all.addAll(batch(inputs.subList(from, Math.min(inputs.size(), from + AT_ONCE))));
        }
        return all;
    }

    private List<Map<String, Object>> batch(List<String> inputs) {
        List<Example> examples =
                inputs.stream().map(input -> recipe.encode(input, fields)).toList();
        Minibatch minibatch = Batches.of(fields, examples);
        Set<String> outputs = new TreeSet<>();
        for (Network.Answer answer : network.answers()) {
            outputs.add("predict:" + answer.name());
            if (answer.probability()) {
                outputs.add("probability:" + answer.name());
            }
        }
        Batch batch = new Carrying(network).begin(minibatch.batch(), false);
        Results results = network.evaluate(outputs, weights, batch);
        Map<String, float[]> values = new LinkedHashMap<>();
        outputs.forEach(output -> values.put(output, results.values(output)));
        List<Map<String, Object>> decoded = new ArrayList<>(Collections.nCopies(inputs.size(), Map.of()));
        for (int b = 0; b < inputs.size(); b++) {
            int example = minibatch.examples()[b];
            decoded.set(example, decode(inputs.get(example), values, batch.packing(), b));
        }
        return decoded;
    }

    private Map<String, Object> decode(String input, Map<String, float[]> values, Packing packing, int b) {
        Map<String, Object> decoded = new LinkedHashMap<>();
        decoded.put("input", input);
        boolean stepwise = network.answers().stream().anyMatch(a -> a.type().rows() == Rows.STEPS);
        if (stepwise) {
            tokens(input, packing.length(b)).ifPresent(tokens -> decoded.put("tokens", tokens));
        }
        for (Network.Answer answer : network.answers()) {
            int width = answer.type().shape().size();
            List<Object> rows = new ArrayList<>();
            for (float[] row : rows(answer, values.get("predict:" + answer.name()), width, packing, b)) {
                rows.add(value(answer, row));
            }
            decoded.put(answer.name(), answer.type().rows() == Rows.STEPS ? rows : rows.get(0));
            if (answer.probability()) {
                List<Double> probabilities = new ArrayList<>();
                for (float[] row : rows(answer, values.get("probability:" + answer.name()), 1, packing, b)) {
                    probabilities.add((double) row[0]);
                }
                decoded.put(
                        answer.name() + "_probability",
                        answer.type().rows() == Rows.STEPS ? probabilities : probabilities.get(0));
            }
        }
        return decoded;
    }

    private static List<float[]> rows(Network.Answer answer, float[] packed, int width, Packing packing, int b) {
        List<float[]> rows = new ArrayList<>();
        int count = answer.type().rows() == Rows.STEPS ? packing.length(b) : 1;
        for (int t = 0; t < count; t++) {
            int row = answer.type().rows() == Rows.NONE ? 0 : packing.row(b, t);
            rows.add(Arrays.copyOfRange(packed, row * width, (row + 1) * width));
        }
        return rows;
    }

    private Object value(Network.Answer answer, float[] row) {
        Optional<Field> field = answer.field().map(fields::get);
        if (answer.type().isIndex()) {
            int index = Math.round(row[0]);
            return field.map(f -> f.label(index)).orElseGet(() -> Integer.toString(index));
        }
        if (field.isPresent() && field.get().vocabulary().isPresent()) {
            Map<String, Double> scores = new LinkedHashMap<>();
            for (int k = 0; k < row.length; k++) {
                scores.put(field.get().label(k), (double) row[k]);
            }
            return scores;
        }
        List<Double> numbers = new ArrayList<>();
        for (int k = 0; k < row.length; k++) {
            int element = k;
            numbers.add(field.flatMap(Field::standardisation)
                    .map(s -> s.unscale(element, row[element]))
                    .orElse((double) row[k]));
        }
        return numbers.size() == 1 ? numbers.get(0) : numbers;
    }

    /** What the steps stand for: words or characters, if there are as many of them as steps. */
    private static Optional<List<String>> tokens(String input, int steps) {
        List<String> words = List.of(input.strip().split("\\s+"));
        List<String> characters =
                input.codePoints().mapToObj(Character::toString).toList();
        return words.size() == steps
                ? Optional.of(words)
                : Optional.of(characters).filter(c -> c.size() == steps);
    }
}
