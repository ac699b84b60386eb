package dev.unroll.train.optimizer;

import dev.unroll.plugin.Plugins;
import dev.unroll.spec.key.Key;
import dev.unroll.spec.key.Settings;
import java.util.List;

/** The optimizers that come with Unroll. */
public final class Optimizers {
    private static final double INFINITE = Double.POSITIVE_INFINITY;
    private static final double BELOW_ONE = Math.nextDown(1.0);

    /** Weight decay coefficient, as an argument of an optimizer instead of the trainer's key. */
    public static final Key<Double> DECAY =
            Key.number("decay", "weight decay coefficient; by default 0.01", 0, INFINITE);

    private static final Key<Double> MOMENTUM = Key.number("momentum", "momentum coefficient", 0, BELOW_ONE)
            .defaultValue(0.0)
            .examples("0.9");
    private static final Key<Boolean> NESTEROV =
            Key.flag("nesterov", "whether to use Nesterov momentum").defaultValue(false);
    private static final Key<Double> SMOOTHING = Key.number(
                    "smoothing", "decay rate of the mean squared gradient", 0, BELOW_ONE)
            .defaultValue(0.9);
    private static final Key<Double> BETA1 =
            Key.number("beta1", "decay rate of the first moment", 0, BELOW_ONE).defaultValue(0.9);
    private static final Key<Double> BETA2 =
            Key.number("beta2", "decay rate of the second moment", 0, BELOW_ONE).defaultValue(0.999);
    private static final Key<Double> EPSILON = epsilon(1e-8);
    private static final Key<Double> EPSILON_OF_ADAGRAD = epsilon(1e-10);
    private static final Key<Double> RATE = rate(0.001);
    private static final Key<Double> RATE_OF_SGD = rate(0.1);
    private static final Key<Double> RATE_OF_ADAGRAD = rate(0.01);

    private Optimizers() {}

    /** Those that come with Unroll and those that others added. @throws InvalidInput if two have the same name */
    public static Methods<Optimizer> of(Plugins plugins) {
        return builtIn().with(plugins.of(Optimizer.class), GuardedMethods.OPTIMIZERS);
    }

    /** {@code sgd}, {@code rmsprop}, {@code adagrad}, {@code adam}, {@code adamw}. */
    public static Methods<Optimizer> builtIn() {
        return new Methods<>(
                "optimizer",
                List.of(
                        new Method<>(
                                "sgd",
                                "stochastic gradient descent, optionally with momentum",
                                1,
                                List.of(RATE_OF_SGD, MOMENTUM, NESTEROV),
                                Optimizers::sgd),
                        new Method<>(
                                "rmsprop",
                                "gradients divided by their moving root mean square",
                                1,
                                List.of(RATE, SMOOTHING, MOMENTUM, EPSILON),
                                Optimizers::rmsprop),
                        new Method<>(
                                "adagrad",
                                "gradients divided by the root of their summed squares",
                                1,
                                List.of(RATE_OF_ADAGRAD, EPSILON_OF_ADAGRAD),
                                s -> new Adagrad(s.get(RATE_OF_ADAGRAD), s.get(EPSILON_OF_ADAGRAD))),
                        new Method<>(
                                "adam",
                                "adaptive moments: moving averages of gradients and their squares",
                                1,
                                List.of(RATE, BETA1, BETA2, EPSILON),
                                s -> adam(s, false, 0)),
                        new Method<>(
                                "adamw",
                                "adam with decoupled weight decay",
                                1,
                                List.of(RATE, BETA1, BETA2, EPSILON, DECAY),
                                s -> adam(s, true, s.find(DECAY).orElse(0.01)))));
    }

    private static Optimizer sgd(Settings s) {
        double momentum = s.get(MOMENTUM);
        boolean nesterov = s.get(NESTEROV);
        if (nesterov && momentum == 0) {
            s.error(NESTEROV, "'nesterov' needs a momentum, such as momentum=0.9");
        }
        return new Sgd(s.get(RATE_OF_SGD), momentum, nesterov);
    }

    private static Optimizer rmsprop(Settings s) {
        return new RmsProp(s.get(RATE), s.get(SMOOTHING), s.get(MOMENTUM), s.get(EPSILON));
    }

    private static Optimizer adam(Settings s, boolean decoupled, double decay) {
        return new Adam(s.get(RATE), s.get(BETA1), s.get(BETA2), s.get(EPSILON), decoupled, decay);
    }

    private static Key<Double> rate(double defaultValue) {
        return Key.number("rate", "the learning rate before the schedule", 0, INFINITE)
                .defaultValue(defaultValue);
    }

    private static Key<Double> epsilon(double defaultValue) {
        return Key.number("epsilon", "constant that avoids division by zero", Double.MIN_NORMAL, INFINITE)
                .defaultValue(defaultValue);
    }
}
