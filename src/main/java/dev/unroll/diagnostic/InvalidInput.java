package dev.unroll.diagnostic;

import dev.unroll.api.PublicApi;
import java.util.List;
import java.util.stream.Collectors;

/**
 * The input (a spec, its data, a run folder) is wrong. The only exception for a user's mistake; the command line shows
 * its diagnostics and exits with status 1.
 */
@PublicApi
public final class InvalidInput extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient List<Diagnostic> diagnostics;

    /** With at least one diagnostic. */
    public InvalidInput(List<Diagnostic> diagnostics) {
        super(diagnostics.stream().map(Diagnostic::toString).collect(Collectors.joining("\n\n")));
        if (diagnostics.isEmpty()) {
            throw new IllegalArgumentException("no diagnostics");
        }
        this.diagnostics = List.copyOf(diagnostics);
    }

    /** With one. */
    public InvalidInput(Diagnostic diagnostic) {
        this(List.of(diagnostic));
    }

    /** What is wrong, in the order to be shown. */
    public List<Diagnostic> diagnostics() {
        return diagnostics;
    }
}
