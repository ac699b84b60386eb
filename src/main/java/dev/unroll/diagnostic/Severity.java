package dev.unroll.diagnostic;

/** How bad a {@link Diagnostic} is: an error stops the run, a warning does not. */
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
