import dev.unroll.plugin.Bounds;
import dev.unroll.train.optimizer.Optimizer;
import java.util.List;

/** Moves each weight by the sign of a moving average of its gradients (Chen et al. 2023). */
public record Lion(
        @Bounds(min = 1e-9) double rate, @Bounds(min = 0, max = 0.9999) double beta1, @Bounds(min = 0, max = 0.9999) double beta2)
        implements Optimizer {
    public Lion() {
        this(0.0003, 0.9, 0.99);
    }

    @Override
    public List<String> states() {
        return List.of("average");
    }

    @Override
    public void update(float[] weight, float[] gradient, float[][] state, int from, int to, Step step) {
        float[] average = state[0];
        for (int i = from; i < to; i++) {
            double direction = Math.signum(beta1 * average[i] + (1 - beta1) * gradient[i]);
            weight[i] -= (float) (step.rate() * (direction + step.decay() * weight[i]));
            average[i] = (float) (beta2 * average[i] + (1 - beta2) * gradient[i]);
        }
    }
}
