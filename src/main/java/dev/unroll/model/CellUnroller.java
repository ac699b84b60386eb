package dev.unroll.model;

import dev.unroll.diagnostic.Span;
import dev.unroll.graph.Node;
import dev.unroll.graph.Rows;
import dev.unroll.graph.Scan;
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
import java.util.function.BinaryOperator;
import java.util.function.Supplier;

/** A cell, with its arguments, that runs over a sequence: the step's equations become the step graph of a scan. */
final class CellUnroller {
    /** A state that is carried from batch to batch. */
    record Carrying(String name, Term state, Supplier<Node> last) {}

    /** A pass that was read. */
    record Reading(
            String path,
            CellSpec cell,
            boolean reverse,
            Scope step,
            Term output,
            Map<String, Term> states,
            Supplier<Node> scan) {
        /** The axis that it runs along. */
        Rows axis() {
            return step.axis();
        }

        /** The layer, and those of the cells inside its cell, whose values at every step are added to the outputs. */
        List<Layer> layers(Map<String, Node> outputs) {
            List<Layer> layers = new ArrayList<>();
            layers.add(layer(path, cell, step, output, "", outputs));
            for (CellStep.Inside inside : step.inside()) {
                layers.add(layer(
                        inside.path(),
                        inside.cell(),
                        inside.step(),
                        inside.shown().get(),
                        path,
                        outputs));
            }
            return layers;
        }

        private Layer layer(
                String own, CellSpec of, Scope scope, Term shown, String around, Map<String, Node> outputs) {
            List<Model.Value> equations = new ArrayList<>();
            List<Attention> attentions = new ArrayList<>();
            for (Equation equation : of.equations()) {
                Term term = scope.values().get(equation.target());
                if (step.isOtherAxis(term.rows())) {
                    // It has all steps of another axis at each step.
                    if (!term.isIndex() && term.rank() == 0 && term.rows().parent() == step.lanes()) {
                        attentions.add(new Attention(
                                own,
                                equation.target(),
                                equation.label(),
                                axis(),
                                term.rows(),
                                scan.get(),
                                term.node()));
                    }
                    continue;
                }
                Node all = Scan.stacked(scan.get(), LayerFunctions.rows(term.node(), step.lanes()));
                outputs.put(Layer.output(own, equation.target()), all);
                equations.add(new Model.Value(
                        equation.target(), all.type(), term.sizes(), equation.span(), equation.label()));
            }
            Layer layer = new Layer(own, of.name(), reverse, around, equations, attentions);
            outputs.put(layer.output(), Scan.stacked(scan.get(), LayerFunctions.rows(shown.node(), step.lanes())));
            return layer;
        }

        /** A state after the last step. */
        Term last(String state, Span span) {
            Term leaf = states.get(state);
            return Term.real(step.lanes(), leaf.shape(), span, () -> Scan.last(scan.get(), leaf.node()));
        }
    }

    private final Call call;
    private final Elaboration elaboration;
    private final BoundCell bound;
    private final CellSpec cell;
    private final InitialStates initial;

    CellUnroller(Call call, BoundCell bound, InitialStates initial) {
        this.call = call;
        this.elaboration = call.elaboration();
        this.bound = bound;
        this.cell = bound.spec();
        this.initial = initial;
    }

    /** One pass of the cell over the input; empty if something is wrong, which is reported. */
    Optional<Reading> run(Term input, String path, boolean reverse) {
        Scope step = call.scope().cell(path, input.rows());
        return read(step, new CellStep(elaboration, bound, path, call.span()), input, path, reverse);
    }

    /** A layer's run, of which states can be read. */
    CellRun made(List<Reading> directions, BinaryOperator<Term> merge) {
        return new CellRun(bound.text(), directions, merge);
    }

    /** Notes what is made of the two directions of a bidirectional network. */
    void merged(String path, Term both) {
        if (!both.isBroken()) {
            elaboration.merged().put(path, both);
        }
    }

    /** Reads the cell only to find its errors, without arguments and with an unknown input. */
    void rehearse() {
        Scope step = call.scope().cell(cell.name(), Rows.STEPS);
        cell.parameters().forEach(p -> assume(p, step));
        Term input = Term.real(Rows.STEPS, List.of(Width.unknown()), cell.span(), () -> {
            throw new IllegalStateException("a rehearsal makes no nodes");
        });
        read(step, new CellStep(elaboration, bound, cell.name(), cell.span()), input, cell.name(), false);
    }

    /** A parameter that nobody gave: any number, or, where it is neither a size nor has a default, any value. */
    private void assume(ParameterName parameter, Scope step) {
        ParameterUse use = ParameterUse.of(parameter, cell);
        if (use.cell().isPresent()
                || use.size().isPresent()
                || parameter.defaultValue().isPresent()) {
            step.unknown().put(parameter.name(), Width.unknown());
        } else {
            step.values().put(parameter.name(), Term.broken(parameter.span()));
        }
    }

    private Optional<Reading> read(Scope step, CellStep one, Term input, String path, boolean reverse) {
        Term x = Term.real(step.lanes(), input.shape(), input.span(), () -> Scope.leaf("x", step.lanes(), input));
        step.outer().put("x", input);
        one.bind(step);
        step.values().put("x", x);
        Map<String, Term> states = new LinkedHashMap<>();
        Optional<Bundle> after = one.read(step, states, this::place);
        Term output = after.map(Bundle::output).orElse(Term.broken(call.span()));
        step.inside().forEach(inside -> inside.shown().get());
        call.scope().used().addAll(one.outside(step));
        if (after.isEmpty() || output.isBroken()) {
            return Optional.empty();
        }
        return Optional.of(
                unroll(input, path, reverse, x, step, states, after.get().states(), output));
    }

    /** Where a state is declared. */
    private Span place(String state) {
        return cell.states().stream()
                .filter(s -> state.equals(s.name()) || state.startsWith(s.name() + "."))
                .map(StateSpec::span)
                .findFirst()
                .orElse(cell.span());
    }

    private Reading unroll(
            Term input,
            String path,
            boolean reverse,
            Term x,
            Scope step,
            Map<String, Term> states,
            Map<String, Term> after,
            Term output) {
        String place = step.place(path);
        initial.check(states.keySet(), bound.text());
        Map<String, Term> before = new LinkedHashMap<>();
        states.forEach((name, state) -> before.put(name, initial(path, name, state, step.lanes())));
        Supplier<Node> scan = new Supplier<>() {
            private Optional<Node> node = Optional.empty();

            @Override
            public Node get() {
                if (node.isEmpty()) {
                    node = Optional.of(scan(input, place, reverse, x, step, states, after, before));
                }
                return node.get();
            }
        };
        Reading reading = new Reading(place, cell, reverse, step, output, states, scan);
        elaboration.passes().add(reading);
        if (elaboration.carries()) {
            states.forEach((name, state) -> elaboration
                    .carried()
                    .add(new Carrying(
                            carried(place, name), before.get(name), () -> Scan.last(scan.get(), state.node()))));
        }
        return reading;
    }

    /** The output of a pass at each step. */
    Term stacked(Reading pass) {
        Term output = pass.output();
        return Term.real(
                pass.axis(),
                output.shape(),
                call.span(),
                () -> Scan.stacked(
                        pass.scan().get(),
                        LayerFunctions.rows(output.node(), pass.step().lanes())));
    }

    private static String carried(String path, String state) {
        return Output.STATE.of(path + "." + state);
    }

    private Term initial(String path, String name, Term state, Rows lanes) {
        if (elaboration.carries()) {
            String key = carried(call.scope().place(path), name);
            return Term.real(lanes, state.shape(), state.span(), () -> Scope.leaf(key, lanes, state));
        }
        return initial.of(name, state, path + ".initial." + name);
    }

    private static Node scan(
            Term input,
            String name,
            boolean reverse,
            Term x,
            Scope step,
            Map<String, Term> states,
            Map<String, Term> after,
            Map<String, Term> before) {
        List<Node> sequences = new ArrayList<>(List.of(x.node()));
        List<Node> constants = new ArrayList<>();
        List<Node> inputs = new ArrayList<>(List.of(input.node()));
        List<Node> next = new ArrayList<>();
        states.keySet()
                .forEach(state -> next.add(LayerFunctions.rows(after.get(state).node(), step.lanes())));
        take(step.sequences(), sequences, inputs);
        take(step.constants(), constants, inputs);
        List<Node> leaves = new ArrayList<>();
        states.values().forEach(state -> leaves.add(state.node()));
        before.values().forEach(value -> inputs.add(value.node()));
        Scan scan = new Scan(input.rows(), reverse, sequences, constants, leaves, next);
        return Node.of(scan, inputs).named(name);
    }

    private static void take(List<Scope.Constant> values, List<Node> leaves, List<Node> inputs) {
        for (Scope.Constant value : values) {
            leaves.add(value.inner().node());
            inputs.add(value.outer().get());
        }
    }

    /** A declared parameter becomes a name of the scope. */
    static void declare(ParameterSpec weight, Scope scope, String path, Elaboration elaboration) {
        List<Width> widths = new ArrayList<>();
        for (Expr axis : weight.shape().items()) {
            elaboration.sizes().size(axis, scope).ifPresent(widths::add);
        }
        boolean right = widths.size() == weight.shape().items().size();
        Initialiser initialiser = weight.init()
                .map(init -> Initialisers.read(init, elaboration, scope))
                .orElseGet(() -> widths.size() < 2 ? new Initialiser.Constant(0) : new Initialiser.Glorot());
        scope.values()
                .put(
                        weight.name(),
                        right ? scope.parameter(path, widths, initialiser, weight.span()) : Term.broken(weight.span()));
    }
}
