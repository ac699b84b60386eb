package dev.unroll.model;

import dev.unroll.diagnostic.Codes;
import dev.unroll.diagnostic.Diagnostic;
import dev.unroll.diagnostic.Span;
import dev.unroll.graph.Rows;
import dev.unroll.spec.CellSpec;
import dev.unroll.spec.Equation;
import dev.unroll.spec.ParameterName;
import dev.unroll.spec.ParameterSpec;
import dev.unroll.spec.StateSpec;
import dev.unroll.spec.expr.Expr;
import dev.unroll.tensor.Width;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** One step of a cell: what its names mean, its equations, and its states after them. */
final class CellStep {
    /**
     * What a cell inside another computes.
     *
     * @param path its place
     * @param shown its output at the step
     */
    record Inside(String path, CellSpec cell, Scope step, Supplier<Term> shown) {}

    private final Elaboration elaboration;
    private final BoundCell bound;
    private final CellSpec cell;
    private final String path;
    private final Span span;

    CellStep(Elaboration elaboration, BoundCell bound, String path, Span span) {
        this.elaboration = elaboration;
        this.bound = bound;
        this.cell = bound.spec();
        this.path = path;
        this.span = span;
    }

    /** Gives the parameters their meaning: numbers, cells, and values, which come from outside of the recurrence. */
    void bind(Scope step) {
        step.numbers().putAll(step.sizes());
        own(cell).forEach(step.numbers()::remove);
        step.numbers().putAll(bound.numbers());
        step.aliases().putAll(bound.aliases());
        step.cells().putAll(bound.cells());
        boolean outside = !bound.home().isStep();
        bound.values().forEach((name, term) -> step.values().put(name, outside ? brought(name, term, step) : term));
    }

    private Term brought(String name, Term term, Scope step) {
        if (!step.sees(term.rows())) {
            return elaboration.broken(
                    Codes.ROWS,
                    "'" + term.text() + "' has " + term.rows().each() + ", which a cell that runs along '"
                            + step.axis().name() + "' cannot see",
                    term.span());
        }
        boolean whole = bound.whole().contains(name);
        if (!whole && term.rows() == step.axis()) {
            step.outer().put(name, term);
        }
        String own = path + "." + name;
        return (whole ? step.constant(own, term) : step.bring(own, term)).at(name, term.span());
    }

    /** What the cell defines, which a size of the model does not reach into. */
    static Stream<String> own(CellSpec cell) {
        return Stream.of(
                        Stream.of("x"),
                        cell.parameters().stream().map(ParameterName::name),
                        cell.states().stream().map(StateSpec::name),
                        cell.weights().stream().map(ParameterSpec::name),
                        cell.equations().stream().map(Equation::name))
                .flatMap(names -> names);
    }

    /** The names that a step used and that the cell does not define: sizes of the model. */
    Set<String> outside(Scope step) {
        Set<String> own = own(cell).collect(Collectors.toSet());
        return step.used().stream().filter(name -> !own.contains(name)).collect(Collectors.toSet());
    }

    /** The widths of all states, those of inner cells included; empty if they are wrong, which is reported. */
    Optional<Map<String, List<Width>>> shapes(Scope step) {
        Map<String, List<Width>> shapes = new LinkedHashMap<>();
        boolean right = true;
        for (StateSpec state : cell.states()) {
            Optional<InnerCell> inner = inner(state, step);
            if (inner.isPresent()) {
                Optional<Map<String, List<Width>>> its = inner.get().shapes();
                its.ifPresent(all -> all.forEach((name, shape) -> shapes.put(state.name() + "." + name, shape)));
                right &= its.isPresent();
            } else if (isCell(state)) {
                right = false;
            } else {
                Optional<List<Width>> shape = shape(state.width(), step);
                shape.ifPresent(widths -> shapes.put(state.name(), widths));
                right &= shape.isPresent();
            }
        }
        return right ? Optional.of(shapes) : Optional.empty();
    }

    private Optional<InnerCell> inner(StateSpec state, Scope step) {
        return InnerCell.declared(state, step, bound, elaboration)
                .map(cell -> new InnerCell(elaboration, step, cell, path + "." + state.name(), state));
    }

    private static boolean isCell(StateSpec state) {
        return state.width() instanceof Expr.Call;
    }

    private Optional<List<Width>> shape(Expr expr, Scope scope) {
        List<Expr> axes = expr instanceof Expr.Items items ? items.items() : List.of(expr);
        List<Width> widths = new ArrayList<>();
        for (Expr axis : axes) {
            elaboration.sizes().size(axis, scope).ifPresent(widths::add);
        }
        return widths.size() == axes.size() ? Optional.of(widths) : Optional.empty();
    }

    /** Gives the names of the states their values before the step; false if their widths are wrong. */
    boolean shapes(Scope step, Map<String, Term> before) {
        return declare(step, (name, shape) -> united(name, before.get(name), shape));
    }

    private Term united(String name, Term term, List<Width> shape) {
        boolean same = term.rank() == shape.size();
        for (int axis = 0; same && axis < shape.size(); axis++) {
            same = shape.get(axis).unite(term.shape().get(axis));
        }
        if (!same) {
            Term declared = Term.real(term.rows(), shape, term.span(), term::node);
            elaboration.add(Diagnostic.error(
                    Codes.SHAPE,
                    "the state '" + name + "' of " + bound.text() + " has " + Operators.features(declared) + ", but '"
                            + term.text() + "' has " + Operators.features(term).replace(" features", ""),
                    term.span()));
            return Term.broken(term.span());
        }
        return term;
    }

    private interface States {
        Term make(String name, List<Width> shape);
    }

    private boolean declare(Scope step, States states) {
        boolean right = true;
        for (StateSpec state : cell.states()) {
            String name = state.name();
            step.states().add(name);
            Optional<InnerCell> inner = inner(state, step);
            if (inner.isPresent()) {
                Map<String, Term> its = new LinkedHashMap<>();
                Optional<Map<String, List<Width>>> shapes = inner.get().shapes();
                shapes.ifPresent(all ->
                        all.forEach((one, shape) -> its.put(one, states.make(name + "." + one, shape))));
                right &= shapes.isPresent() && its.values().stream().noneMatch(Term::isBroken);
                Map<String, Term> named = InnerCell.prefixed(name, its, "");
                step.values().putAll(named);
                step.states().addAll(named.keySet());
                step.bundles().put(name, inner.get().before(its));
                step.inner().put(name, inner.get());
            } else {
                boolean unread = isCell(state) || isUnknownCell(state, step);
                Optional<List<Width>> shape = unread ? Optional.empty() : shape(state.width(), step);
                Term term = shape.map(widths -> states.make(name, widths)).orElseGet(() -> Term.broken(state.span()));
                step.values().put(name, term);
                right &= !term.isBroken();
            }
        }
        return right;
    }

    /** Whether a state is that of a cell which nobody gave, because the cell around is only read for its errors. */
    private boolean isUnknownCell(StateSpec state, Scope step) {
        return state.width() instanceof Expr.Name name
                && step.unknown().containsKey(name.written())
                && cell.parameters().stream()
                        .filter(parameter -> parameter.name().equals(name.written()))
                        .anyMatch(parameter ->
                                ParameterUse.of(parameter, cell).cell().isPresent());
    }

    /** Reads the step of an inner cell from given states. */
    Optional<Bundle> read(Scope step, Map<String, Term> before) {
        int at = step.inside().size();
        Optional<Bundle> after = read(step, (name, shape) -> united(name, before.get(name), shape));
        after.ifPresent(bundle -> step.inside()
                .add(at, new Inside(step.place(path), cell, step, () -> ((Outputs) bundle.shown()).any())));
        return after;
    }

    /** Reads the step of a cell that runs over a sequence: its states are leaves, which it adds to {@code leaves}. */
    Optional<Bundle> read(Scope step, Map<String, Term> leaves, Function<String, Span> places) {
        return read(step, (name, shape) -> {
            Term leaf = leaf(name, shape, places.apply(name), step.lanes());
            leaves.put(name, leaf);
            return leaf;
        });
    }

    private static Term leaf(String name, List<Width> shape, Span span, Rows lanes) {
        Term[] self = new Term[1];
        self[0] = Term.real(lanes, shape, span, () -> Scope.leaf(name, lanes, self[0]));
        return self[0];
    }

    private Optional<Bundle> read(Scope step, States states) {
        elaboration.cells().reads(cell);
        cell.broken().forEach(name -> step.values().put(name, Term.broken(cell.span())));
        boolean[] right = {declare(step, states)};
        elaboration
                .functions()
                .with(
                        cell,
                        step,
                        () -> elaboration.step(() -> {
                            for (ParameterSpec weight : cell.weights()) {
                                CellUnroller.declare(weight, step, path + "." + weight.name(), elaboration);
                            }
                            elaboration.equations(cell.equations(), step);
                        }));
        Map<String, Term> after = new LinkedHashMap<>();
        for (StateSpec state : cell.states()) {
            right[0] &= after(state, step, after);
        }
        Bundle bundle = new Bundle(Optional.empty(), bound.text(), after, new Outputs(step, after));
        return right[0] ? Optional.of(bundle) : Optional.empty();
    }

    private boolean after(StateSpec state, Scope step, Map<String, Term> after) {
        String name = state.name();
        if (!step.inner().containsKey(name)) {
            Term next = step.values().get(name + "'");
            if (next == null || !fits(name, step.values().get(name), next)) {
                return false;
            }
            after.put(name, next);
            return true;
        }
        Bundle bundle = step.bundles().get(name + "'");
        if (bundle == null || bundle.isBroken()) {
            return false;
        }
        boolean right = true;
        for (Map.Entry<String, Term> next : bundle.states().entrySet()) {
            String inside = name + "." + next.getKey();
            right &= fits(inside, step.values().get(inside), next.getValue());
            after.put(inside, next.getValue());
        }
        return right;
    }

    private boolean fits(String name, Term leaf, Term next) {
        if (leaf.isBroken() || next.isBroken() || elaboration.real(next).isBroken()) {
            return false;
        }
        if (!next.rows().contains(leaf.rows())) {
            elaboration.add(oneRow("the state '" + name + "'", next));
            return false;
        }
        boolean same = next.rank() == leaf.rank();
        for (int axis = 0; same && axis < next.rank(); axis++) {
            same = next.shape().get(axis).unite(leaf.shape().get(axis));
        }
        if (!same) {
            elaboration.add(Diagnostic.error(
                    Codes.SHAPE,
                    "the state '" + name + "' has " + Operators.features(leaf) + ", its next value '" + name + "'' has "
                            + Operators.features(next).replace(" features", ""),
                    next.span()));
        }
        return same;
    }

    /** What a step has one of, but has all steps of another axis. */
    private static Diagnostic oneRow(String what, Term value) {
        return Diagnostic.error(
                        Codes.ROWS,
                        what + " is one value per step, but '" + value.text() + "' has "
                                + value.rows().each(),
                        value.span())
                .hint("sum_over_time(...) or last(...) is one value for all of them");
    }

    /** The outputs for states after the step, each of which is read once, and only if something needs it. */
    private final class Outputs implements Function<Map<String, Term>, Term> {
        private final Scope step;
        private final Map<String, Term> own;
        private final Map<Map<String, Term>, Term> known = new LinkedHashMap<>();

        Outputs(Scope step, Map<String, Term> own) {
            this.step = step;
            this.own = Map.copyOf(own);
        }

        @Override
        public Term apply(Map<String, Term> states) {
            Term output = known.get(states);
            if (output == null) {
                output = read(states);
                known.put(Map.copyOf(states), output);
            }
            return output;
        }

        /** One that something needs, or that of the cell's own states. */
        Term any() {
            return known.values().stream().findFirst().orElseGet(() -> apply(own));
        }

        private Term read(Map<String, Term> states) {
            Term[] output = new Term[1];
            Scope seen = states.equals(own) ? step : changed(step, states);
            elaboration
                    .functions()
                    .with(cell, step, () -> elaboration.step(() -> output[0] = elaboration.term(cell.output(), seen)));
            step.used().addAll(seen.used());
            elaboration.warnUnused(new Unused()
                    .equations(cell.equations(), step)
                    .parameters(cell.weights(), step)
                    .names(cell.parameters(), step));
            if (!output[0].isBroken() && step.isOtherAxis(output[0].rows())) {
                elaboration.add(oneRow("the output of a cell", output[0]));
                return Term.broken(output[0].span());
            }
            return elaboration.real(output[0]);
        }
    }

    /** The step as its output sees it once other states have taken the place of its own. */
    private Scope changed(Scope step, Map<String, Term> states) {
        Map<String, Term> values = new LinkedHashMap<>();
        states.forEach((name, term) -> values.put(name + "'", term));
        Scope changed = step.with(values);
        for (StateSpec state : cell.states()) {
            if (step.inner().containsKey(state.name())) {
                String after = state.name() + "'";
                Bundle other = step.bundles().get(after).with(Bundle.of(state.name(), states));
                changed.bundles().put(after, other);
                changed.values().remove(after);
            }
        }
        return changed;
    }
}
