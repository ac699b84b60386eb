package dev.unroll.train.optimizer;

import java.util.List;

/**
 * Stochastic gradient descent with momentum (Polyak 1964) or Nesterov's (Sutskever et al. 2013, in the form that needs the
 * gradient at the present weights only). Decay is added to the gradient (L2).
 *
 * @param rate the learning rate
 * @param momentum how much of the last move is mu; 0 for none
 * @param nesterov whether the momentum looks ahead
 */
record Sgd(double rate, double momentum, boolean nesterov) implements Optimizer {
    @Override
    public List<String> states() {
        return momentum > 0 ? List.of("velocity") : List.of();
    }

    @Override
    public void update(float[] weight, float[] gradient, float[][] state, int from, int to, Step step) {
        float rate = (float) step.rate();
        float decay = (float) step.decay();
        if (momentum == 0) {
            for (int i = from; i < to; i++) {
                weight[i] -= rate * (gradient[i] + decay * weight[i]);
            }
        } else if (nesterov) {
            ahead(weight, gradient, state[0], from, to, rate, decay);
        } else {
            heavy(weight, gradient, state[0], from, to, rate, decay);
        }
    }

    private void heavy(float[] weight, float[] gradient, float[] velocity, int from, int to, float rate, float decay) {
        float mu = (float) momentum;
        for (int i = from; i < to; i++) {
            velocity[i] = mu * velocity[i] + gradient[i] + decay * weight[i];
        }
        for (int i = from; i < to; i++) {
            weight[i] -= rate * velocity[i];
        }
    }

    private void ahead(float[] weight, float[] gradient, float[] velocity, int from, int to, float rate, float decay) {
        float mu = (float) momentum;
        for (int i = from; i < to; i++) {
            float grad = gradient[i] + decay * weight[i];
            float moved = mu * velocity[i] + grad;
            velocity[i] = moved;
            weight[i] -= rate * (grad + mu * moved);
        }
    }
}
