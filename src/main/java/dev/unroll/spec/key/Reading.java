package dev.unroll.spec.key;

import dev.unroll.diagnostic.Codes;
import dev.unroll.diagnostic.Diagnostic;
import dev.unroll.diagnostic.Diagnostics;
import dev.unroll.diagnostic.Span;
import dev.unroll.diagnostic.Suggest;
import dev.unroll.spec.expr.Expr;
import dev.unroll.spec.expr.Numerals;
import dev.unroll.spec.yaml.Mapping;
import dev.unroll.spec.yaml.Node;
import dev.unroll.spec.yaml.Scalar;
import dev.unroll.spec.yaml.Sequence;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/** A mapping while it is read: what has been asked for, and what is wrong with it. */
final class Reading {
    private final Mapping mapping;
    private final Set<Span> paths;
    private final Set<String> asked = new LinkedHashSet<>();
    private final List<Diagnostic> problems = new ArrayList<>();

    /** @param paths takes the places of all values that are read as paths */
    Reading(Mapping mapping, Set<Span> paths) {
        this.mapping = mapping;
        this.paths = paths;
    }

    Set<Span> paths() {
        return paths;
    }

    Set<String> asked() {
        return asked;
    }

    List<Diagnostic> problems() {
        return problems;
    }

    void add(Diagnostic diagnostic) {
        // A value that is read twice is wrong once.
        if (!problems.contains(diagnostic)) {
            problems.add(diagnostic);
        }
    }

    /** The place of the key's value, or of the whole mapping if the key is absent. */
    Span span(String key) {
        return mapping.find(key)
                .map(e -> isNothing(e.value()) ? e.key().span() : e.value().span())
                .orElse(mapping.span());
    }

    /** The place of the key itself, or of the whole mapping if it is absent. */
    Span keySpan(String key) {
        return mapping.find(key).map(e -> e.key().span()).orElse(mapping.span());
    }

    Optional<Node> node(String key) {
        asked.add(key);
        return mapping.get(key);
    }

    Optional<Scalar> scalar(String key, String wanted) {
        return value(key, wanted, Optional::of);
    }

    <T> Optional<T> value(String key, String wanted, Function<Scalar, Optional<T>> read) {
        Optional<Node> node = node(key);
        if (node.isEmpty()) {
            return Optional.empty();
        }
        if (node.get() instanceof Scalar scalar && !scalar.isNothing()) {
            Optional<T> value = read.apply(scalar);
            if (value.isPresent()) {
                return value;
            }
        }
        wrong(key, wanted, node.get());
        return Optional.empty();
    }

    boolean isList(String key) {
        return node(key).filter(Sequence.class::isInstance).isPresent();
    }

    /** The texts of a list; a single text is a list of one. */
    List<Scalar> scalars(String key) {
        Optional<Node> node = node(key);
        List<Node> items = node.orElse(null) instanceof Sequence list
                ? list.items()
                : node.stream().toList();
        if (node.isPresent() && items.isEmpty()) {
            error(key, "'" + key + "' is an empty list");
        }
        List<Scalar> scalars = new ArrayList<>();
        for (Node item : items) {
            if (item instanceof Scalar scalar && !scalar.isNothing()) {
                scalars.add(scalar);
            } else {
                wrong(key, "must be a list of texts", item);
            }
        }
        return scalars;
    }

    Optional<Expr> expr(String key) {
        Diagnostics found = new Diagnostics();
        Optional<Expr> expr = node(key).flatMap(n -> Equations.expr(key, n, found));
        found.list().forEach(this::add);
        return expr;
    }

    /** A single expression as a term without a name, or named ones; what is wrong with one leaves that one out. */
    List<LossTerm> terms(String key, Value.Entries named) {
        if (!(node(key).orElse(null) instanceof Mapping mapping)) {
            return expr(key).map(e -> List.of(new LossTerm("", e, span(key)))).orElse(List.of());
        }
        if (mapping.entries().size() < named.least()) {
            error(key, "'" + key + "' has no terms");
        }
        Diagnostics found = new Diagnostics();
        List<LossTerm> terms = new ArrayList<>();
        for (Mapping.Entry entry : mapping.entries()) {
            String name = entry.key().value();
            if (name(entry.key(), "a term of the loss")) {
                Equations.expr(name, entry.value(), found)
                        .ifPresent(value ->
                                terms.add(new LossTerm(name, value, entry.key().span())));
            }
        }
        found.list().forEach(this::add);
        return terms;
    }

    Optional<Path> path(String key, Scalar scalar) {
        try {
            Path base = scalar.span().source().base();
            Path path = base.resolve(scalar.value()).toAbsolutePath().normalize();
            paths.add(scalar.span());
            return Optional.of(path);
        } catch (InvalidPathException e) {
            error(key, "'%s' is not a file name".formatted(key));
            return Optional.empty();
        }
    }

    /** Whether it is one of the words; what is not is noted. */
    boolean known(Scalar scalar, String wanted, List<String> words) {
        if (words.contains(scalar.value())) {
            return true;
        }
        add(Diagnostic.error(Codes.WRONG_VALUE, wanted + ", not " + scalar.kind(), scalar.span())
                .hint(Suggest.question(scalar.value(), words)));
        return false;
    }

    /** Whether equations can use it as a name; if not, that is noted. */
    boolean name(Scalar scalar, String what) {
        Diagnostics found = new Diagnostics();
        boolean fine = new Names(found).define(scalar.value(), what, scalar.span());
        found.list().forEach(this::add);
        boolean primed = fine && scalar.value().endsWith("'");
        if (primed) {
            add(Diagnostic.error(
                    Codes.BAD_NAME, "'" + scalar.value() + "' is not a valid name for " + what, scalar.span()));
        }
        return fine && !primed;
    }

    void error(String key, String message) {
        add(Diagnostic.error(Codes.WRONG_VALUE, message, span(key)));
    }

    void wrong(String key, String wanted, Node node) {
        Span place = isNothing(node) ? keySpan(key) : node.span();
        add(Diagnostic.error(Codes.WRONG_VALUE, "'%s' %s, not %s".formatted(key, wanted, node.kind()), place));
    }

    private static boolean isNothing(Node node) {
        return node instanceof Scalar scalar && scalar.isNothing();
    }

    /** A default as it would be written. */
    Node written(Object defaultValue) {
        if (defaultValue instanceof List<?> list) {
            List<Node> items = list.stream().map(this::written).toList();
            return list.size() == 1 ? items.get(0) : new Sequence(items, mapping.span(), Optional.empty());
        }
        return Scalar.word(Numerals.text(defaultValue), mapping.span());
    }
}
