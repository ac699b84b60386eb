package dev.unroll.model;

import dev.unroll.diagnostic.Codes;
import dev.unroll.diagnostic.Diagnostic;
import dev.unroll.graph.Leaf;
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
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A cell, with its arguments, that runs over a sequence: the step's equations become the step graph of a scan. */
final class CellUnroller {
    /** A state that is carried from batch to batch. */
    record Carrying(String name, Term state, Supplier<Node> last) {}

    /** A pass that was read. */
    record Reading(String path, CellSpec cell, boolean reverse, Scope step, Term output, Supplier<Node> scan) {
        /** Adds the value of each equation at every step to the outputs. */
        Layer layer(Map<String, Node> outputs) {
            List<Model.Value> equations = new ArrayList<>();
            for (Equation equation : cell.equations()) {
                Term term = step.values().get(equation.target());
                if (step.isOtherAxis(term.rows())) {
                    continue; // has all steps of another axis at each step
                }
                Node inner = LayerFunctions.rows(term.node(), step.lanes());
                Node all = Scan.stacked(scan.get(), inner);
                outputs.put(Layer.output(path, equation.target()), all);
                equations.add(new Model.Value(
                        equation.target(), all.type(), term.sizes(), equation.span(), equation.label()));
            }
            Layer layer = new Layer(path, cell.name(), reverse, equations);
            outputs.put(layer.output(), Scan.stacked(scan.get(), LayerFunctions.rows(output.node(), step.lanes())));
            return layer;
        }
    }

    private final Call call;
    private final Elaboration elaboration;
    private final CellSpec cell;
    private final Map<String, Expr> arguments;
    private final boolean learned;

    CellUnroller(Call call, CellSpec cell, Map<String, Expr> arguments) {
        this.call = call;
        this.elaboration = call.elaboration();
        this.cell = cell;
        this.arguments = arguments;
        this.learned =
                call.choice("initial", "zero", List.of("zero", "learned")).equals("learned");
    }

    /** One pass of the cell over the input. */
    Term run(Term input, String path, boolean reverse) {
        Scope step = call.scope().cell(path, input.rows().parent());
        if (!bindArguments(step)) {
            return Term.broken(call.span());
        }
        return read(step, input, path, reverse);
    }

    /** Notes what is made of the two directions of a bidirectional network. */
    void merged(String path, Term both) {
        if (!both.isBroken()) {
            elaboration.merged().put(path, both);
        }
    }

    /** Reads the cell only to find its errors, without arguments and with an unknown input. */
    void rehearse() {
        Scope step = call.scope().cell(cell.name(), Rows.BATCH);
        step.numbers().putAll(call.scope().numbers());
        ownNames().forEach(step.numbers()::remove);
        cell.parameters().forEach(p -> step.unknown().put(p.name(), Width.unknown()));
        Term input = Term.real(Rows.STEPS, List.of(Width.unknown()), cell.span(), () -> {
            throw new IllegalStateException("a rehearsal makes no nodes");
        });
        read(step, input, cell.name(), false);
    }

    private Term read(Scope step, Term input, String path, boolean reverse) {
        elaboration.cells().reads(cell);
        cell.broken().forEach(name -> step.values().put(name, Term.broken(cell.span())));
        Term x = Term.real(step.lanes(), input.shape(), input.span(), () -> Scope.leaf("x", step.lanes(), input));
        step.values().put("x", x);
        Map<String, Term> states = states(step);
        Term[] output = {Term.broken(call.span())};
        elaboration
                .functions()
                .with(
                        cell.functions(),
                        () -> elaboration.step(() -> {
                            weights(step, path);
                            elaboration.equations(cell.equations(), step);
                            output[0] = elaboration.term(cell.output(), step);
                            elaboration.warnUnused(new Unused()
                                    .equations(cell.equations(), step)
                                    .parameters(cell.weights(), step)
                                    .names(cell.parameters(), step));
                        }));
        Set<String> own = ownNames().collect(Collectors.toSet());
        step.used().stream()
                .filter(name -> !own.contains(name))
                .forEach(call.scope().used()::add);
        boolean whole = states.size() == cell.states().size() && !output[0].isBroken();
        for (StateSpec state : cell.states()) {
            whole &= states.containsKey(state.name()) && fits(state, states.get(state.name()), step);
        }
        if (!whole) {
            return Term.broken(call.span());
        }
        if (output[0].isIndex()) {
            elaboration.real(output[0]);
            return Term.broken(call.span());
        }
        return unroll(input, path, reverse, x, step, states, output[0]);
    }

    /** Numbers that the call gives, or the cell's own defaults. */
    private boolean bindArguments(Scope step) {
        boolean right = true;
        step.numbers().putAll(call.scope().numbers());
        ownNames().forEach(step.numbers()::remove);
        for (ParameterName parameter : cell.parameters()) {
            Expr given = arguments.get(parameter.name());
            Optional<Double> value = given != null
                    ? elaboration.sizes().number(given, call.scope())
                    : parameter
                            .defaultValue()
                            .flatMap(defaultValue -> elaboration.sizes().number(defaultValue, step));
            if (given != null && value.isEmpty()) {
                right = false;
                if (!elaboration.isUnknown(given, call.scope())) {
                    refuse(parameter, given);
                }
            }
            if (given != null && value.isPresent() && isSize(parameter) && !Sizes.isSize(value.get())) {
                elaboration.sizes().size(given, call.scope());
                right = false;
            }
            value.ifPresent(number -> step.numbers().put(parameter.name(), number));
            if (given instanceof Expr.Name name && value.isPresent()) {
                step.aliases()
                        .put(parameter.name(), call.scope().aliases().getOrDefault(name.written(), name.written()));
            }
        }
        return right;
    }

    /** A cell takes numbers: the width of a value is not meant by its name. */
    private void refuse(ParameterName parameter, Expr given) {
        Term value = elaboration.term(given, call.scope());
        if (!value.isBroken()) {
            elaboration.add(Diagnostic.error(
                            Codes.SIZE,
                            "'%s' of %s must be a number, but '%s' is a value"
                                    .formatted(parameter.name(), cell.signature(), given.text()),
                            given.span())
                    .hint("pass values through the input x of rnn(CELL, x), such as concat(x, " + given.text() + ")"));
        }
    }

    /** What the cell defines, which a size of the model does not reach into. */
    private Stream<String> ownNames() {
        return Stream.of(
                        Stream.of("x"),
                        cell.parameters().stream().map(ParameterName::name),
                        cell.states().stream().map(StateSpec::name),
                        cell.weights().stream().map(ParameterSpec::name),
                        cell.equations().stream().map(Equation::name))
                .flatMap(names -> names);
    }

    /** Whether a parameter determines a width. */
    private boolean isSize(ParameterName parameter) {
        Stream<Expr> shapes = Stream.concat(
                cell.states().stream().map(StateSpec::width),
                cell.weights().stream().map(w -> w.shape()));
        return shapes.flatMap(shape -> shape instanceof Expr.Items items ? items.items().stream() : Stream.of(shape))
                .anyMatch(axis -> axis instanceof Expr.Name name && name.name().equals(parameter.name()));
    }

    private Map<String, Term> states(Scope step) {
        Map<String, Term> states = new LinkedHashMap<>();
        for (StateSpec state : cell.states()) {
            Optional<List<Width>> shape = shape(state.width(), step);
            Term leaf =
                    shape.map(widths -> state(state, widths, step.lanes())).orElseGet(() -> Term.broken(state.span()));
            step.values().put(state.name(), leaf);
            step.states().add(state.name());
            if (shape.isPresent()) {
                states.put(state.name(), leaf);
            }
        }
        return states;
    }

    private static Term state(StateSpec state, List<Width> shape, Rows lanes) {
        Term[] self = new Term[1];
        self[0] = Term.real(lanes, shape, state.span(), () -> Scope.leaf(state.name(), lanes, self[0]));
        return self[0];
    }

    private Optional<List<Width>> shape(Expr expr, Scope scope) {
        List<Expr> axes = expr instanceof Expr.Items items ? items.items() : List.of(expr);
        List<Width> widths = new ArrayList<>();
        for (Expr axis : axes) {
            elaboration.sizes().size(axis, scope).ifPresent(widths::add);
        }
        return widths.size() == axes.size() ? Optional.of(widths) : Optional.empty();
    }

    private void weights(Scope step, String path) {
        for (ParameterSpec weight : cell.weights()) {
            declare(weight, step, path + "." + weight.name(), elaboration);
        }
    }

    private boolean fits(StateSpec state, Term leaf, Scope step) {
        Term next = step.values().get(state.name() + "'");
        if (next == null || next.isBroken() || elaboration.real(next).isBroken()) {
            return false;
        }
        boolean same = next.rank() == leaf.rank();
        for (int axis = 0; same && axis < next.rank(); axis++) {
            same = next.shape().get(axis).unite(leaf.shape().get(axis));
        }
        if (!same) {
            elaboration.add(Diagnostic.error(
                    Codes.SHAPE,
                    "the state '" + state.name() + "' has " + Operators.features(leaf) + ", its next value '"
                            + state.name() + "'' has "
                            + Operators.features(next).replace(" features", ""),
                    next.span()));
        }
        return same;
    }

    private Term unroll(
            Term input, String path, boolean reverse, Term x, Scope step, Map<String, Term> states, Term output) {
        Map<String, Term> initial = new LinkedHashMap<>();
        states.forEach((name, state) -> initial.put(name, initial(path, name, state, step.lanes())));
        Supplier<Node> scan = new Supplier<>() {
            private Optional<Node> node = Optional.empty();

            @Override
            public Node get() {
                if (node.isEmpty()) {
                    node = Optional.of(scan(input, path, reverse, x, step, states, initial));
                }
                return node.get();
            }
        };
        elaboration.passes().add(new Reading(path, cell, reverse, step, output, scan));
        if (elaboration.carries()) {
            states.forEach((name, state) -> elaboration
                    .carried()
                    .add(new Carrying(
                            carried(path, name), initial.get(name), () -> Scan.last(scan.get(), state.node()))));
        }
        return Term.real(
                input.rows(),
                output.shape(),
                call.span(),
                () -> Scan.stacked(scan.get(), LayerFunctions.rows(output.node(), step.lanes())));
    }

    private static String carried(String path, String state) {
        return Output.STATE.of(path + "." + state);
    }

    private Term initial(String path, String name, Term state, Rows lanes) {
        if (elaboration.carries()) {
            String key = carried(path, name);
            return Term.real(lanes, state.shape(), state.span(), () -> Scope.leaf(key, lanes, state));
        }
        if (!learned) {
            return Term.real(
                    lanes,
                    state.shape(),
                    state.span(),
                    () -> LayerFunctions.rows(Node.of(new Leaf.Constant(0, state.resolved())), lanes));
        }
        Term parameter = call.scope()
                .parameter(path + ".initial." + name, state.shape(), new Initialiser.Constant(0), call.span());
        return Term.real(lanes, state.shape(), state.span(), () -> LayerFunctions.rows(parameter.node(), Rows.BATCH));
    }

    private static Node scan(
            Term input,
            String path,
            boolean reverse,
            Term x,
            Scope step,
            Map<String, Term> states,
            Map<String, Term> initial) {
        List<Node> next = new ArrayList<>();
        states.keySet()
                .forEach(name -> next.add(
                        LayerFunctions.rows(step.values().get(name + "'").node(), step.lanes())));
        List<Node> constants = new ArrayList<>();
        List<Node> inputs = new ArrayList<>(List.of(input.node()));
        for (Scope.Constant constant : step.constants()) {
            constants.add(constant.inner().node());
            inputs.add(constant.outer().get());
        }
        List<Node> leaves = new ArrayList<>();
        states.values().forEach(state -> leaves.add(state.node()));
        initial.values().forEach(value -> inputs.add(value.node()));
        Scan scan = new Scan(input.rows(), reverse, List.of(x.node()), constants, leaves, next);
        return Node.of(scan, inputs).named(path);
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
