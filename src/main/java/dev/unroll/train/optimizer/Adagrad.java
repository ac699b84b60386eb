package dev.unroll.train.optimizer;

import java.util.List;

/**
 * Adagrad (Duchi, Hazan & Singer 2011): each entry's gradient is divided by the root of the sum of its squared
 * gradients. Decay is added to the gradient (L2).
 *
 * @param rate the learning rate
 * @param epsilon added to the root, against division by zero
 */
record Adagrad(double rate, double epsilon) implements Optimizer {
    @Override
    public List<String> states() {
        return List.of("square");
    }

    @Override
    public void update(float[] weight, float[] gradient, float[][] state, int from, int to, Step step) {
        float rate = (float) step.rate();
        float decay = (float) step.decay();
        float eps = (float) epsilon;
        float[] sumOfSquares = state[0];
        for (int i = from; i < to; i++) {
            float grad = gradient[i] + decay * weight[i];
            float sum = sumOfSquares[i] + grad * grad;
            sumOfSquares[i] = sum;
            weight[i] -= rate * grad / ((float) Math.sqrt(sum) + eps);
        }
    }
}
