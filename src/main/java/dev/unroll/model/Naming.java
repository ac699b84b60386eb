package dev.unroll.model;

import dev.unroll.diagnostic.Codes;
import dev.unroll.diagnostic.Diagnostic;
import dev.unroll.diagnostic.Suggest;
import dev.unroll.spec.expr.Expr;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Resolves names to values and sizes, or reports why it cannot: defined later, circular, unknown. */
final class Naming {
    private final Elaboration elaboration;

    /** What is defined in a circle that was reported. */
    private final Set<String> circle = new HashSet<>();

    Naming(Elaboration elaboration) {
        this.elaboration = elaboration;
    }

    /** The value of a name; of an unknown one a broken term, and a report. */
    Term name(Expr.Name name, Scope scope) {
        Bundle states = scope.bundles().get(name.written());
        if (states != null) {
            scope.used().add(name.written());
            return scope.values().containsKey(name.written()) ? scope.values().get(name.written()) : states.output();
        }
        String root = root(name);
        Term value = scope.values().get(name.written());
        if (value != null) {
            scope.used().add(root);
            scope.used().add(name.written());
            return value;
        }
        Double number = name.next() ? null : scope.numbers().get(name.name());
        if (number != null) {
            scope.used().add(name.name());
            return Term.number(number, name.span());
        }
        if (scope.unknown().containsKey(name.written())) {
            return Term.number(1, name.span());
        }
        if (scope.later().containsKey(name.written())) {
            return later(name, scope);
        }
        Term whole = scope.values().get(root);
        if (elaboration.broken().contains(name.written()) || whole != null && whole.isBroken()) {
            return Term.broken(name.span());
        }
        Set<String> known = new LinkedHashSet<>(scope.values().keySet());
        known.addAll(scope.numbers().keySet());
        known.addAll(scope.unknown().keySet());
        if (elaboration.letsFieldsPass()
                && !scope.isStep()
                && Suggest.nearest(name.written(), known).isEmpty()) {
            return Term.broken(name.span());
        }
        elaboration.add(Diagnostic.error(Codes.UNKNOWN_NAME, "unknown name '" + name.written() + "'", name.span())
                .hint(unknownName(name, scope, known)));
        return Term.broken(name.span());
    }

    /** What a name is a part of: {@code s} for the state {@code s.h} of an inner cell. */
    private static String root(Expr.Name name) {
        int dot = name.name().indexOf('.');
        return dot < 0 ? name.written() : name.name().substring(0, dot);
    }

    /** A name whose equation has not been read yet: below, or in a circle with the one that uses it. */
    private Term later(Expr.Name name, Scope scope) {
        String current = scope.equation();
        if (current.equals(name.written())) {
            elaboration.add(
                    Diagnostic.error(Codes.CYCLE, "'" + current + "' is defined in terms of itself", name.span())
                            .hint("to carry a value from step to step, declare a state in a cell"));
            return Term.broken(name.span());
        }
        if (circle.contains(name.written())) {
            return Term.broken(name.span());
        }
        List<String> way = scope.wayBack(name.written());
        if (!way.isEmpty()) {
            circle.addAll(way);
            elaboration.add(Diagnostic.error(Codes.CYCLE, cycle(current, way), name.span())
                    .hint("to carry a value from step to step, declare a state in a cell"));
        } else {
            elaboration.add(Diagnostic.error(
                            Codes.USED_BEFORE, "'" + name.written() + "' is used before it is defined", name.span())
                    .hint("move its equation, on line "
                            + scope.later().get(name.written()).span().line() + ", above this one"));
        }
        return Term.broken(name.span());
    }

    /** "'a' and 'b' are defined in terms of each other", or the full path of a longer cycle. */
    private static String cycle(String start, List<String> way) {
        if (way.size() == 1) {
            return "'" + start + "' and '" + way.get(0) + "' are defined in terms of each other";
        }
        StringBuilder text = new StringBuilder("circular definition: '" + start + "' uses '" + way.get(0) + "'");
        for (int k = 1; k < way.size(); k++) {
            text.append(", which uses '").append(way.get(k)).append("'");
        }
        return text + ", which uses '" + start + "'";
    }

    private Optional<String> unknownName(Expr.Name name, Scope scope, Set<String> known) {
        if (name.next() && !scope.isStep()) {
            return Optional.of("a prime marks a state after the step, and only a cell has states");
        }
        if (name.name().indexOf('.') >= 0) {
            String root = root(name);
            List<String> states = known.stream()
                    .filter(one -> one.startsWith(root + "."))
                    .map(one -> one.replace("'", ""))
                    .distinct()
                    .toList();
            if (!states.isEmpty()) {
                return Optional.of("the states of '" + root + "' are " + String.join(", ", states));
            }
            if (known.contains(root)) {
                return Optional.of("'" + root + "' has no states to name; features are x[0:2]");
            }
        }
        if (scope.isHidden(name.written())) {
            return Optional.of("a function sees its arguments, sizes and its cell's parameters: add '" + name.written()
                    + "' to its arguments");
        }
        Optional<String> nearest = Suggest.question(name.written(), known);
        if (nearest.isPresent()) {
            return nearest;
        }
        Optional<Function> function = elaboration.known().find(name.name());
        if (function.isPresent()) {
            return Optional.of(
                    "'" + name.name() + "' is a function: " + function.get().usage());
        }
        return scope.isStep()
                ? Optional.of("a cell can only use its input x, its states and its own equations")
                : Optional.empty();
    }
}
