package dev.unroll.spec;

import dev.unroll.diagnostic.Codes;
import dev.unroll.diagnostic.Diagnostic;
import dev.unroll.diagnostic.Diagnostics;
import dev.unroll.spec.expr.Numerals;
import dev.unroll.spec.yaml.Mapping;
import dev.unroll.spec.yaml.Scalar;
import java.util.Optional;

/** The version of the spec language that a file is written for. */
final class Version {
    static final int NEWEST = 1;

    private Version() {}

    static void check(Mapping mapping, Diagnostics diagnostics) {
        mapping.get(SpecKeys.VERSION.name()).ifPresent(node -> {
            Optional<Long> version = node instanceof Scalar scalar ? Numerals.whole(scalar.value()) : Optional.empty();
            if (version.isEmpty() || version.get() < 1) {
                String message = "'unroll' must be the version of the spec language, not " + node.kind();
                diagnostics.add(
                        Diagnostic.error(Codes.VERSION, message, node.span()).hint("write unroll: 1"));
            } else if (version.get() > NEWEST) {
                String message = "this spec is written for version %d of the language; this Unroll reads version %d"
                        .formatted(version.get(), NEWEST);
                diagnostics.add(
                        Diagnostic.error(Codes.VERSION, message, node.span()).hint("use a newer Unroll"));
            }
        });
    }
}
