package dev.unroll.train.metric;

import dev.unroll.api.PublicApi;
import dev.unroll.data.Vocabulary;
import dev.unroll.graph.Axes;
import dev.unroll.graph.Type;
import dev.unroll.tensor.Shape;
import java.util.List;
import java.util.Optional;

/** A measure of a model on a part of the data, called in specs as {@code accuracy(scores, tags)}. Stateless. */
@PublicApi
public interface Metric {
    /** The name in specs. */
    String name();

    /** What it measures, in one line, for lists. */
    String about();

    /** How many arguments it takes. */
    int arguments();

    /** Whether more is better. */
    boolean higherIsBetter();

    /** Whether its tally implements {@link Tally#add(Packing, List, RowWeights)}, so that specs may weigh rows. */
    default boolean weighs() {
        return false;
    }

    /** What of the numbers that it is given it depends on, if they have a unit. */
    enum Unit {
        /** They have none, or another; of standardised numbers, its figure is named as that of standardised ones. */
        NONE,
        /** Their differences: of standardised numbers it is also measured with differences in the unit of the file. */
        DIFFERENCES,
        /** Themselves: of standardised numbers it is also measured with numbers in the unit of the file. */
        VALUES
    }

    /**
     * Whether its arguments are all in the unit of one field, so that it can be measured in the unit of the file where the
     * field was standardised.
     */
    default Unit unit() {
        return Unit.NONE;
    }

    /** What is wrong with these arguments, whose number is right: a message without a full stop; nothing if all is well. */
    Optional<String> problem(List<Argument> arguments);

    /**
     * A fresh measurement for arguments that are right.
     *
     * @throws IllegalArgumentException if they are not, for a reason that {@link #problem} cannot know before data are read
     */
    Tally tally(List<Argument> arguments);

    /**
     * What is known of an argument beforehand.
     *
     * @param text as the spec writes it
     * @param type its type
     * @param vocabulary the names of its classes, if it is a field that has them
     */
    record Argument(String text, Type type, Optional<Vocabulary> vocabulary) {
        /** How many numbers a row has. */
        public int width() {
            return type.shape().size();
        }

        /** The same with so many numbers a row. */
        public Argument of(int width) {
            return new Argument(text, Type.real(type.rows(), Shape.of(width)), vocabulary);
        }

        /** How many rows it has in a batch. */
        public int rows(Axes axes) {
            return axes.rows(type.rows());
        }
    }

    /** A measurement for a metric that does not weigh rows. */
    interface WeighingTally extends Tally {
        @Override
        default void add(Axes axes, List<float[]> values) {
            add(axes, values, RowWeights.EVEN);
        }

        @Override
        void add(Axes axes, List<float[]> values, RowWeights weights);
    }

    /** A measurement accumulated over batches. */
    interface Tally {
        /**
         * Takes in a batch.
         *
         * @param axes where its rows lie
         * @param values per argument, its packed rows; the arrays may be longer and are not kept
         */
        void add(Axes axes, List<float[]> values);

        /**
         * Adds a batch whose rows have different weights; called only if the metric {@link Metric#weighs}. A row whose
         * weight is 0 must count neither in the numerator nor in the denominator.
         *
         * @param weights of the rows of the arguments
         */
        default void add(Axes axes, List<float[]> values, RowWeights weights) {
            throw new UnsupportedOperationException("a metric that weighs rows must override add with weights");
        }

        /** The value over all batches so far; 0 where it would divide by nothing. */
        double value();
    }
}
