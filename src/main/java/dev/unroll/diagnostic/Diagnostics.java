package dev.unroll.diagnostic;

import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Collects diagnostics, so that all independent mistakes are shown at once. The same mistake at the same place is kept
 * once. Not safe for use by several threads.
 */
public final class Diagnostics {
    private static final int MOST = 200;

    private final Set<Diagnostic> list = new LinkedHashSet<>();
    private final Set<Line> settled = new HashSet<>();

    private record Line(Source source, int line) {
        static Optional<Line> of(Diagnostic diagnostic) {
            return diagnostic.span().map(s -> new Line(s.source(), s.line()));
        }
    }

    /** Adds one; nobody reads more than some hundred, so later ones are dropped. */
    public void add(Diagnostic diagnostic) {
        boolean follows =
                !settled.isEmpty() && Line.of(diagnostic).map(settled::contains).orElse(false);
        if (list.size() < MOST && !follows) {
            list.add(diagnostic);
        }
    }

    /** Adds one that is the cause of whatever else will be found wrong with its line, which is then not added. */
    public void settle(Diagnostic diagnostic) {
        add(diagnostic);
        Line.of(diagnostic).ifPresent(settled::add);
    }

    /** Adds all. */
    public void addAll(Collection<Diagnostic> diagnostics) {
        diagnostics.forEach(this::add);
    }

    /** Adds an error at a place. */
    public void error(String code, String message, Span span) {
        add(Diagnostic.error(code, message, span));
    }

    /** Adds a warning at a place. */
    public void warning(String code, String message, Span span) {
        add(Diagnostic.warning(code, message, span));
    }

    /** Whether any of them is an error. */
    public boolean hasErrors() {
        return list.stream().anyMatch(Diagnostic::isError);
    }

    /** All of them: texts in the order in which they were first found wrong, each from its beginning to its end. */
    public List<Diagnostic> list() {
        List<Optional<Source>> sources =
                list.stream().map(d -> d.span().map(Span::source)).distinct().toList();
        return list.stream()
                .sorted(Comparator.<Diagnostic>comparingInt(
                                d -> sources.indexOf(d.span().map(Span::source)))
                        .thenComparingInt(d -> d.span().map(Span::start).orElse(0)))
                .toList();
    }

    /** The warnings alone. */
    public List<Diagnostic> warnings() {
        return list().stream().filter(d -> !d.isError()).toList();
    }

    /** Ends the work with all that was collected, warnings too, if any of it is an error. */
    public void throwIfErrors() {
        if (hasErrors()) {
            throw new InvalidInput(list());
        }
    }
}
