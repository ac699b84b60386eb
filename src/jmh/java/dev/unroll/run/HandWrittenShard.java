package dev.unroll.run;

import dev.unroll.run.HandWrittenLstm.Layer;
import dev.unroll.run.kernel.Gemm;
import dev.unroll.run.kernel.Kernels;
import dev.unroll.run.kernel.VectorMath;
import java.util.Arrays;

/**
 * Some sequences of a batch through {@link HandWrittenLstm}, forward and back, on one thread. Rows lie step by step, as in a
 * packed batch; all buffers are kept.
 */
final class HandWrittenShard {
    private static final int UNITS = HandWrittenLstm.UNITS;
    private static final int GATES = HandWrittenLstm.GATES;
    private static final int EMBEDDING = HandWrittenLstm.EMBEDDING;
    private static final int CLASSES = HandWrittenLstm.CLASSES;
    private static final float[] ZEROS = new float[GATES];

    private final HandWrittenLstm net;
    private final Gemm gemm = new Gemm(Kernels.best());
    private final int first;
    private final int batch;
    private final int steps;
    private final int rows;
    private final int[] text;
    private final int[] next;

    private final float[] embedded;
    /** Per layer the gates {@code [i f g o]}, which become their own gradients on the way back. */
    private final float[][] gates;

    private final float[][] c;
    /** tanh(c). */
    private final float[][] s;

    private final float[][] h;
    private final float[] recurrent;
    private final float[] scores;
    private final float[] shifted = new float[CLASSES];
    private final float[] exponentials = new float[CLASSES];
    private final float[] up;
    private final float[] later;
    private final float[] dc;
    private final float[] gradient;

    /** @param first the first of {@code batch} neighbouring sequences */
    HandWrittenShard(HandWrittenLstm net, int first, int batch, int steps) {
        this.net = net;
        this.first = first;
        this.batch = batch;
        this.steps = steps;
        int layers = net.layers().size();
        rows = batch * steps;
        text = new int[rows];
        next = new int[rows];
        embedded = new float[rows * EMBEDDING];
        gates = new float[layers][rows * GATES];
        c = new float[layers][rows * UNITS];
        s = new float[layers][rows * UNITS];
        h = new float[layers][rows * UNITS];
        recurrent = new float[batch * GATES];
        scores = new float[rows * CLASSES];
        up = new float[rows * UNITS];
        later = new float[batch * UNITS];
        dc = new float[batch * UNITS];
        gradient = new float[HandWrittenLstm.ROOM];
    }

    /** The gradient of all weights by this shard's part of the loss, laid out as they are. */
    float[] gradient() {
        return gradient;
    }

    /**
     * Computes the gradient.
     *
     * @param all how many rows the whole batch has, whose mean the loss is
     * @return this shard's part of the loss
     */
    double run(Batch whole, int all) {
        take(whole.values().get("text"), text);
        take(whole.values().get("next"), next);
        for (int row = 0; row < rows; row++) {
            int from = HandWrittenLstm.TABLE + text[row] * EMBEDDING;
            System.arraycopy(net.weights(), from, embedded, row * EMBEDDING, EMBEDDING);
        }
        for (int l = 0; l < h.length; l++) {
            forward(net.layers().get(l), l);
        }
        double loss = loss(all);
        for (int l = h.length - 1; l >= 0; l--) {
            backward(net.layers().get(l), l);
        }
        embeddingGradient();
        return loss;
    }

    private void take(float[] whole, int[] own) {
        int all = whole.length / steps;
        for (int t = 0; t < steps; t++) {
            for (int b = 0; b < batch; b++) {
                own[t * batch + b] = (int) whole[t * all + first + b];
            }
        }
    }

    private float[] input(int l) {
        return l == 0 ? embedded : h[l - 1];
    }

    private void forward(Layer layer, int l) {
        gemm.multiply(rows, input(l), 0, layer.inputs(), layer.x(), gates[l], 0, GATES);
        for (int t = 0; t < steps; t++) {
            if (t > 0) {
                gemm.multiply(batch, h[l], (t - 1) * batch * UNITS, UNITS, layer.h(), recurrent, 0, GATES);
            }
            for (int b = 0; b < batch; b++) {
                step(layer, l, t, b);
            }
        }
    }

    private void step(Layer layer, int l, int t, int b) {
        int row = t * batch + b;
        int z = row * GATES;
        float[] r = t > 0 ? recurrent : ZEROS;
        int ro = t > 0 ? b * GATES : 0;
        int bias = layer.biasAt();
        HandWrittenLoops.sigmoidOfSum(gates[l], z, r, ro, net.weights(), bias, 2 * UNITS);
        HandWrittenLoops.tanhOfSum(gates[l], z + 2 * UNITS, r, ro + 2 * UNITS, net.weights(), bias + 2 * UNITS, UNITS);
        HandWrittenLoops.sigmoidOfSum(
                gates[l], z + 3 * UNITS, r, ro + 3 * UNITS, net.weights(), bias + 3 * UNITS, UNITS);
        float[] before = t > 0 ? c[l] : ZEROS;
        int beforeAt = t > 0 ? (row - batch) * UNITS : 0;
        HandWrittenLoops.state(gates[l], z, before, beforeAt, c[l], s[l], h[l], row * UNITS, UNITS);
    }

    /** The scores, their cross-entropy, and the gradients of both: of the top layer's output in {@code up}. */
    private double loss(int all) {
        float[] top = h[h.length - 1];
        gemm.multiply(rows, top, 0, UNITS, net.scores(), scores, 0, CLASSES);
        Arrays.fill(gradient, HandWrittenLstm.SCORES_BIAS, HandWrittenLstm.SCORES_BIAS + CLASSES, 0);
        double loss = 0;
        for (int row = 0; row < rows; row++) {
            loss += softmax(row * CLASSES, next[row], 1f / all);
        }
        gemm.contract(
                rows, UNITS, top, 0, UNITS, CLASSES, scores, 0, CLASSES, gradient, HandWrittenLstm.SCORES, CLASSES);
        gemm.multiply(rows, scores, 0, CLASSES, net.scoresBack(), up, 0, UNITS);
        return loss / all;
    }

    private double softmax(int at, int label, float weight) {
        float max = Float.NEGATIVE_INFINITY;
        for (int j = 0; j < CLASSES; j++) {
            scores[at + j] += net.weights()[HandWrittenLstm.SCORES_BIAS + j];
            max = Math.max(max, scores[at + j]);
        }
        for (int j = 0; j < CLASSES; j++) {
            shifted[j] = scores[at + j] - max;
        }
        double loss = -shifted[label];
        VectorMath.exp(shifted, 0, ZEROS, 0, ZEROS, 0, exponentials, 0, CLASSES);
        float sum = 0;
        for (int j = 0; j < CLASSES; j++) {
            sum += exponentials[j];
        }
        float scale = weight / sum;
        for (int j = 0; j < CLASSES; j++) {
            scores[at + j] = exponentials[j] * scale;
        }
        scores[at + label] -= weight;
        for (int j = 0; j < CLASSES; j++) {
            gradient[HandWrittenLstm.SCORES_BIAS + j] += scores[at + j];
        }
        return loss + Math.log(sum);
    }

    /** From the gradient of the layer's output in {@code up} to that of its input, which takes its place. */
    private void backward(Layer layer, int l) {
        Arrays.fill(later, 0);
        Arrays.fill(dc, 0);
        Arrays.fill(gradient, layer.biasAt(), layer.biasAt() + GATES, 0);
        for (int t = steps - 1; t >= 0; t--) {
            for (int b = 0; b < batch; b++) {
                stepBack(layer, l, t, b);
            }
            if (t > 0) {
                gemm.multiply(batch, gates[l], t * batch * GATES, GATES, layer.hBack(), later, 0, UNITS);
            }
        }
        int inputs = layer.inputs();
        gemm.contract(rows, inputs, input(l), 0, inputs, GATES, gates[l], 0, GATES, gradient, layer.xAt(), GATES);
        gemm.contract(
                rows - batch,
                UNITS,
                h[l],
                0,
                UNITS,
                GATES,
                gates[l],
                batch * GATES,
                GATES,
                gradient,
                layer.hAt(),
                GATES);
        gemm.multiply(rows, gates[l], 0, GATES, layer.xBack(), up, 0, inputs);
    }

    private void stepBack(Layer layer, int l, int t, int b) {
        int row = t * batch + b;
        float[] before = t > 0 ? c[l] : ZEROS;
        int beforeAt = t > 0 ? (row - batch) * UNITS : 0;
        HandWrittenLoops.stateGradient(
                gates[l], row * GATES, before, beforeAt, s[l], up, row * UNITS, later, dc, b * UNITS, UNITS);
        HandWrittenLoops.add(gates[l], row * GATES, gradient, layer.biasAt(), GATES);
    }

    private void embeddingGradient() {
        Arrays.fill(gradient, HandWrittenLstm.TABLE, HandWrittenLstm.TABLE + CLASSES * EMBEDDING, 0);
        for (int row = 0; row < rows; row++) {
            int to = HandWrittenLstm.TABLE + text[row] * EMBEDDING;
            HandWrittenLoops.add(up, row * EMBEDDING, gradient, to, EMBEDDING);
        }
    }
}
