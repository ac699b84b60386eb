package dev.unroll.model;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** What other frameworks call a function: the name that it has here, or the reason why there is none. */
final class Foreign {
    private static final Map<String, String> NAMES = Map.ofEntries(
            Map.entry("linear", "affine"),
            Map.entry("dense", "affine"),
            Map.entry("fullyconnected", "affine"),
            Map.entry("embedding", "embed"),
            Map.entry("concatenate", "concat"),
            Map.entry("cat", "concat"),
            Map.entry("logsumexp", "log_sum_exp"),
            Map.entry("arange", "range"),
            Map.entry("eye", "identity"),
            Map.entry("view", "reshape"),
            Map.entry("matmul", "a @ b"),
            Map.entry("dot", "sum(a * b)"),
            Map.entry("mse", "squared_error"),
            Map.entry("maximum", "max"),
            Map.entry("minimum", "min"),
            Map.entry("logistic", "sigmoid"));

    private Foreign() {}

    private static String plain(String name) {
        return name.toLowerCase(Locale.ROOT).replace("_", "");
    }

    private static boolean isBatchNorm(String name) {
        return List.of("batchnorm", "batchnorm1d", "batchnormalization", "batchnormalisation")
                .contains(plain(name));
    }

    /** Why a function that others have is none here. */
    static Optional<String> refusal(String name) {
        return isBatchNorm(name)
                ? Optional.of(
                        "'" + name + "' is not supported: a result must not depend on which sequences share its batch")
                : Optional.empty();
    }

    /** What to write instead. */
    static Optional<String> hint(String name) {
        return isBatchNorm(name)
                ? Optional.of("layer_norm(x) normalises the features of each row on their own")
                : Optional.ofNullable(NAMES.get(plain(name)))
                        .map(own -> "write " + own + (own.contains(" ") ? "" : "(...)"));
    }
}
