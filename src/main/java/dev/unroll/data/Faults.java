package dev.unroll.data;

import dev.unroll.diagnostic.Codes;
import dev.unroll.diagnostic.Diagnostic;
import dev.unroll.diagnostic.Diagnostics;
import dev.unroll.diagnostic.InvalidInput;
import dev.unroll.diagnostic.Severity;
import java.util.Optional;

/** Collects what is wrong with data, and stops the reading when it is enough: a wrong column is wrong in every line. */
final class Faults {
    private static final int ENOUGH = 10;

    private final Diagnostics found = new Diagnostics();

    void add(Diagnostic diagnostic) {
        found.add(diagnostic);
        if (found.list().size() >= ENOUGH) {
            found.add(new Diagnostic(
                    Severity.ERROR,
                    Codes.DATA_VALUE,
                    "the data was read no further after " + ENOUGH + " errors",
                    Optional.empty(),
                    Optional.empty()));
            found.throwIfErrors();
        }
    }

    boolean any() {
        return !found.list().isEmpty();
    }

    /** @throws InvalidInput if there were any */
    void throwIfAny() {
        found.throwIfErrors();
    }
}
