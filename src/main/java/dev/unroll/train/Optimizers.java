package dev.unroll.train;

import dev.unroll.spec.Settings;
import java.util.List;

/** The optimizers that come with Unroll. */
public final class Optimizers {
    private static final double INFINITE = Double.POSITIVE_INFINITY;
    private static final double BELOW_ONE = Math.nextDown(1.0);
    private static final List<String> RATE = List.of("rate");

    private Optimizers() {}

    /** {@code sgd}, {@code rmsprop}, {@code adagrad}, {@code adam}, {@code adamw}. */
    public static Methods<Optimizer> builtIn() {
        return new Methods<>(
                "optimizer",
                List.of(
                        new Method<>("sgd", "stochastic gradient descent, with momentum if set", RATE, Optimizers::sgd),
                        new Method<>("rmsprop", "steps divided by recent gradients' size", RATE, Optimizers::rmsprop),
                        new Method<>("adagrad", "steps divided by all gradients' size", RATE, Optimizers::adagrad),
                        new Method<>("adam", "moving averages of gradients and their squares", RATE, s -> adam(s, 0)),
                        new Method<>(
                                "adamw", "adam with weight decay apart from the gradient", RATE, Optimizers::adamw)));
    }

    private static Optimizer sgd(Settings s) {
        double momentum = s.number("momentum", 0, 0, BELOW_ONE);
        boolean nesterov = s.flag("nesterov", false);
        if (nesterov && momentum == 0) {
            s.error("nesterov", "'nesterov' needs a momentum, such as momentum=0.9");
        }
        return new Sgd(rate(s, 0.1), momentum, nesterov);
    }

    private static Optimizer rmsprop(Settings s) {
        double smoothing = s.number("smoothing", 0.9, 0, BELOW_ONE);
        return new RmsProp(rate(s, 0.001), smoothing, s.number("momentum", 0, 0, BELOW_ONE), epsilon(s, 1e-8));
    }

    private static Optimizer adagrad(Settings s) {
        return new Adagrad(rate(s, 0.01), epsilon(s, 1e-10));
    }

    private static Optimizer adamw(Settings s) {
        return adam(s, s.number("decay", 0.01, 0, INFINITE));
    }

    private static Optimizer adam(Settings s, double decay) {
        double beta1 = s.number("beta1", 0.9, 0, BELOW_ONE);
        double beta2 = s.number("beta2", 0.999, 0, BELOW_ONE);
        return new Adam(rate(s, 0.001), beta1, beta2, epsilon(s, 1e-8), s.name().equals("adamw"), decay);
    }

    private static double rate(Settings s, double standard) {
        return s.number("rate", standard, 0, INFINITE);
    }

    private static double epsilon(Settings s, double standard) {
        return s.number("epsilon", standard, Double.MIN_NORMAL, INFINITE);
    }
}
