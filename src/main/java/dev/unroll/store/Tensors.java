package dev.unroll.store;

import dev.unroll.diagnostic.Codes;
import dev.unroll.diagnostic.Diagnostic;
import dev.unroll.diagnostic.Diagnostics;
import dev.unroll.diagnostic.InvalidInput;
import dev.unroll.run.Weights;
import dev.unroll.run.Weights.Weight;
import dev.unroll.tensor.Shape;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Checks tensors that were read against those that are needed. */
final class Tensors {
    private Tensors() {}

    /**
     * The tensors of these names in this order.
     *
     * @throws dev.unroll.diagnostic.InvalidInput if one is missing, has another shape, or is not needed
     */
    static Weights fit(Path file, Weights read, Map<String, Shape> needed) {
        Diagnostics diagnostics = new Diagnostics();
        List<Weight> fitting = new ArrayList<>();
        needed.forEach((name, shape) -> {
            Optional<Weight> weight = read.find(name);
            if (weight.isEmpty()) {
                diagnostics.add(wrong(file, "has no '" + name + "' " + shape));
            } else if (!weight.get().shape().equals(shape)) {
                diagnostics.add(wrong(file, "has '" + weight.get() + "', the model needs " + shape));
            } else {
                fitting.add(weight.get());
            }
        });
        for (Weight weight : read.all()) {
            if (!needed.containsKey(weight.name())) {
                diagnostics.add(wrong(file, "has '" + weight + "', which the model does not have"));
            }
        }
        diagnostics.throwIfErrors();
        return new Weights(fitting);
    }

    /** @throws dev.unroll.diagnostic.InvalidInput if a number is NaN or infinite */
    static void requireFinite(Path file, Weights weights) {
        for (Weight weight : weights.all()) {
            for (float value : weight.values()) {
                if (!Float.isFinite(value)) {
                    throw new InvalidInput(Diagnostic.error(
                                    Codes.RUN_FOLDER,
                                    "'" + file + "' cannot be used: '" + weight.name() + "' holds " + value)
                            .hint("train again: every prediction would be NaN"));
                }
            }
        }
    }

    private static Diagnostic wrong(Path file, String what) {
        return Diagnostic.error(Codes.RUN_FOLDER, "'" + file + "' does not fit the model: it " + what);
    }
}
