package dev.unroll.train.optimizer;

import java.util.List;

/**
 * RMSprop (Tieleman & Hinton 2012): each number's step is divided by the root of a moving average of its squared gradients.
 * Decay is added to the gradient (L2).
 *
 * @param rate the learning rate
 * @param smoothing how much of the average is kept from step to step
 * @param momentum how much of the last move is kept; 0 for none
 * @param epsilon added to the root, against division by zero
 */
record RmsProp(double rate, double smoothing, double momentum, double epsilon) implements Optimizer {
    @Override
    public List<String> states() {
        return momentum > 0 ? List.of("square", "velocity") : List.of("square");
    }

    @Override
    public void update(float[] weight, float[] gradient, float[][] state, int from, int to, Step step) {
        float rate = (float) step.rate();
        float decay = (float) step.decay();
        float rho = (float) smoothing;
        float oneMinusRho = (float) (1 - smoothing);
        float eps = (float) epsilon;
        float[] meanSquare = state[0];
        if (momentum == 0) {
            for (int i = from; i < to; i++) {
                float grad = gradient[i] + decay * weight[i];
                float average = rho * meanSquare[i] + oneMinusRho * grad * grad;
                meanSquare[i] = average;
                weight[i] -= rate * grad / ((float) Math.sqrt(average) + eps);
            }
            return;
        }
        float mu = (float) momentum;
        float[] velocity = state[1];
        for (int i = from; i < to; i++) {
            float grad = gradient[i] + decay * weight[i];
            float average = rho * meanSquare[i] + oneMinusRho * grad * grad;
            float moved = mu * velocity[i] + grad / ((float) Math.sqrt(average) + eps);
            meanSquare[i] = average;
            velocity[i] = moved;
            weight[i] -= rate * moved;
        }
    }
}
