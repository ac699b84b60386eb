package dev.unroll.train;

import dev.unroll.model.Output;
import dev.unroll.run.Results;
import dev.unroll.run.Threads;
import dev.unroll.run.Weights;
import dev.unroll.run.Weights.Weight;
import dev.unroll.store.Trace;
import dev.unroll.train.optimizer.Optimizer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Clips the gradients of a batch and applies the optimizer to all weights. Owns the optimizer's state. */
public final class Updates {
    /** Numbers that a thread moves at a time. */
    private static final int PIECE = 1 << 15;

    private final TrainSettings settings;
    private final Optimizer optimizer;
    private final Weights weights;
    private final Map<String, float[][]> states = new LinkedHashMap<>();
    /** Copies of gradients that were clipped, one for each weight. */
    private final float[][] clipped;

    private final List<Piece> pieces = new ArrayList<>();
    private float[] rows = {};
    private final float[][] rowStates;
    private final float[][] gradients;
    private final List<Optional<int[]>> touched;
    private double norm;
    private final double[] norms;

    /** Some neighbouring numbers of a weight that is moved as a whole. */
    private record Piece(int weight, int from, int to) {}

    public Updates(TrainSettings settings, Weights weights) {
        this.settings = settings;
        this.optimizer = settings.optimizer();
        this.weights = weights;
        int count = optimizer.states().size();
        rowStates = new float[count][0];
        gradients = new float[weights.all().size()][];
        clipped = new float[gradients.length][0];
        norms = new double[gradients.length];
        touched = new ArrayList<>(Collections.nCopies(gradients.length, Optional.empty()));
        for (Weight weight : weights.all()) {
            states.put(weight.name(), new float[count][weight.values().length]);
        }
    }

    /** The output that holds a weight's gradient. */
    static String gradient(Weight weight) {
        return Output.GRADIENT.of(weight.name());
    }

    /**
     * Takes the gradients of a batch, which {@link #apply} then uses; both before the next run.
     *
     * @return the length of all gradients taken as one vector; not finite if any of their numbers is not
     */
    public double take(Results results) {
        double squares = 0;
        for (int i = 0; i < gradients.length; i++) {
            Weight weight = weights.all().get(i);
            // Asked for once: putting together what several threads computed is work.
            gradients[i] = results.values(gradient(weight));
            touched.set(i, results.rowsTouched(gradient(weight)));
            double own = Norms.squares(gradients[i], length(i));
            norms[i] = Math.sqrt(own);
            squares += own;
        }
        norm = Math.sqrt(squares);
        return norm;
    }

    /** The length of each weight's gradient as it was taken. */
    Map<String, Double> norms() {
        Map<String, Double> all = new LinkedHashMap<>();
        for (int i = 0; i < norms.length; i++) {
            all.put(weights.all().get(i).name(), norms[i]);
        }
        return all;
    }

    /**
     * Moves all weights along the gradients taken, all of which must be finite.
     *
     * @param step how many steps there were with this one
     * @param rate the learning rate
     */
    public void apply(long step, double rate) {
        boolean tooLong = settings.clip().isPresent() && norm > settings.clip().getAsDouble();
        float scale = tooLong ? (float) (settings.clip().getAsDouble() / norm) : 1;
        Optimizer.Step decayed = new Optimizer.Step(step, rate, settings.decay());
        Optimizer.Step plain = new Optimizer.Step(step, rate, 0);
        pieces.clear();
        long numbers = 0;
        for (int i = 0; i < gradients.length; i++) {
            int length = length(i);
            if (clips(scale)) {
                clipped[i] = room(clipped[i], length);
            }
            if (touched.get(i).isPresent()) {
                Weight weight = weights.all().get(i);
                rows(
                        weight,
                        clip(i, 0, length, scale),
                        touched.get(i).get(),
                        weight.shape().rank() > 1 ? decayed : plain);
            } else {
                numbers += length;
                for (int from = 0; from < length; from += PIECE) {
                    pieces.add(new Piece(i, from, Math.min(length, from + PIECE)));
                }
            }
        }
        Threads.current().run(pieces.size(), numbers, k -> {
            Piece piece = pieces.get(k);
            Weight weight = weights.all().get(piece.weight());
            optimizer.update(
                    weight.values(),
                    clip(piece.weight(), piece.from(), piece.to(), scale),
                    states.get(weight.name()),
                    piece.from(),
                    piece.to(),
                    weight.shape().rank() > 1 ? decayed : plain);
        });
    }

    /** The same, and measures how far each weight moved. */
    Map<String, Trace.Moved> measured(long step, double rate) {
        Weights before = weights.copy();
        apply(step, rate);
        Map<String, Trace.Moved> moved = new LinkedHashMap<>();
        for (int i = 0; i < norms.length; i++) {
            Weight weight = weights.all().get(i);
            float[] old = before.all().get(i).values();
            moved.put(
                    weight.name(),
                    new Trace.Moved(
                            norms[i], Math.sqrt(Norms.squares(old, old.length)), Norms.distance(old, weight.values())));
        }
        return moved;
    }

    private int length(int i) {
        Weight weight = weights.all().get(i);
        return touched.get(i).map(rows -> rows.length * width(weight)).orElse(weight.values().length);
    }

    private static int width(Weight weight) {
        return weight.values().length / weight.shape().dim(0);
    }

    private boolean clips(float scale) {
        return scale != 1 || settings.clipValue().isPresent();
    }

    /** The gradient itself or, as the program's arrays are not ours to change, a copy with these numbers clipped. */
    private float[] clip(int i, int from, int to, float scale) {
        float[] gradient = gradients[i];
        if (!clips(scale)) {
            return gradient;
        }
        float[] copy = clipped[i];
        if (settings.clipValue().isPresent()) {
            float most = (float) settings.clipValue().getAsDouble();
            for (int k = from; k < to; k++) {
                copy[k] = Math.max(-most, Math.min(most, gradient[k]));
            }
        } else {
            for (int k = from; k < to; k++) {
                copy[k] = scale * gradient[k];
            }
        }
        return copy;
    }

    /** Puts the touched rows one after the other, as the gradient has them, updates these and puts them back. */
    private void rows(Weight weight, float[] gradient, int[] touched, Optimizer.Step step) {
        int width = width(weight);
        int length = touched.length * width;
        float[][] state = states.get(weight.name());
        rows = room(rows, length);
        gather(weight.values(), rows, touched, width);
        for (int k = 0; k < state.length; k++) {
            rowStates[k] = room(rowStates[k], length);
            gather(state[k], rowStates[k], touched, width);
        }
        optimizer.update(rows, gradient, rowStates, 0, length, step);
        scatter(rows, weight.values(), touched, width);
        for (int k = 0; k < state.length; k++) {
            scatter(rowStates[k], state[k], touched, width);
        }
    }

    private static void gather(float[] table, float[] compact, int[] touched, int width) {
        for (int i = 0; i < touched.length; i++) {
            System.arraycopy(table, touched[i] * width, compact, i * width, width);
        }
    }

    private static void scatter(float[] compact, float[] table, int[] touched, int width) {
        for (int i = 0; i < touched.length; i++) {
            System.arraycopy(compact, i * width, table, touched[i] * width, width);
        }
    }

    private static float[] room(float[] array, int length) {
        return array.length >= length ? array : new float[length + length / 8];
    }

    /** What the optimizer remembers, under {@code WEIGHT/STATE}, shaped as the weights; live. */
    Weights state() {
        List<Weight> all = new ArrayList<>();
        for (Weight weight : weights.all()) {
            float[][] state = states.get(weight.name());
            for (int k = 0; k < state.length; k++) {
                String name = weight.name() + "/" + optimizer.states().get(k);
                all.add(new Weight(name, weight.shape(), state[k]));
            }
        }
        return new Weights(all);
    }
}
