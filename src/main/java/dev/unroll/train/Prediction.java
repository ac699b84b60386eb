package dev.unroll.train;

import dev.unroll.data.Batches;
import dev.unroll.data.Encoder;
import dev.unroll.data.Field;
import dev.unroll.data.Input;
import dev.unroll.data.Minibatch;
import dev.unroll.data.Recipe;
import dev.unroll.graph.Axes;
import dev.unroll.graph.Rows;
import dev.unroll.model.Output;
import dev.unroll.run.Batch;
import dev.unroll.run.Results;
import dev.unroll.run.Weights;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
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
    private final Encoder encoder;

    /**
     * @param recipe how to read an input
     * @param fields the fields of the data the model was trained on
     */
    public Prediction(Network network, Weights weights, Recipe recipe, Map<String, Field> fields) {
        this.network = network;
        this.weights = weights;
        this.recipe = recipe;
        this.fields = fields;
        this.encoder = new Encoder(recipe, fields, network.inputs(outputs(1)));
    }

    /** The same for texts, each of which may be a JSON object: see {@link Input#parse}. */
    public List<Map<String, Object>> of(List<String> inputs) {
        return answers(inputs.stream().map(Input::parse).toList(), 1);
    }

    /** How inputs become examples, with the fields that the answers need. */
    public Encoder encoder() {
        return encoder;
    }

    /**
     * What the model answers to each input, in their order. A map of texts, numbers, lists and maps, ready for JSON: {@code
     * input}, {@code tokens} if the answers are one per step (a map of them by answer if the steps are of different axes), {@code unknown} if training never saw some words or characters of a
     * field (how many), and each line of {@code predict}:
     *
     * <ul>
     *   <li>a class is its label, with {@code NAME_probability} beside it if the class is an {@code argmax}, and with {@code
     *       NAME_top} if more than one is asked for: a list of labels and probabilities, the best first;
     *   <li>scores or probabilities of named classes are a map from label to number;
     *   <li>a forecast is a list with a map per step of time: {@code time}, if it is known, and each column;
     *   <li>other numbers are a number or a list;
     *   <li>with a row per step, each of these is a list; with one per step of a step, such as the characters of words, a list of
     *       lists.
     * </ul>
     *
     * @param top how many labels to give
     * @throws dev.unroll.diagnostic.InvalidInput if an input cannot be read
     */
    public List<Map<String, Object>> answers(List<? extends Input> inputs, int top) {
        List<Map<String, Object>> all = new ArrayList<>();
        for (int from = 0; from < inputs.size(); from += AT_ONCE) {
            all.addAll(batch(inputs.subList(from, Math.min(inputs.size(), from + AT_ONCE)), top));
        }
        return all;
    }

    private Set<String> outputs(int top) {
        Set<String> outputs = new TreeSet<>();
        for (Network.Answer answer : network.answers()) {
            outputs.add(answer.output());
            if (answer.probability()) {
                outputs.add(Output.PROBABILITY.of(answer.name()));
                if (top > 1) {
                    outputs.add(Output.PROBABILITIES.of(answer.name()));
                }
            }
        }
        return outputs;
    }

    private List<Map<String, Object>> batch(List<? extends Input> inputs, int top) {
        List<Encoder.Encoded> encoded = inputs.stream().map(encoder::encode).toList();
        Minibatch minibatch = Batches.of(
                fields, encoded.stream().map(Encoder.Encoded::example).toList());
        Set<String> outputs = outputs(top);
        Batch batch = new Carrying(network).begin(minibatch.batch());
        Results results = network.evaluate(outputs, weights, batch);
        Map<String, float[]> values = new LinkedHashMap<>();
        outputs.forEach(output -> values.put(output, Arrays.copyOf(results.values(output), results.size(output))));
        List<Map<String, Object>> decoded = new ArrayList<>(Collections.nCopies(inputs.size(), Map.of()));
        for (int b = 0; b < inputs.size(); b++) {
            int example = minibatch.examples()[b];
            Map<String, Object> answers = decode(inputs.get(example), values, batch.axes(), b, top);
            if (!encoded.get(example).unknown().isEmpty()) {
                answers.put("unknown", encoded.get(example).unknown());
            }
            decoded.set(example, answers);
        }
        return decoded;
    }

    private Map<String, Object> decode(Input input, Map<String, float[]> values, Axes axes, int b, int top) {
        Map<String, Object> decoded = new LinkedHashMap<>();
        decoded.put("input", input instanceof Input.Row row ? row.values() : ((Input.Text) input).text());
        Map<Rows, int[]> lengths = axes.lengths(b);
        tokens(input, lengths).ifPresent(tokens -> decoded.put("tokens", tokens));
        for (Network.Answer answer : network.answers()) {
            List<Object> rows = new ArrayList<>();
            for (float[] row : rows(answer, values.get(answer.output()), axes, b)) {
                rows.add(value(answer, row));
            }
            decoded.put(
                    answer.name(), isForecast(answer) ? forecast(answer, rows, input) : nested(answer, rows, lengths));
            if (answer.probability()) {
                List<Object> probabilities = new ArrayList<>();
                for (float[] row : rows(answer, values.get(Output.PROBABILITY.of(answer.name())), axes, b)) {
                    probabilities.add((double) row[0]);
                }
                decoded.put(answer.name() + "_probability", nested(answer, probabilities, lengths));
            }
            if (answer.probability() && top > 1) {
                List<Object> best = new ArrayList<>();
                for (float[] row : rows(answer, values.get(Output.PROBABILITIES.of(answer.name())), axes, b)) {
                    best.add(best(answer, row, top));
                }
                decoded.put(answer.name() + "_top", nested(answer, best, lengths));
            }
        }
        return decoded;
    }

    /** The value of a sequence, a list of those of an axis, or a list of such lists. */
    private static Object nested(Network.Answer answer, List<Object> rows, Map<Rows, int[]> lengths) {
        Rows axis = answer.type().rows();
        if (!axis.isAxis()) {
            return rows.get(0);
        }
        List<Object> nested = rows;
        for (; axis.parent() != Rows.BATCH; axis = axis.parent()) {
            List<Object> above = new ArrayList<>();
            int from = 0;
            for (int length : lengths.get(axis)) {
                above.add(List.copyOf(nested.subList(from, from + length)));
                from += length;
            }
            nested = above;
        }
        return nested;
    }

    /** The tokens of the axis of all answers; by answer, if they have several. */
    private Optional<Object> tokens(Input input, Map<Rows, int[]> lengths) {
        Map<String, List<Object>> tokens = new LinkedHashMap<>();
        Set<Rows> shown = new LinkedHashSet<>();
        for (Network.Answer answer : network.answers()) {
            Rows axis = answer.type().rows();
            if (axis.isAxis() && !isForecast(answer)) {
                shown.add(axis);
                Steps.of(input, axis, lengths, fields, recipe).ifPresent(own -> tokens.put(answer.name(), own));
            }
        }
        return tokens.isEmpty()
                ? Optional.empty()
                : Optional.of(shown.size() == 1 ? tokens.values().iterator().next() : tokens);
    }

    /** The likeliest classes with their probabilities. */
    private List<Map<String, Object>> best(Network.Answer answer, float[] probabilities, int top) {
        List<Integer> order = new ArrayList<>();
        for (int k = 0; k < probabilities.length; k++) {
            order.add(k);
        }
        order.sort(Comparator.comparing(k -> -probabilities[k]));
        List<Map<String, Object>> best = new ArrayList<>();
        for (int k : order.subList(0, Math.min(top, order.size()))) {
            Map<String, Object> entry = new LinkedHashMap<>();
            entry.put("label", label(answer, k));
            entry.put("probability", (double) probabilities[k]);
            best.add(entry);
        }
        return best;
    }

    private String label(Network.Answer answer, int index) {
        return answer.field().map(fields::get).map(f -> f.label(index)).orElseGet(() -> Integer.toString(index));
    }

    private static List<float[]> rows(Network.Answer answer, float[] packed, Axes axes, int b) {
        int width = packed.length / axes.rows(answer.type().rows());
        List<float[]> rows = new ArrayList<>();
        for (int row : axes.rowsOf(answer.type().rows(), b)) {
            rows.add(Arrays.copyOfRange(packed, row * width, (row + 1) * width));
        }
        return rows;
    }

    private Object value(Network.Answer answer, float[] row) {
        Optional<Field> field = answer.field().map(fields::get);
        if (answer.type().isIndex()) {
            return label(answer, Math.round(row[0]));
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
        return numbers.size() == 1 && !isForecast(answer) ? numbers.get(0) : numbers;
    }

    private List<String> columns(Network.Answer answer) {
        boolean isIndex = answer.type().isIndex();
        return answer.field()
                .map(fields::get)
                .filter(f -> !isIndex && f.vocabulary().isEmpty())
                .map(f -> recipe.columns(f.name()))
                .orElse(List.of());
    }

    private List<Map<String, Object>> forecast(Network.Answer answer, List<Object> rows, Input input) {
        List<Object> numbers = new ArrayList<>();
        rows.forEach(row -> numbers.addAll((List<?>) row));
        return forecast(numbers, columns(answer), input instanceof Input.Row r ? r.times() : List.of());
    }

    private boolean isForecast(Network.Answer answer) {
        return !columns(answer).isEmpty();
    }

    /** A forecast: a row per step of time, a column per series. */
    private static List<Map<String, Object>> forecast(List<?> numbers, List<String> columns, List<String> times) {
        List<Map<String, Object>> rows = new ArrayList<>();
        for (int t = 0; t < numbers.size() / columns.size(); t++) {
            Map<String, Object> row = new LinkedHashMap<>();
            row.put("time", t < times.size() ? times.get(t) : "+" + (t + 1));
            for (int c = 0; c < columns.size(); c++) {
                row.put(columns.get(c), numbers.get(t * columns.size() + c));
            }
            rows.add(row);
        }
        return rows;
    }
}
