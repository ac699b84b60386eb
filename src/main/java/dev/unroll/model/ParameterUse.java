package dev.unroll.model;

import dev.unroll.diagnostic.Span;
import dev.unroll.spec.CellSpec;
import dev.unroll.spec.Equation;
import dev.unroll.spec.ParameterName;
import dev.unroll.spec.StateSpec;
import dev.unroll.spec.expr.Expr;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What a cell uses one of its parameters as, found from its equations alone.
 *
 * @param cell the state that is a cell given for it
 * @param size where a width depends on it
 * @param value where it is a value of an equation
 */
record ParameterUse(Optional<Span> cell, Optional<Span> size, Optional<Span> value) {
    private static final String STEP = "step";

    /** Named arguments that take a size. */
    private static final Set<String> SIZES = Set.of("to", "width");

    static ParameterUse of(ParameterName parameter, CellSpec spec) {
        String name = parameter.name();
        List<Expr> sizes = new ArrayList<>();
        List<Expr> values = new ArrayList<>();
        Optional<Span> cell = Optional.empty();
        for (StateSpec state : spec.states()) {
            Expr width = state.width();
            if (is(width, name) && isStepped(state, spec)) {
                cell = Optional.of(width.span());
            } else if (!(width instanceof Expr.Call)) {
                sizes.add(width);
            }
        }
        spec.weights().forEach(weight -> sizes.addAll(weight.shape().items()));
        spec.equations().forEach(equation -> split(equation.value(), sizes, values));
        split(spec.output(), sizes, values);
        return new ParameterUse(cell, first(sizes, name), first(values, name));
    }

    /** Whether an equation runs a state for a step, or names a state inside it. */
    private static boolean isStepped(StateSpec state, CellSpec spec) {
        return spec.equations().stream().map(Equation::value).anyMatch(expr -> isStepped(expr, state.name()));
    }

    private static boolean isStepped(Expr expr, String state) {
        boolean inside = Scope.names(expr).stream().anyMatch(name -> name.startsWith(state + "."));
        return inside
                || isStep(expr)
                        && expr instanceof Expr.Call call
                        && call.args().stream().anyMatch(arg -> Scope.names(arg).contains(state))
                || Exprs.children(expr).stream().anyMatch(part -> isStepped(part, state));
    }

    /** Whether an expression runs an inner cell for one step. */
    static boolean isStep(Expr expr) {
        return expr instanceof Expr.Call call && call.function().equals(STEP);
    }

    private static boolean is(Expr expr, String name) {
        return expr instanceof Expr.Name written && written.written().equals(name);
    }

    private static Optional<Span> first(List<Expr> exprs, String name) {
        return exprs.stream().flatMap(expr -> find(expr, name).stream()).findFirst();
    }

    private static Optional<Span> find(Expr expr, String name) {
        return is(expr, name)
                ? Optional.of(expr.span())
                : Exprs.children(expr).stream()
                        .flatMap(part -> find(part, name).stream())
                        .findFirst();
    }

    /** Takes the sizes out of an expression. */
    private static void split(Expr expr, List<Expr> sizes, List<Expr> values) {
        if (expr instanceof Expr.Name) {
            values.add(expr);
        } else if (expr instanceof Expr.Call call) {
            call.args().forEach(arg -> split(arg, sizes, values));
            call.named().forEach(named -> {
                if (SIZES.contains(named.name())) {
                    sizes.add(named.value());
                } else {
                    split(named.value(), sizes, values);
                }
            });
        } else {
            Exprs.children(expr).forEach(part -> split(part, sizes, values));
        }
    }
}
