package dev.unroll.train;

import dev.unroll.data.Batches;
import dev.unroll.data.Example;
import dev.unroll.data.Field;
import dev.unroll.diagnostic.Codes;
import dev.unroll.diagnostic.Diagnostic;
import dev.unroll.diagnostic.InvalidInput;
import dev.unroll.graph.Axes;
import dev.unroll.graph.Node;
import dev.unroll.graph.Rows;
import dev.unroll.graph.Type;
import dev.unroll.model.Attention;
import dev.unroll.model.Layer;
import dev.unroll.model.Model;
import dev.unroll.model.Output;
import dev.unroll.model.Sensitivity;
import dev.unroll.op.Ops;
import dev.unroll.run.Batch;
import dev.unroll.run.Program;
import dev.unroll.run.Results;
import dev.unroll.run.Weights;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Inspects a trained model on one example. It differentiates the log probability of the predicted class; for a numeric
 * answer it differentiates all numbers, and a norm is that of the whole Jacobian matrix.
 */
public final class Inspector {
    /** How many copies of the example, one for each number that is differentiated, are computed at once. */
    private static final int AT_ONCE = 32;
    /** Each answer is differentiated by each step, and each picture has a column per step. */
    private static final int LONGEST = 500;

    private final Model model;
    private final Network network;
    private final Weights weights;
    private final Map<String, Field> fields;
    private final String answer;

    /**
     * @param answer the line of {@code predict} to inspect; empty for the first
     * @throws InvalidInput if the model does not have this answer, or it cannot be differentiated
     */
    public Inspector(Run run, Optional<String> answer) {
        model = run.model();
        network = run.network();
        weights = run.weights();
        fields = run.data().fields();
        this.answer = answer.orElseGet(() -> first(model));
        if (model.answer(this.answer).isEmpty()) {
            throw new InvalidInput(Diagnostic.error(Codes.WRONG_VALUE, "the model has no answer '" + this.answer + "'")
                    .hint("known answers: "
                            + String.join(
                                    ", ",
                                    model.answers().stream()
                                            .map(Model.Answer::name)
                                            .toList())));
        }
        if (answer().type().isIndex() && !hasProbability()) {
            throw new InvalidInput(Diagnostic.error(
                            Codes.WRONG_VALUE, "the answer '" + this.answer + "' has no gradient: it is a class")
                    .hint("only numbers and an argmax(...) of scores have a gradient"));
        }
    }

    /** What is looked at. */
    private Set<String> outputs() {
        return model.evaluation().outputs().keySet().stream()
                .filter(name -> Output.INSIDE.is(name) || Output.MERGED.is(name) || isAnswer(name))
                .collect(Collectors.toSet());
    }

    private static String first(Model model) {
        return model.answers().stream()
                .map(Model.Answer::name)
                .findFirst()
                .orElseThrow(() -> new InvalidInput(Diagnostic.error(
                                Codes.WRONG_VALUE, "the model '" + model.name() + "' has no predictions to inspect")
                        .hint("add 'predict:' to its spec and train again")));
    }

    private Model.Answer answer() {
        return model.answer(answer).orElseThrow();
    }

    private boolean hasProbability() {
        return answer().probability();
    }

    /**
     * @param example an example with the fields that the answer needs
     * @param steps what each of its steps reads, to be shown
     * @throws InvalidInput if it has more than {@value #LONGEST} steps
     */
    public Inspection of(Example example, List<String> steps) {
        if (example.length() > LONGEST) {
            throw new InvalidInput(Diagnostic.error(
                            Codes.INPUT,
                            "the example has %d steps, but inspect supports at most %d"
                                    .formatted(example.length(), LONGEST))
                    .hint("choose a shorter one"));
        }
        Batch one =
                new Carrying(network).begin(Batches.of(fields, List.of(example)).batch());
        Map<String, float[]> values = values(one);
        Rows shown = answer().type().rows().isAxis() ? answer().type().rows() : firstAxis(example);
        List<Inspection.Output> outputs = outputs(values, one.axes().rows(shown));
        Map<String, List<double[]>> norms = norms(one, outputs.size());
        List<double[]> connectivity = norms.entrySet().stream()
                .filter(e -> Sensitivity.isInput(e.getKey()))
                .map(Map.Entry::getValue)
                .filter(rows -> rows.get(0).length == one.axes().rows(shown))
                .reduce(Inspector::joined)
                .orElse(List.of());
        List<Inspection.Layer> layers = model.layers().stream()
                .map(layer -> layer(layer, example, shown, values, outputs, norms))
                .toList();
        List<Inspection.Merge> merges = model.evaluation().outputs().keySet().stream()
                .filter(Output.MERGED::is)
                .map(output ->
                        merge(Output.MERGED.owner(output), values, one.axes().rows(axisOf(output))))
                .toList();
        List<Inspection.Attention> attentions = model.layers().stream()
                .flatMap(layer -> layer.attentions().stream())
                .map(attention -> attention(attention, one, example))
                .filter(Inspection.Attention::isShares)
                .toList();
        List<String> labels = shown == firstAxis(example) ? steps : labels(example, shown);
        return new Inspection(model.name(), labels, answer, outputs, connectivity, layers, merges, attentions);
    }

    /** The axis whose steps an input is shown by. */
    private static Rows firstAxis(Example example) {
        return example.lengths().keySet().stream()
                .min(Comparator.comparing(Rows::depth).thenComparing(Rows::path))
                .orElse(Rows.STEPS);
    }

    private Rows axisOf(String output) {
        return model.evaluation().output(output).type().rows();
    }

    /** What each step of an axis reads; its number, where no field is on the axis. */
    private List<String> labels(Example example, Rows axis) {
        Map<String, Field> on = new LinkedHashMap<>(fields);
        on.values()
                .removeIf(field ->
                        field.type().rows() != axis || !example.values().containsKey(field.name()));
        return on.isEmpty()
                ? IntStream.rangeClosed(1, example.rows(axis))
                        .mapToObj(Integer::toString)
                        .toList()
                : Steps.of(example, on);
    }

    private Inspection.Attention attention(Attention attention, Batch one, Example example) {
        int columns = one.axes().rows(attention.over());
        Results results = Program.compile(attention.graph(columns)).run(weights, one);
        float[] values = Batches.rowsOf(one.axes(), attention.along(), results.values(Attention.OUTPUT), columns, 0);
        return new Inspection.Attention(
                attention.path(),
                attention.equation(),
                attention.label().orElse(""),
                labels(example, attention.along()),
                labels(example, attention.over()),
                values);
    }

    private Map<String, float[]> values(Batch batch) {
        Set<String> names = outputs();
        Results results = network.evaluate(names, weights, batch);
        Map<String, float[]> values = new HashMap<>();
        names.forEach(name -> {
            Rows rows = axisOf(name);
            int width = results.size(name) / batch.axes().rows(rows);
            values.put(name, Batches.rowsOf(batch.axes(), rows, results.values(name), width, 0));
        });
        return values;
    }

    private boolean isAnswer(String output) {
        return output.equals(Output.ANSWER.of(answer)) || output.equals(Output.PROBABILITY.of(answer));
    }

    private List<Inspection.Output> outputs(Map<String, float[]> values, int steps) {
        Type type = answer().type();
        boolean stepwise = type.rows().isAxis();
        Network.Answer about = network.answers().stream()
                .filter(a -> a.name().equals(answer))
                .findFirst()
                .orElseThrow();
        List<Inspection.Output> outputs = new ArrayList<>();
        int width = type.shape().size();
        for (int k = 0; k < (stepwise ? steps : 1); k++) {
            float[] row = Arrays.copyOfRange(values.get(Output.ANSWER.of(answer)), k * width, (k + 1) * width);
            outputs.add(new Inspection.Output(
                    stepwise ? Optional.of(k) : Optional.empty(),
                    text(about, row),
                    hasProbability()
                            ? Optional.of((double) values.get(Output.PROBABILITY.of(answer))[k])
                            : Optional.empty()));
        }
        return outputs;
    }

    private String text(Network.Answer about, float[] row) {
        if (about.type().isIndex()) {
            int index = Math.round(row[0]);
            return about.field().map(f -> fields.get(f).label(index)).orElseGet(() -> Integer.toString(index));
        }
        String numbers = Arrays.toString(Arrays.copyOf(row, Math.min(row.length, 3)));
        return row.length > 3 ? numbers.replace("]", ", ...]") : numbers.replaceAll("[\\[\\]]", "");
    }

    /** The norm of the gradients by each source, per row of the answer and step. */
    private Map<String, List<double[]>> norms(Batch one, int rows) {
        Node value = hasProbability()
                ? Ops.log(model.evaluation().output(Output.PROBABILITY.of(answer)))
                : model.evaluation().output(Output.ANSWER.of(answer));
        Sensitivity sensitivity = Sensitivity.of(model, value);
        Program program = Program.compile(sensitivity.graph());
        List<String> names = sensitivity.names().toList();
        int numbers = sensitivity.seed().shape().size();
        Map<String, List<double[]>> squares = new LinkedHashMap<>();
        names.forEach(name -> squares.put(name, zeros(rows, one.axes().rows(rowsOf(sensitivity, name)))));
        for (int from = 0; from < rows * numbers; from += AT_ONCE) {
            int copies = Math.min(AT_ONCE, rows * numbers - from);
            Axes.Part part = one.axes().part(new int[copies]);
            Results results = program.run(weights, seeded(one, part, sensitivity, from));
            for (String name : names) {
                add(
                        squares.get(name),
                        results,
                        Sensitivity.output(name),
                        from,
                        numbers,
                        part.axes(),
                        rowsOf(sensitivity, name));
            }
        }
        squares.values().forEach(all -> all.forEach(row -> Arrays.setAll(row, t -> Math.sqrt(row[t]))));
        return squares;
    }

    private static List<double[]> zeros(int rows, int steps) {
        List<double[]> zeros = new ArrayList<>();
        for (int k = 0; k < rows; k++) {
            zeros.add(new double[steps]);
        }
        return zeros;
    }

    private static Rows rowsOf(Sensitivity sensitivity, String name) {
        return sensitivity.graph().output(Sensitivity.output(name)).type().rows();
    }

    /** Several copies of the example, each with a seed of 1 for another number of the answer. */
    private Batch seeded(Batch one, Axes.Part copies, Sensitivity sensitivity, int from) {
        Axes axes = copies.axes();
        Map<String, float[]> values = new HashMap<>();
        one.values()
                .forEach((name, numbers) ->
                        values.put(name, repeated(numbers, copies.origins().get(rowsOf(name)))));
        sensitivity
                .probes()
                .forEach((name, type) -> values.put(
                        name, new float[axes.rows(type.rows()) * type.shape().size()]));
        Type type = sensitivity.seed();
        int width = type.shape().size();
        float[] seed = new float[axes.rows(type.rows()) * width];
        for (int b = 0; b < axes.batch(); b++) {
            int row = axes.rowsOf(type.rows(), b)[(from + b) / width];
            seed[row * width + (from + b) % width] = 1;
        }
        values.put(Sensitivity.SEED, seed);
        long[] keys = new long[axes.batch()];
        Arrays.fill(keys, one.keys()[0]);
        return new Batch(axes, values, keys, one.seed(), one.step());
    }

    /** The rows of an input of the batch: a field, or a state that is carried. */
    private Rows rowsOf(String input) {
        return fields.containsKey(input) ? fields.get(input).type().rows() : Rows.BATCH;
    }

    private static float[] repeated(float[] numbers, int[] origins) {
        int width = numbers.length / (Arrays.stream(origins).max().orElse(0) + 1);
        float[] repeated = new float[origins.length * width];
        for (int row = 0; row < origins.length; row++) {
            System.arraycopy(numbers, origins[row] * width, repeated, row * width, width);
        }
        return repeated;
    }

    private static void add(
            List<double[]> squares, Results results, String output, int from, int numbers, Axes axes, Rows rows) {
        float[] gradients = results.values(output);
        int width = results.size(output) / axes.rows(rows);
        for (int b = 0; b < axes.batch(); b++) {
            int[] own = axes.rowsOf(rows, b);
            for (int t = 0; t < own.length; t++) {
                double sum = 0;
                for (int i = 0; i < width; i++) {
                    double g = gradients[own[t] * width + i];
                    sum += g * g;
                }
                squares.get((from + b) / numbers)[t] += sum;
            }
        }
    }

    private static List<double[]> joined(List<double[]> a, List<double[]> b) {
        List<double[]> joined = new ArrayList<>();
        for (int k = 0; k < a.size(); k++) {
            double[] row = new double[a.get(k).length];
            for (int t = 0; t < row.length; t++) {
                row[t] = Math.hypot(a.get(k)[t], b.get(k)[t]);
            }
            joined.add(row);
        }
        return joined;
    }

    private Inspection.Layer layer(
            Layer layer,
            Example example,
            Rows shown,
            Map<String, float[]> values,
            List<Inspection.Output> outputs,
            Map<String, List<double[]>> norms) {
        List<Inspection.Heat> heats = layer.equations().stream()
                .map(e -> new Inspection.Heat(
                        e.name(), e.label().orElse(""), e.type().shape().size(), values.get(layer.output(e.name()))))
                .toList();
        Rows axis = axisOf(layer.output());
        List<Inspection.Reach> reach = new ArrayList<>();
        for (Model.Value state : layer.states()) {
            List<double[]> all = norms.get(layer.path() + "." + state.name());
            if (all != null && axis == shown) { // distances between steps of two axes mean nothing
                reach.add(
                        new Inspection.Reach(state.name(), all, Inspection.byDistance(all, outputs, layer.reverse())));
            }
        }
        return new Inspection.Layer(
                layer.path(),
                layer.cell(),
                layer.reverse(),
                labels(example, axis),
                heats,
                Similarity.order(heats),
                norms.getOrDefault(layer.path() + ".x", List.of()),
                reach);
    }

    private static Inspection.Merge merge(String path, Map<String, float[]> values, int steps) {
        float[] forward = values.get(Output.INSIDE.of(Layer.forward(path)));
        float[] backward = values.get(Output.INSIDE.of(Layer.backward(path)));
        float[] merged = values.get(Output.MERGED.of(path));
        double[] cosine = new double[steps];
        for (int t = 0; t < steps; t++) {
            double product = 0;
            int width = forward.length / steps;
            for (int i = 0; i < width; i++) {
                product += forward[t * width + i] * backward[t * width + i];
            }
            double size = norm(forward, steps, t) * norm(backward, steps, t);
            cosine[t] = size == 0 ? 0 : product / size;
        }
        return new Inspection.Merge(path, norms(forward, steps), norms(backward, steps), norms(merged, steps), cosine);
    }

    private static double[] norms(float[] values, int steps) {
        double[] norms = new double[steps];
        Arrays.setAll(norms, t -> norm(values, steps, t));
        return norms;
    }

    private static double norm(float[] values, int steps, int t) {
        int width = values.length / steps;
        double sum = 0;
        for (int i = t * width; i < (t + 1) * width; i++) {
            sum += (double) values[i] * values[i];
        }
        return Math.sqrt(sum);
    }
}
