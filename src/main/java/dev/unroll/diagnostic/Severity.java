package dev.unroll.diagnostic;

import dev.unroll.api.PublicApi;

/** The severity of a {@link Diagnostic}: an error stops the run, a warning does not. */
@PublicApi
public enum Severity {
    ERROR("error"),
    WARNING("warning");

    private final String word;

    Severity(String word) {
        this.word = word;
    }

    /** The word that diagnostics begin with. */
    public String word() {
        return word;
    }
}
