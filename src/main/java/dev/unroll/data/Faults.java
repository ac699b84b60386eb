package dev.unroll.data;

import dev.unroll.diagnostic.Codes;
import dev.unroll.diagnostic.Diagnostic;
import dev.unroll.diagnostic.Diagnostics;
import dev.unroll.diagnostic.InvalidInput;
import dev.unroll.diagnostic.Severity;
import java.util.Optional;

/** Collects the errors of data, and stops reading after a limit: a wrong column is wrong in every line. */
final class Faults {
    private static final int ENOUGH = 10;

    private final Diagnostics found = new Diagnostics();

    void add(Diagnostic diagnostic) {
        found.add(diagnostic);
        if (found.list().size() >= ENOUGH) {
            found.add(new Diagnostic(
                    Severity.ERROR,
                    Codes.DATA_VALUE,
                    "reading stopped after " + ENOUGH + " errors",
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
