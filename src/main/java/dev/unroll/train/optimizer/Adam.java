package dev.unroll.train.optimizer;

import java.util.List;

/**
 * Adam (Kingma & Ba 2015), and AdamW (Loshchilov & Hutter 2019) if decay is decoupled: it then shrinks the weights
 * directly instead of being added to the gradient.
 *
 * @param rate the learning rate
 * @param beta1 decay rate of the first moment
 * @param beta2 how much of the average squared gradient is kept
 * @param epsilon added to the root, against division by zero
 * @param decoupled whether this is AdamW
 * @param defaultDecay the decay if the spec sets none
 */
public record Adam(double rate, double beta1, double beta2, double epsilon, boolean decoupled, double defaultDecay)
        implements Optimizer {
    @Override
    public List<String> states() {
        return List.of("mean", "square");
    }

    @Override
    public void update(float[] weight, float[] gradient, float[][] state, int from, int to, Step step) {
        // Both averages start at zero; the divisors undo the pull towards it.
        float rate = (float) (step.rate() / (1 - Math.pow(beta1, step.number())));
        float scale = (float) (1 / Math.sqrt(1 - Math.pow(beta2, step.number())));
        float coupled = decoupled ? 0 : (float) step.decay();
        float shrink = decoupled ? (float) (step.rate() * step.decay()) : 0;
        float b1 = (float) beta1;
        float oneMinusB1 = (float) (1 - beta1);
        float b2 = (float) beta2;
        float oneMinusB2 = (float) (1 - beta2);
        float eps = (float) epsilon;
        float[] firstMoment = state[0];
        float[] secondMoment = state[1];
        for (int i = from; i < to; i++) {
            float grad = gradient[i] + coupled * weight[i];
            float m = b1 * firstMoment[i] + oneMinusB1 * grad;
            float v = b2 * secondMoment[i] + oneMinusB2 * grad * grad;
            firstMoment[i] = m;
            secondMoment[i] = v;
            weight[i] -= shrink * weight[i] + rate * m / ((float) Math.sqrt(v) * scale + eps);
        }
    }
}
