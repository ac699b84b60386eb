package dev.unroll.train;

import dev.unroll.data.Batches;
import dev.unroll.data.Dataset;
import dev.unroll.data.Minibatch;
import dev.unroll.data.Split;
import dev.unroll.diagnostic.Codes;
import dev.unroll.diagnostic.Diagnostic;
import dev.unroll.diagnostic.InvalidInput;
import dev.unroll.model.Output;
import dev.unroll.run.Batch;
import dev.unroll.run.Results;
import dev.unroll.run.Weights;
import dev.unroll.run.Weights.Weight;
import dev.unroll.run.reference.NotFinite;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * Finds where NaN or infinity came from.
 *
 * @param network the model
 * @param weights its weights at the time
 * @param when the time, to be read in a sentence: {@code in epoch 2, step 17}
 * @param rate the learning rate at the time
 * @param growth how the loss changed until then
 */
record Fault(Network network, Weights weights, String when, double rate, Growth growth) {
    /**
     * What to tell the user of a training step.
     *
     * @param gradients its results
     * @param batch the batch, with its states
     */
    InvalidInput step(Results gradients, Batch batch) {
        // The gradients' arrays are overwritten by the next run, so they are looked at first.
        Optional<String> gradient = weights.all().stream()
                .filter(w -> !Norms.finite(gradients.values(Updates.gradient(w)), gradients.size(Updates.gradient(w))))
                .map(Weight::name)
                .findFirst();
        return weight(weights).map(this::ofWeight).or(() -> origin(batch, true)).orElseGet(() -> {
            Diagnostic diagnostic = equation(batch)
                    .orElseGet(() -> Diagnostic.error(
                            Codes.NOT_FINITE,
                            gradient.map(name -> "the gradient of '%s' is not finite %s".formatted(name, when))
                                    .orElse("the loss is not finite " + when)));
            return new InvalidInput(diagnostic.hint(unknown()));
        });
    }

    /**
     * What to tell the user where the validation part, or the weights themselves, are no longer finite.
     *
     * @param data with a validation part, if no weight is at fault
     */
    InvalidInput afterEpoch(Dataset data) {
        return weight(weights).map(this::ofWeight).orElseGet(() -> {
            Batches part = Batches.measuring(data, Split.VALID);
            Carrying carrying = new Carrying(network);
            Set<String> outputs = carrying.with(
                    network.losses().stream().map(Network.Loss::each).collect(Collectors.toCollection(TreeSet::new)));
            for (Minibatch minibatch : part.once()) {
                Batch batch = carrying.begin(minibatch);
                Results results = network.evaluate(outputs, weights, batch);
                boolean isFinite = network.losses().stream()
                        .allMatch(loss -> Norms.finite(results.values(loss.each()), results.size(loss.each())));
                if (!isFinite) {
                    Optional<InvalidInput> found = origin(batch, false);
                    if (found.isPresent()) {
                        return found.get();
                    }
                }
                carrying.end(results);
            }
            return new InvalidInput(
                    Diagnostic.error(Codes.NOT_FINITE, "the loss on the validation part is not finite " + when)
                            .hint(unknown()));
        });
    }

    /** The first weight that is not finite. */
    static Optional<String> weight(Weights weights) {
        return weights.all().stream()
                .filter(w -> !Norms.finite(w.values(), w.values().length))
                .findFirst()
                .map(Weight::name);
    }

    private InvalidInput ofWeight(String name) {
        return new InvalidInput(
                Diagnostic.error(Codes.NOT_FINITE, "the weight '%s' is no longer finite %s".formatted(name, when))
                        .hint(growth.history() + growth.remedy(rate)));
    }

    private Optional<InvalidInput> origin(Batch batch, boolean training) {
        return network.origin(weights, batch, training).map(origin -> {
            NotFinite found = origin.found();
            String where = found.path().isEmpty() ? "the loss" : "'" + found.path() + "'";
            String what = found.isNaN() ? "NaN" : "infinite";
            String message = found.isGradient()
                    ? "the gradient became %s %s, at '%s' in %s: the values themselves are finite"
                            .formatted(what, when, found.op(), where)
                    : "%s became %s %s, at '%s': the first value that is not finite"
                            .formatted(where, what, when, found.op());
            Diagnostic diagnostic = origin.span()
                    .map(span -> Diagnostic.error(Codes.NOT_FINITE, message, span))
                    .orElseGet(() -> Diagnostic.error(Codes.NOT_FINITE, message));
            return new InvalidInput(diagnostic.hint(cause(found)));
        });
    }

    /** The usual cause and what to do; the rate only where numbers have grown step by step. */
    private String cause(NotFinite found) {
        if (growth.isGrowing(weights)) {
            return growth.history() + growth.remedy(rate);
        } else if (found.isBranch()) {
            return "'where' computes both branches, and the one not selected gives NaN: its gradient is 0 times"
                    + " infinity. Bound the input of " + found.op() + ", such as "
                    + (found.op().equals("div") ? "a / where(b > 0, b, 1)" : found.op() + "(where(v > 0, v, 1))");
        }
        return switch (found.op()) {
            case "sqrt", "pow" ->
                "the derivative of sqrt is infinite at 0, and sqrt is NaN below 0: add a small number, such as sqrt(v + 1e-8)";
            case "log" ->
                "log and its derivative are infinite at 0, and log is NaN below 0: log(v + 1e-8) stays finite";
            case "div" -> "division by 0 or almost 0: a / (b + 1e-8) stays finite";
            case "exp" -> "exp overflows float32 above 88: bound its input, such as exp(min(v, 50))";
            default ->
                "it overflowed float32, 3.4e38, while weights and loss had not grown: check the"
                        + " size of its inputs";
        };
    }

    /** Where the op is not known: what may be it. */
    private String unknown() {
        return growth.isGrowing(weights)
                ? growth.history() + growth.remedy(rate)
                : "check for a log or sqrt of 0, a division by 0 or an exp of a large number; if the loss has been growing, "
                        + growth.remedy(rate);
    }

    private Optional<Diagnostic> equation(Batch batch) {
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
        return Output.VALUE.of(equation.name());
    }
}
