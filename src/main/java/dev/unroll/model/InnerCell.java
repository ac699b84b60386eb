package dev.unroll.model;

import dev.unroll.diagnostic.Codes;
import dev.unroll.diagnostic.Diagnostic;
import dev.unroll.diagnostic.Span;
import dev.unroll.spec.StateSpec;
import dev.unroll.spec.expr.Expr;
import dev.unroll.tensor.Width;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;

/** A cell whose states are those of another: {@code state: {s: lstm(units)}}. Its weights exist once for all its steps. */
final class InnerCell {
    private final Elaboration elaboration;
    private final Scope around;
    private final BoundCell bound;
    private final String path;
    private final StateSpec state;
    private final SharedWeights shared;
    private final Width input = Width.unknown();
    private int steps;

    /**
     * @param around the scope of the cell around it
     * @param path its place in the spec, after which its weights are named
     */
    InnerCell(Elaboration elaboration, Scope around, BoundCell bound, String path, StateSpec state) {
        this.elaboration = elaboration;
        this.around = around;
        this.bound = bound;
        this.path = path;
        this.state = state;
        this.shared = new SharedWeights(
                elaboration,
                around.owner(),
                "'" + state.name() + "'",
                "give all its steps inputs of the same width",
                state.span());
    }

    /** The cell that a state is declared as; empty if the state has a width. */
    static Optional<BoundCell> declared(StateSpec state, Scope scope, BoundCell around, Elaboration elaboration) {
        Expr written = state.width();
        if (written instanceof Expr.Name name && scope.cells().containsKey(name.written())) {
            scope.used().add(name.written());
            return Optional.of(scope.cells().get(name.written()));
        }
        boolean named = written instanceof Expr.Name name
                && !name.next()
                && !scope.numbers().containsKey(name.name())
                && !scope.unknown().containsKey(name.name())
                && !scope.values().containsKey(name.name())
                && elaboration.cells().isKnown(name.name());
        if (!named && !(written instanceof Expr.Call)) {
            return Optional.empty();
        }
        List<String> chain = new ArrayList<>(around.chain());
        chain.add(around.spec().name());
        return CellArguments.read(written, scope, elaboration, chain);
    }

    /** The widths of its states; empty if they are wrong, which is reported. */
    Optional<Map<String, List<Width>>> shapes() {
        Scope scope = around.apart(path);
        CellStep step = new CellStep(elaboration, bound, path, state.span());
        step.bind(scope);
        Term x = Term.real(scope.lanes(), List.of(input), state.span(), () -> {
            throw new IllegalStateException("only the width of the input matters here");
        });
        scope.values().put("x", x);
        Optional<Map<String, List<Width>>> shapes = step.shapes(scope);
        around.used().addAll(Set.copyOf(step.outside(scope)));
        return shapes;
    }

    /** Its states before the step. Their value is the output one step ago, where that is made of states alone. */
    Bundle before(Map<String, Term> states) {
        return new Bundle(Optional.of(this), bound.text(), states, this::outputBefore);
    }

    private Term outputBefore(Map<String, Term> states) {
        Optional<Expr> output = unprimed(bound.spec().output());
        if (output.isEmpty()) {
            return elaboration.broken(
                    Codes.STATE,
                    "the output of " + bound.text() + " before the step is not known: '"
                            + bound.spec().output().text() + "' is not made of its states alone",
                    state.span());
        }
        Scope scope = around.within(shared, path, UnaryOperator.identity());
        CellStep step = new CellStep(elaboration, bound, path, state.span());
        step.bind(scope);
        step.shapes(scope, states);
        return elaboration.term(output.get(), scope);
    }

    /** An expression of the states after the step as one of those before it; empty if other values are in it. */
    private Optional<Expr> unprimed(Expr expr) {
        Set<String> after = new HashSet<>();
        bound.spec().states().forEach(s -> after.add(s.name() + "'"));
        boolean plain = after.containsAll(Scope.names(expr)) && isPlain(expr);
        return plain
                ? Optional.of(Exprs.replaced(
                        expr,
                        part -> part instanceof Expr.Name name
                                ? Optional.of(new Expr.Name(name.name(), false, name.span()))
                                : Optional.empty()))
                : Optional.empty();
    }

    private static boolean isPlain(Expr expr) {
        boolean call = expr instanceof Expr.Call written && !written.function().equals("concat");
        return !call && Exprs.children(expr).stream().allMatch(InnerCell::isPlain);
    }

    /** Its states after one step from other states. */
    Optional<Bundle> step(Bundle from, Term x, Span span) {
        if (x.isBroken() || from.isBroken()) {
            return Optional.empty();
        }
        if (x.rank() == 0) {
            elaboration.add(Diagnostic.error(
                            Codes.SHAPE,
                            "a cell needs features, but '" + x.text() + "' is one number per step",
                            x.span())
                    .hint("concat(" + x.text() + ") converts it to one feature"));
            return Optional.empty();
        }
        input.unite(x.last());
        steps++;
        String call = steps == 1 ? path : path + ".step" + steps;
        UnaryOperator<String> calls =
                name -> name.equals(path) || name.startsWith(path + ".") ? call + name.substring(path.length()) : name;
        Scope scope = around.within(shared.begin(span), path, calls);
        CellStep step = new CellStep(elaboration, bound, path, span);
        step.bind(scope);
        scope.values().put("x", x);
        Optional<Bundle> after = step.read(scope, from.states());
        around.used().addAll(step.outside(scope));
        return after.map(bundle -> bundle.of(this));
    }

    /** The states of an inner cell under the names that the cell around has for them. */
    static Map<String, Term> prefixed(String state, Map<String, Term> states, String prime) {
        Map<String, Term> named = new LinkedHashMap<>();
        states.forEach((name, term) -> named.put(state + "." + name + prime, term));
        return named;
    }
}
