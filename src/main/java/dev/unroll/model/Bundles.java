package dev.unroll.model;

import dev.unroll.diagnostic.Codes;
import dev.unroll.diagnostic.Diagnostic;
import dev.unroll.spec.Equation;
import dev.unroll.spec.expr.Expr;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Expressions of the states of inner cells: {@code step(s, x)}, and arithmetic such as {@code m * s + (1 - m) * step(s, x)},
 * which is done state by state, each with its own width and its own random numbers.
 */
final class Bundles {
    private final Elaboration elaboration;

    Bundles(Elaboration elaboration) {
        this.elaboration = elaboration;
    }

    /** Reads an equation whose value is the states of an inner cell; false if it is any other. */
    boolean define(Equation equation, Scope scope) {
        String target = equation.target();
        boolean next = equation.next() && scope.inner().containsKey(equation.name());
        if (!next && !isBundle(equation.value(), scope)) {
            return false;
        }
        Optional<Bundle> value = of(equation.value(), scope);
        if (value.isEmpty()) {
            scope.values().put(target, Term.broken(equation.span()));
            return true;
        }
        Bundle bundle = value.get();
        Bundle before = scope.bundles().get(equation.name());
        if (next && !bundle.names().equals(before.names())) {
            mismatch(equation.name(), before, equation.value().text(), bundle, equation.value());
            scope.values().put(target, Term.broken(equation.span()));
            return true;
        }
        String name = equation.name();
        String prime = equation.next() ? "'" : "";
        Map<String, Term> named = new LinkedHashMap<>();
        bundle.states()
                .forEach((state, term) ->
                        named.put(state, term.named(scope.path() + "." + state).from(equation.span())));
        scope.bundles().put(target, bundle.with(named));
        scope.values().putAll(InnerCell.prefixed(name, named, prime));
        scope.values().put(target, scope.bundles().get(target).output());
        return true;
    }

    /** Whether an expression is the states of an inner cell, and not arithmetic with its output. */
    private static boolean isBundle(Expr expr, Scope scope) {
        return expr instanceof Expr.Name name
                ? scope.bundles().containsKey(name.written())
                : expr instanceof Expr.Call call
                        && ParameterUse.isStep(call)
                        && !call.args().isEmpty()
                        && mentions(call.args().get(0), scope);
    }

    private static boolean mentions(Expr expr, Scope scope) {
        return isBundle(expr, scope) || Exprs.children(expr).stream().anyMatch(part -> mentions(part, scope));
    }

    /** The states that an expression gives; empty if it is wrong, which is reported. */
    Optional<Bundle> of(Expr expr, Scope scope) {
        if (expr instanceof Expr.Name name && scope.bundles().containsKey(name.written())) {
            scope.used().add(name.written());
            return Optional.of(scope.bundles().get(name.written()));
        }
        if (isBundle(expr, scope)) {
            Function signature = LayerFunctions.step();
            return Call.bind(elaboration, scope, (Expr.Call) expr, signature).flatMap(this::step);
        }
        Map<Expr, Bundle> parts = new IdentityHashMap<>();
        List<Expr> order = new ArrayList<>();
        if (!collect(expr, scope, parts, order)) {
            return Optional.empty();
        }
        if (order.isEmpty()) {
            if (!elaboration.term(expr, scope).isBroken()) {
                elaboration.add(
                        Diagnostic.error(Codes.STATE, "'" + expr.text() + "' is not the states of a cell", expr.span())
                                .hint("write step(s, x) for the states of 's' after one step"));
            }
            return Optional.empty();
        }
        Bundle first = parts.get(order.get(0));
        for (Expr other : order) {
            if (!parts.get(other).names().equals(first.names())) {
                mismatch(order.get(0).text(), first, other.text(), parts.get(other), other);
                return Optional.empty();
            }
        }
        return each(expr, scope, parts, first);
    }

    /** The value of an expression for each state. */
    private Optional<Bundle> each(Expr expr, Scope scope, Map<Expr, Bundle> parts, Bundle like) {
        Map<String, Term> states = new LinkedHashMap<>();
        for (String state : like.names()) {
            Map<String, Term> values = new LinkedHashMap<>();
            Expr own = Exprs.replaced(
                    expr,
                    part -> Optional.ofNullable(parts.get(part)).map(bundle -> {
                        String name = part.text() + "." + state;
                        values.put(name, bundle.states().get(state));
                        return new Expr.Name(name, false, part.span());
                    }));
            Scope seen = scope.with(values);
            states.put(state, elaboration.real(elaboration.term(own, seen)));
            scope.used().addAll(seen.used());
        }
        Bundle result = like.with(states);
        return result.isBroken() ? Optional.empty() : Optional.of(result);
    }

    private boolean collect(Expr expr, Scope scope, Map<Expr, Bundle> parts, List<Expr> order) {
        if (isBundle(expr, scope)) {
            Optional<Bundle> bundle = of(expr, scope);
            bundle.ifPresent(states -> {
                parts.put(expr, states);
                order.add(expr);
            });
            return bundle.isPresent();
        }
        boolean right = true;
        for (Expr part : Exprs.children(expr)) {
            right &= collect(part, scope, parts, order);
        }
        return right;
    }

    private void mismatch(String a, Bundle first, String b, Bundle second, Expr at) {
        elaboration.add(Diagnostic.error(
                Codes.STATE,
                "'" + a + "' has the states " + String.join(", ", first.names()) + " of " + first.what() + ", '" + b
                        + "' has " + String.join(", ", second.names()) + " of " + second.what(),
                at.span()));
    }

    /** The states after one step of the cell whose states the first argument is. */
    private Optional<Bundle> step(Call call) {
        Scope scope = call.scope();
        Expr states = call.expr("states").orElseThrow();
        Term x = elaboration.real(call.term("x"));
        Optional<Bundle> from = of(states, scope);
        return from.flatMap(before -> before.cell().orElseThrow().step(before, x, call.span()));
    }

    /** The output of an inner cell after a step, where the call stands for a value. */
    Term value(Call call) {
        boolean broken = elaboration.isUnknown(call.expr("states").orElseThrow(), call.scope());
        if (!mentions(call.expr("states").orElseThrow(), call.scope())) {
            Expr written = call.expr("states").orElseThrow();
            if (!broken) {
                elaboration.add(Diagnostic.error(
                                Codes.STATE, "'" + written.text() + "' is not the states of a cell", written.span())
                        .hint("declare them: state: {s: lstm(units)}, then step(s, x)"));
            }
            return Term.broken(call.span());
        }
        return step(call).map(Bundle::output).orElseGet(() -> Term.broken(call.span()));
    }
}
