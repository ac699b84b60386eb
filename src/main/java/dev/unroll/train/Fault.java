package dev.unroll.train;

import dev.unroll.run.Batch;
import dev.unroll.run.Results;
import dev.unroll.run.Weights;
import dev.unroll.run.Weights.Weight;
import dev.unroll.spec.Codes;
import dev.unroll.spec.Diagnostic;
import dev.unroll.spec.InvalidInput;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Finds where NaN or infinity came from.
 *
 * @param network the model
 * @param weights its weights at the time
 * @param batch the batch, with its states
 * @param when the time, to be read in a sentence: {@code in epoch 2, step 17}
 * @param rate the learning rate at the time
 * @param clips whether gradients are clipped
 */
record Fault(Network network, Weights weights, Batch batch, String when, double rate, boolean clips) {
    /**
     * What to tell the user.
     *
     * @param gradients the results of the training step
     */
    InvalidInput find(Results gradients) {
        // The gradients' arrays are overwritten by the next run, so they are looked at first.
        Optional<String> gradient = weights.all().stream()
                .filter(w -> !Norms.finite(gradients.values(Updates.gradient(w)), gradients.size(Updates.gradient(w))))
                .map(Weight::name)
                .findFirst();
        Optional<Diagnostic> found =
                weight(weights).map(name -> weight(name, when)).or(this::equation);
        Diagnostic diagnostic = found.orElseGet(() -> Diagnostic.error(
                Codes.NOT_FINITE,
                gradient.map(name -> "the gradient of '%s' is not finite %s".formatted(name, when))
                        .orElse("the loss is not finite " + when)));
        return new InvalidInput(diagnostic.hint(hint(rate, clips)));
    }

    /** What to tell the user where the validation part, or the weights themselves, are no longer finite. */
    static InvalidInput afterEpoch(Weights weights, String when, double rate, boolean clips) {
        Diagnostic diagnostic = weight(weights)
                .map(name -> weight(name, when))
                .orElseGet(() ->
                        Diagnostic.error(Codes.NOT_FINITE, "the loss on the validation part is not finite " + when));
        return new InvalidInput(diagnostic.hint(hint(rate, clips)));
    }

    /** The first weight that is not finite. */
    static Optional<String> weight(Weights weights) {
        return weights.all().stream()
                .filter(w -> !Norms.finite(w.values(), w.values().length))
                .findFirst()
                .map(Weight::name);
    }

    private static Diagnostic weight(String name, String when) {
        return Diagnostic.error(Codes.NOT_FINITE, "the weight '%s' is no longer finite %s".formatted(name, when));
    }

    private Optional<Diagnostic> equation() {
        Set<String> values = network.equations().stream().map(Fault::output).collect(Collectors.toSet());
        Results results = network.evaluate(new Carrying(network).with(values), weights, batch);
        for (Network.Place equation : network.equations()) {
            float[] numbers = results.values(output(equation));
            int size = results.size(output(equation));
            for (int i = 0; i < size; i++) {
                if (!Float.isFinite(numbers[i])) {
                    String message = "'%s' became %s %s: the first value that is not finite"
                            .formatted(equation.name(), Float.isNaN(numbers[i]) ? "NaN" : "infinite", when);
                    return Optional.of(Diagnostic.error(Codes.NOT_FINITE, message, equation.span()));
                }
            }
        }
        return Optional.empty();
    }

    private static String output(Network.Place equation) {
        return "value:" + equation.name();
    }

    private static String hint(double rate, boolean clips) {
        return "lower the rate (now %s)%s"
                .formatted(Double.toString(rate), clips ? "" : " or limit gradients with 'clip: 5' under 'train'");
    }
}
