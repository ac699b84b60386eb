package dev.unroll.train;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * The inspection of a trained model on one example: the value of every equation of its cells at every step, and the
 * dependence of each answer on the input and on earlier states.
 *
 * @param model the model's name
 * @param steps what each step reads: a word, a character or a number
 * @param answer which answer was differentiated, such as {@code tags}
 * @param outputs its rows: one per step, or one for the sequence
 * @param connectivity per row of the answer and step, the norm of the gradient of the row by the step's input; empty if no
 * field has a row per step
 * @param layers the cells that run over the sequence
 * @param attentions what looks from one axis at another
 * @param merges what is made of the two directions of each bidirectional network
 */
public record Inspection(
        String model,
        List<String> steps,
        String answer,
        List<Output> outputs,
        List<double[]> connectivity,
        List<Layer> layers,
        List<Merge> merges,
        List<Attention> attentions) {
    /** Below this, a gate erases; above {@link #OPEN}, it lets pass. */
    public static final double SHUT = 0.1;

    /** Above this, a gate lets pass. */
    public static final double OPEN = 0.9;

    public Inspection {
        steps = List.copyOf(steps);
        outputs = List.copyOf(outputs);
        connectivity = List.copyOf(connectivity);
        layers = List.copyOf(layers);
        merges = List.copyOf(merges);
        attentions = List.copyOf(attentions);
    }

    /**
     * A row of the answer.
     *
     * @param step the step it belongs to; empty if it belongs to the sequence
     * @param text the answer: a label or numbers
     * @param probability of the label
     */
    public record Output(Optional<Integer> step, String text, Optional<Double> probability) {}

    /**
     * A cell that runs over the sequence in one direction.
     *
     * @param path its place in the spec
     * @param cell the cell's name
     * @param reverse whether it runs from the end to the beginning
     * @param steps what each step of its axis reads
     * @param equations its equations in the cell's order
     * @param order its units, similar ones adjacent, for the equations with as many units as this has entries
     * @param connectivity as {@link Inspection#connectivity}, through this layer alone: by the cell's input
     * @param reach per state, its {@link Reach}
     */
    public record Layer(
            String path,
            String cell,
            boolean reverse,
            List<String> steps,
            List<Heat> equations,
            List<Integer> order,
            List<double[]> connectivity,
            List<Reach> reach) {}

    /**
     * An equation with a number for each step of another axis at each step of its own: how much of the other each looks at.
     *
     * @param path the place of its layer
     * @param name its name
     * @param label the comment in the spec, or an empty text
     * @param rows what each step of the layer's axis reads
     * @param columns what each step of the other axis reads
     * @param values row by row
     */
    public record Attention(
            String path, String name, String label, List<String> rows, List<String> columns, float[] values) {
        /** Whether they are all from 0 to 1, as weights are and scores are not. */
        boolean isShares() {
            for (float value : values) {
                if (!(value >= 0 && value <= 1 + 1e-5)) {
                    return false;
                }
            }
            return true;
        }

        /** The number of a column in a row. */
        public double at(int row, int column) {
            return values[row * columns.size() + column];
        }
    }

    /**
     * The value of an equation at all steps.
     *
     * @param name its name; {@code h'} is the state after the step
     * @param label the comment in the spec, or an empty text
     * @param units how many numbers it has per step
     * @param values step by step
     */
    public record Heat(String name, String label, int units, float[] values) {
        /** The value of a unit at a step. */
        public float at(int step, int unit) {
            return values[step * units + unit];
        }

        /** The mean over steps and units. */
        public double mean() {
            return IntStream.range(0, values.length)
                    .mapToDouble(i -> values[i])
                    .average()
                    .orElse(0);
        }

        /** Whether all its values are from 0 to 1: it can be a mask. */
        public boolean isMask() {
            return IntStream.range(0, values.length).allMatch(i -> values[i] >= 0 && values[i] <= 1);
        }

        /** The share of its values below {@link #SHUT}. */
        public double shut() {
            return share(IntStream.range(0, values.length)
                    .filter(i -> values[i] < SHUT)
                    .count());
        }

        /** The share of its values above {@link #OPEN}. */
        public double open() {
            return share(IntStream.range(0, values.length)
                    .filter(i -> values[i] > OPEN)
                    .count());
        }

        /** A size that all but a fiftieth of its values stay below: what a picture of signed values is scaled by. */
        public double typical() {
            double[] sizes = IntStream.range(0, values.length)
                    .mapToDouble(i -> Math.abs(values[i]))
                    .sorted()
                    .toArray();
            return sizes.length == 0 ? 0 : sizes[(int) ((sizes.length - 1) * 0.98)];
        }

        private double share(long count) {
            return values.length == 0 ? 0 : (double) count / values.length;
        }
    }

    /**
     * How far the gradient of the answer reaches back in time.
     *
     * @param state the state after the step, {@code h'}
     * @param norms per row of the answer and step, the norm of the gradient of the row by the state
     * @param byDistance per number of steps between the state and the answer, the mean of these norms
     */
    public record Reach(String state, List<double[]> norms, double[] byDistance) {}

    /**
     * The two directions of a bidirectional network.
     *
     * @param path its place in the spec
     * @param forward per step, the norm of what the forward direction puts out
     * @param backward per step, the norm of what the backward direction puts out
     * @param merged per step, the norm of what the merge makes of both
     * @param cosine per step, the cosine between the two directions: -1 if they say the opposite, 0 if they have nothing to do
     *     with each other
     */
    public record Merge(String path, double[] forward, double[] backward, double[] merged, double[] cosine) {}

    /** The mean norm of the gradients at each distance between a state and the row of the answer that it was measured at. */
    static double[] byDistance(List<double[]> norms, List<Output> outputs, boolean reverse) {
        int steps = norms.isEmpty() ? 0 : norms.get(0).length;
        double[] sums = new double[steps];
        int[] counts = new int[steps];
        for (int k = 0; k < norms.size(); k++) {
            int at = outputs.get(k).step().orElse(reverse ? 0 : steps - 1);
            for (int t = 0; t < steps; t++) {
                int distance = reverse ? t - at : at - t;
                if (distance >= 0) {
                    sums[distance] += norms.get(k)[t];
                    counts[distance]++;
                }
            }
        }
        return Arrays.copyOf(
                IntStream.range(0, steps)
                        .mapToDouble(d -> sums[d] / Math.max(1, counts[d]))
                        .toArray(),
                steps);
    }
}
