package dev.unroll.run;

import dev.unroll.run.kernel.Gemm;
import dev.unroll.run.kernel.Kernels;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The yardstick for compiled programs: training steps of {@code models/bench/w2.yaml}, an embedding, two layers of LSTM and a
 * softmax over characters, written by hand. Products with the inputs are done for all steps at once, the four gates as one
 * product, weights' gradients as one contraction over all rows; weights are packed once a step, and gate loops are fused. It
 * shares the kernels of {@link Gemm} with the programs it is compared to, and knows nothing of graphs.
 */
public final class HandWrittenLstm {
    static final int CLASSES = 65;
    static final int EMBEDDING = 64;
    static final int UNITS = 256;
    static final int GATES = 4 * UNITS;
    /** The order of the gates within a row of {@code GATES}. */
    private static final List<String> ORDER = List.of("i", "f", "g", "o");

    static final int TABLE = 0;
    private static final int FIRST_LAYER = TABLE + CLASSES * EMBEDDING;
    static final int SCORES = FIRST_LAYER + (EMBEDDING + UNITS + 1) * GATES + (UNITS + UNITS + 1) * GATES;
    static final int SCORES_BIAS = SCORES + UNITS * CLASSES;
    /** All weights, and a little more, so that every piece of it is a whole number of vectors. */
    static final int ROOM = (SCORES_BIAS + CLASSES + 127) / 64 * 64;

    private static final double RATE = 0.001;

    private final float[] weights = new float[ROOM];
    private final float[] mean = new float[ROOM];
    private final float[] square = new float[ROOM];
    private final List<Layer> layers = new ArrayList<>();
    private final Gemm.Packed scores = new Gemm.Packed();
    private final Gemm.Packed scoresBack = new Gemm.Packed();
    private final List<Runnable> packing = new ArrayList<>();
    private final HandWrittenShard[] shards;
    private final double[] losses;
    private long steps;

    /** One layer: where its weights are, and the same packed for products forward and back. */
    record Layer(
            int inputs,
            int xAt,
            int hAt,
            int biasAt,
            Gemm.Packed x,
            Gemm.Packed h,
            Gemm.Packed xBack,
            Gemm.Packed hBack) {
        static Layer at(int at, int inputs) {
            int hAt = at + inputs * GATES;
            return new Layer(
                    inputs,
                    at,
                    hAt,
                    hAt + UNITS * GATES,
                    new Gemm.Packed(),
                    new Gemm.Packed(),
                    new Gemm.Packed(),
                    new Gemm.Packed());
        }
    }

    /** Where a weight of the model is among ours. */
    private record Place(int at, int rows, int columns, int stride) {}

    /**
     * @param initial the weights of the model, copied
     * @param threads how many shards the batch is cut into
     * @param batch how many sequences every batch has
     * @param length how many steps every sequence has
     */
    public HandWrittenLstm(Weights initial, int threads, int batch, int length) {
        layers.add(Layer.at(FIRST_LAYER, EMBEDDING));
        layers.add(Layer.at(layers.get(0).biasAt() + GATES, UNITS));
        Gemm gemm = new Gemm(Kernels.best());
        for (Layer layer : layers) {
            pack(gemm, layer.hAt(), UNITS, GATES, layer.h(), layer.hBack());
            pack(gemm, layer.xAt(), layer.inputs(), GATES, layer.x(), layer.xBack());
        }
        pack(gemm, SCORES, UNITS, CLASSES, scores, scoresBack);
        for (Weights.Weight weight : initial.all()) {
            Place place = place(weight.name());
            for (int r = 0; r < place.rows(); r++) {
                System.arraycopy(
                        weight.values(),
                        r * place.columns(),
                        weights,
                        place.at() + r * place.stride(),
                        place.columns());
            }
        }
        shards = new HandWrittenShard[threads];
        losses = new double[threads];
        for (int k = 0; k < threads; k++) {
            int first = k * batch / threads;
            shards[k] = new HandWrittenShard(this, first, (k + 1) * batch / threads - first, length);
        }
    }

    private void pack(Gemm gemm, int at, int rows, int columns, Gemm.Packed forward, Gemm.Packed back) {
        packing.add(() -> gemm.pack(weights, at, columns, rows, columns, false, forward));
        packing.add(() -> gemm.pack(weights, at, columns, columns, rows, true, back));
    }

    float[] weights() {
        return weights;
    }

    List<Layer> layers() {
        return layers;
    }

    Gemm.Packed scores() {
        return scores;
    }

    Gemm.Packed scoresBack() {
        return scoresBack;
    }

    /**
     * A whole training step: forward, backward, Adam.
     *
     * @return the mean loss before it
     */
    public double step(Batch batch) {
        double loss = differentiate(batch);
        steps++;
        float rate = (float) (RATE / (1 - Math.pow(0.9, steps)));
        float scale = (float) (1 / Math.sqrt(1 - Math.pow(0.999, steps)));
        Threads.current().run(shards.length, k -> update(k, rate, scale));
        return loss;
    }

    private double differentiate(Batch batch) {
        Threads.current().run(packing.size(), k -> packing.get(k).run());
        int rows = batch.packing().total();
        Threads.current().run(shards.length, k -> losses[k] = shards[k].run(batch, rows));
        return Arrays.stream(losses).sum();
    }

    /** Each thread adds up and uses its part of the gradients. */
    private void update(int k, float rate, float scale) {
        int blocks = ROOM / 64;
        int from = k * blocks / shards.length * 64;
        int to = (k + 1) * blocks / shards.length * 64;
        for (int s = 1; s < shards.length; s++) {
            HandWrittenLoops.add(shards[s].gradient(), from, shards[0].gradient(), from, to - from);
        }
        HandWrittenLoops.adam(weights, shards[0].gradient(), mean, square, from, to, rate, scale);
    }

    /** The gradient of a weight of the model, as the model has it; valid after {@link #step} until the next. */
    public float[] gradient(String weight) {
        Place place = place(weight);
        float[] gradient = new float[place.rows() * place.columns()];
        for (int r = 0; r < place.rows(); r++) {
            System.arraycopy(
                    shards[0].gradient(),
                    place.at() + r * place.stride(),
                    gradient,
                    r * place.columns(),
                    place.columns());
        }
        return gradient;
    }

    private Place place(String weight) {
        String[] path = weight.split("\\.");
        if (weight.equals("h.table")) {
            return new Place(TABLE, CLASSES, EMBEDDING, EMBEDDING);
        } else if (weight.equals("scores.h")) {
            return new Place(SCORES, UNITS, CLASSES, CLASSES);
        } else if (weight.equals("scores.bias")) {
            return new Place(SCORES_BIAS, 1, CLASSES, CLASSES);
        } else if (path.length != 4 || !ORDER.contains(path[2])) {
            throw new IllegalArgumentException("w2 has no weight '" + weight + "'");
        }
        Layer layer = layers.get(Integer.parseInt(path[1]) - 1);
        int column = ORDER.indexOf(path[2]) * UNITS;
        return switch (path[3]) {
            case "x" -> new Place(layer.xAt() + column, layer.inputs(), UNITS, GATES);
            case "h" -> new Place(layer.hAt() + column, UNITS, UNITS, GATES);
            default -> new Place(layer.biasAt() + column, 1, UNITS, GATES);
        };
    }
}
