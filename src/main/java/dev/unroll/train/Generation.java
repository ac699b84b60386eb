package dev.unroll.train;

import dev.unroll.data.Example;
import dev.unroll.data.Field;
import dev.unroll.data.Recipe;
import dev.unroll.data.Vocabulary;
import dev.unroll.diagnostic.Codes;
import dev.unroll.diagnostic.Diagnostic;
import dev.unroll.diagnostic.InvalidInput;
import dev.unroll.graph.Axes;
import dev.unroll.graph.Rows;
import dev.unroll.model.Output;
import dev.unroll.run.Batch;
import dev.unroll.run.Results;
import dev.unroll.run.Stream;
import dev.unroll.run.Weights;
import dev.unroll.tensor.Packing;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.function.Function;

/**
 * Generates text step by step: each step is sampled from the predicted distribution and becomes the next input. A model
 * that carries its state reads each step once; any other reads the last {@value #MEMORY} steps again. Any number of
 * threads may use it at a time.
 */
public final class Generation {
    private static final int MEMORY = 200;

    private final Network network;
    private final Weights weights;
    private final Recipe recipe;
    private final Map<String, Field> fields;
    private final Network.Language language;
    private final Vocabulary vocabulary;
    private final String scores;

    /** @throws InvalidInput if the model does not predict the next step of a text */
    public Generation(Network network, Weights weights, Recipe recipe, Map<String, Field> fields) {
        this.network = network;
        this.weights = weights;
        this.recipe = recipe;
        this.fields = fields;
        language = network.language()
                .orElseThrow(() -> new InvalidInput(
                        Diagnostic.error(Codes.WRONG_VALUE, "the model '" + network.name() + "' does not generate text")
                                .hint("generation needs 'reader: text' and 'loss: cross_entropy(SCORES, next)',"
                                        + " where SCORES is an equation")));
        vocabulary = fields.get(language.input()).vocabulary().orElseThrow();
        scores = Output.VALUE.of(language.scores());
    }

    /**
     * The text that follows the prompt.
     *
     * @param prompt what the text begins with; may be empty
     * @param length how many characters or words to add
     * @param temperature 1 to draw as the model expects, less for what is likelier, 0 for the likeliest always
     * @param seed the same seed gives the same text
     * @throws InvalidInput if the prompt cannot be read
     */
    public String text(String prompt, int length, double temperature, long seed) {
        Random random = new Random(seed);
        Function<List<Integer>, float[]> reading =
                network.carried().isEmpty() ? this::readAgain : new Reading()::readOn;
        List<Integer> steps = new ArrayList<>(begin(prompt));
        int promptLength = steps.size();
        for (int i = 0; i < length; i++) {
            steps.add(draw(reading.apply(steps), temperature, random));
        }
        // What is between the last word of the prompt and the first new one is part of what follows.
        return join(steps).substring(join(steps.subList(0, promptLength)).length());
    }

    private String join(List<Integer> steps) {
        return recipe.join(steps.stream().map(vocabulary::entry).toList());
    }

    /** The steps of the prompt or, if it has none, one that a text may follow. */
    private List<Integer> begin(String prompt) {
        if (prompt.isEmpty()) {
            for (String start : List.of("\n", "<eos>")) {
                if (vocabulary.holds(start)) {
                    return List.of(vocabulary.index(start).getAsInt());
                }
            }
            return List.of(vocabulary.size() - 1);
        }
        Example example = recipe.encode(prompt, fields);
        List<Integer> steps = new ArrayList<>();
        for (float value : example.values().get(language.input())) {
            steps.add(Math.round(value));
        }
        return steps;
    }

    /** Reads each step once. */
    private final class Reading {
        private final Stream stream = network.stream(Set.of(scores), weights, 1);
        private final float[] input = stream.input(language.input());
        private final float[] row = stream.output(scores);
        private int read;

        /** The scores after the last step; those that were read before are the first ones. */
        float[] readOn(List<Integer> steps) {
            for (; read < steps.size(); read++) {
                input[0] = steps.get(read);
                stream.step();
            }
            return row;
        }
    }

    /** The scores after the last step, computed from the last {@value #MEMORY} alone. */
    private float[] readAgain(List<Integer> steps) {
        int first = Math.max(0, steps.size() - MEMORY);
        float[] values = new float[steps.size() - first];
        for (int i = 0; i < values.length; i++) {
            values[i] = steps.get(first + i);
        }
        Rows axis = fields.get(language.input()).type().rows();
        Axes axes = Axes.of(1, Map.of(axis, Packing.uniform(1, values.length)));
        Batch batch = new Batch(axes, Map.of(language.input(), values), new long[] {0}, 0, 0);
        Results results = network.evaluate(Set.of(scores), weights, batch);
        int end = values.length * vocabulary.size();
        return Arrays.copyOfRange(results.values(scores), end - vocabulary.size(), end);
    }

    private int draw(float[] row, double temperature, Random random) {
        // The entry for unknown tokens is never generated.
        int first = vocabulary.isOpen() && row.length > 1 ? 1 : 0;
        int best = first;
        for (int k = first; k < row.length; k++) {
            best = row[k] > row[best] ? k : best;
        }
        if (temperature == 0) {
            return best;
        }
        double[] shares = new double[row.length];
        double sum = 0;
        for (int k = first; k < row.length; k++) {
            shares[k] = Math.exp((row[k] - row[best]) / temperature);
            sum += shares[k];
        }
        double left = random.nextDouble() * sum;
        for (int k = first; k < row.length; k++) {
            left -= shares[k];
            if (left < 0) {
                return k;
            }
        }
        return best;
    }
}
