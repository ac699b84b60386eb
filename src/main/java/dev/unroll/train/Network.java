package dev.unroll.train;

import dev.unroll.data.Field;
import dev.unroll.diagnostic.InvalidInput;
import dev.unroll.diagnostic.Span;
import dev.unroll.graph.Rows;
import dev.unroll.graph.Type;
import dev.unroll.model.Output;
import dev.unroll.run.Batch;
import dev.unroll.run.Results;
import dev.unroll.run.Stream;
import dev.unroll.run.Weights;
import dev.unroll.run.reference.NotFinite;
import dev.unroll.store.Figures;
import dev.unroll.tensor.Shape;
import dev.unroll.train.metric.Metric;
import dev.unroll.train.metric.RowWeights;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A model that is ready to compute: all that training and inference need. Any number of threads may {@link #evaluate}
 * and {@link #stream} at a time; one trains.
 *
 * <p>Its outputs are named by {@link Output}, such as {@code predict:NAME} and {@code value:EQUATION}.
 */
public interface Network {
    /** The model's name. */
    String name();

    /** Its weights' names and shapes. */
    Map<String, Shape> parameters();

    /** The terms of the loss, in the order of the spec; none without a loss. */
    List<Loss> losses();

    /** What is measured besides the loss, in the order of the spec. */
    List<Measure> measures();

    /** What it answers, in the order of the spec. */
    List<Answer> answers();

    /** The answers that can be held against what is right, in the order of the spec. */
    default List<Target> targets() {
        return List.of();
    }

    /** The outputs {@code inside:LAYER.EQUATION}: what the equations of its cells come to at every step. */
    default List<String> inside() {
        return List.of();
    }

    /** Its equations, in the order in which they are computed. */
    List<Place> equations();

    /** The states carried from one window of a text to the next; empty if windows are independent. */
    List<Carried> carried();

    /** Where to look for the next step of a text; nothing if the model does not predict one. */
    Optional<Language> language();

    /** The fields that some outputs are computed from. */
    Set<String> inputs(Set<String> outputs);

    /** The losses, all gradients and the carried states of a batch, with dropout; valid until the next call. */
    Results train(Weights weights, Batch batch);

    /**
     * The named outputs, without dropout; they are the caller's own. The batch needs those fields alone that they are computed
     * from.
     */
    Results evaluate(Set<String> outputs, Weights weights, Batch batch);

    /**
     * The named outputs (but for the losses and the states) one step at a time, the states kept, without dropout; fields and
     * outputs are those of {@link #evaluate}.
     *
     * @param weights must not change as long as the stream is used
     * @param sequences the number of parallel sequences
     * @throws InvalidInput if one of the outputs needs the steps to come, as a bidirectional network or a mean over time does
     */
    Stream stream(Set<String> outputs, Weights weights, int sequences);

    /**
     * A term of the loss.
     *
     * @param name its name in the spec; empty if the loss is one expression
     * @param weighted whether there is an output with the weight of each row
     * @param rows the rows that it is the mean over
     */
    record Loss(String name, boolean weighted, Rows rows) {

        /** The output with its value in each row. */
        String each() {
            return Output.LOSSES.of(name);
        }

        /** The output with its mean over the rows of a batch. */
        String mean() {
            return Output.LOSS.of(name);
        }

        /** The output with how much each row counts. */
        String weights() {
            return Output.WEIGHTS.of(name);
        }

        /** The outputs that its mean over several batches needs. */
        List<String> outputs() {
            return weighted ? List.of(each(), weights()) : List.of(each());
        }

        /** How much each row of a batch counts. @throws InvalidInput as {@link RowWeights#of} */
        RowWeights weights(Results results) {
            return weighted
                    ? RowWeights.of(results.values(weights()), results.size(weights()), key())
                    : RowWeights.EVEN;
        }

        /** What it is called in figures: {@code loss} or {@code loss.NAME}. */
        String key() {
            return name.isEmpty() ? Figures.LOSS : Figures.LOSS + "." + name;
        }
    }

    /**
     * Where a batch first left the numbers; nothing if that cannot be told.
     *
     * @param training whether the gradients count, and dropout is on
     */
    default Optional<Origin> origin(Weights weights, Batch batch, boolean training) {
        return Optional.empty();
    }

    /**
     * Where NaN or infinity came from.
     *
     * @param span the place of its equation, if it belongs to one
     */
    record Origin(NotFinite found, Optional<Span> span) {}

    /**
     * A metric with its arguments.
     *
     * @param name its name in the spec
     * @param metric how it is measured
     * @param arguments what is known of its arguments
     * @param weighted whether there is an output with the weight of each row
     * @param rows the rows that it is the mean over
     * @param scaling how what it measures relates to the numbers in the data file
     */
    record Measure(String name, Metric metric, List<Metric.Argument> arguments, boolean weighted, Scaling scaling) {
        /** One whose rows have equal weights. */
        Measure(String name, Metric metric, List<Metric.Argument> arguments) {
            this(name, metric, arguments, false, Scaling.NONE);
        }

        /** The output with how much each row counts. */
        String weights() {
            return Output.weights(name);
        }

        /** The figure by which weights are chosen: that of standardised numbers, where they are. */
        String watched() {
            return scaling.name(name);
        }

        /** The output that holds an argument. */
        String output(int argument) {
            return Output.argument(name, argument);
        }
    }

    /**
     * A line of {@code predict}.
     *
     * @param name its name in the spec
     * @param type its type
     * @param field the field whose vocabulary names its classes (an index) or its features (scores), if there is one
     * @param probability whether there is an output {@code probability:NAME}
     */
    record Answer(String name, Type type, Optional<String> field, boolean probability) {
        /** The output that holds it. */
        String output() {
            return Output.ANSWER.of(name);
        }
    }

    /**
     * An answer and the field it should be equal to.
     *
     * @param answer with as many rows as the field
     * @param field which the answer does not read
     * @param weights the output with the weight of each row, if the loss that compares with the field has one
     */
    record Target(Answer answer, Field field, Optional<String> weights) {
        /** How many numbers a row of the answer has. */
        int width() {
            return answer.type().shape().size();
        }

        /** The output that holds the answer. */
        String output() {
            return answer.output();
        }
    }

    /**
     * How a model of text predicts its next step.
     *
     * @param input the field with the text so far, an index per step
     * @param scores the equation whose features are the unnormalised log probabilities of the next step
     */
    record Language(String input, String scores) {}

    /**
     * An equation.
     *
     * @param name its name
     * @param span where it is
     */
    record Place(String name, Span span) {}

    /**
     * A state that is carried between windows.
     *
     * @param name both the input with its value before the batch and the output with its value after it; a row per sequence
     * @param width how many numbers a row has
     */
    record Carried(String name, int width) {}
}
