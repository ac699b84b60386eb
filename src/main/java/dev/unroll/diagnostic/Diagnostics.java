package dev.unroll.diagnostic;

import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Collects diagnostics, so that one run reports every independent error. The same error at the same place is kept
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

    /** Adds one; after the first {@value #MOST}, later ones are dropped. */
    public void add(Diagnostic diagnostic) {
        boolean follows =
                !settled.isEmpty() && Line.of(diagnostic).map(settled::contains).orElse(false);
        if (list.size() < MOST && !follows) {
            list.add(diagnostic);
        }
    }

    /** Adds one that is the cause of any later errors on its line, which are then not added. */
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

    /** All of them: sources in the order of their first diagnostic, each sorted by position. */
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

    /** Throws everything collected, warnings included, if any of it is an error. */
    public void throwIfErrors() {
        if (hasErrors()) {
            throw new InvalidInput(list());
        }
    }
}
