package dev.unroll.diagnostic;

import dev.unroll.api.PublicApi;
import java.util.Objects;
import java.util.Optional;

/**
 * An error or warning about the input, with the information needed to act on it.
 *
 * @param severity whether it stops the run
 * @param code a short stable name such as {@code U012}, see {@link Codes}
 * @param message what is wrong, one sentence without a full stop; a very long one is shortened
 * @param span where, if it is in a text
 * @param hint the remedy, shown after the carets
 */
@PublicApi
public record Diagnostic(Severity severity, String code, String message, Optional<Span> span, Optional<String> hint) {
    private static final int LONGEST = 400;
    private static final int LAST = 100;

    public Diagnostic {
        Objects.requireNonNull(severity);
        Objects.requireNonNull(code);
        Objects.requireNonNull(message);
        Objects.requireNonNull(span);
        Objects.requireNonNull(hint);
        message = shortened(message);
        hint = hint.map(Diagnostic::shortened);
    }

    /** What a message quotes can be as long as a file: its middle is left out. */
    private static String shortened(String text) {
        return text.length() <= LONGEST
                ? text
                : text.substring(0, LONGEST - LAST) + " ... " + text.substring(text.length() - LAST);
    }

    /** An error at a place. */
    public static Diagnostic error(String code, String message, Span span) {
        return new Diagnostic(Severity.ERROR, code, message, Optional.of(span), Optional.empty());
    }

    /** An error that is in no text, such as a missing file. */
    public static Diagnostic error(String code, String message) {
        return new Diagnostic(Severity.ERROR, code, message, Optional.empty(), Optional.empty());
    }

    /** A warning at a place. */
    public static Diagnostic warning(String code, String message, Span span) {
        return new Diagnostic(Severity.WARNING, code, message, Optional.of(span), Optional.empty());
    }

    /** A warning that is in no text. */
    public static Diagnostic warning(String code, String message) {
        return new Diagnostic(Severity.WARNING, code, message, Optional.empty(), Optional.empty());
    }

    /** The same with what to do about it. */
    public Diagnostic hint(String hint) {
        return new Diagnostic(severity, code, message, span, Optional.of(hint));
    }

    /** The same with a hint, if there is one. */
    public Diagnostic hint(Optional<String> hint) {
        return hint.map(this::hint).orElse(this);
    }

    /** Whether it stops the run. */
    public boolean isError() {
        return severity == Severity.ERROR;
    }

    /** The text for a person, of one or more lines without a line end at the end. */
    public String render(boolean colour) {
        return Rendering.render(this, colour);
    }

    @Override
    public String toString() {
        return render(false);
    }
}
