package dev.unroll.model;

import static dev.unroll.op.Ops.constant;

import dev.unroll.graph.Leaf;
import dev.unroll.graph.Node;
import dev.unroll.graph.Rows;
import dev.unroll.graph.Scan;
import dev.unroll.op.Binary;
import dev.unroll.spec.CellSpec;
import dev.unroll.spec.Codes;
import dev.unroll.spec.Diagnostic;
import dev.unroll.spec.Equation;
import dev.unroll.spec.Expr;
import dev.unroll.spec.ParameterName;
import dev.unroll.spec.ParameterSpec;
import dev.unroll.spec.Span;
import dev.unroll.spec.StateSpec;
import dev.unroll.spec.Suggest;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** Cells over time: {@code rnn} and {@code birnn} (Jurafsky and Martin, ch. 9; Schuster and Paliwal 1997). */
final class Recurrence {
    /** A state that goes on from batch to batch. */
    record Carrying(String name, Term state, Supplier<Node> last) {}

    private static final int MOST_LAYERS = 100;

    private static final List<String> MERGES = List.of("concat", "sum", "multiply", "mean");

    private final Call call;
    private final Elaboration elaboration;
    private final CellSpec cell;
    private final Map<String, Expr> arguments;
    private final boolean learned;

    private Recurrence(Call call, CellSpec cell, Map<String, Expr> arguments) {
        this.call = call;
        this.elaboration = call.elaboration();
        this.cell = cell;
        this.arguments = arguments;
        this.learned =
                call.choice("initial", "zero", List.of("zero", "learned")).equals("learned");
    }

    static Term rnn(Call call) {
        boolean reverse =
                call.choice("reverse", "false", List.of("true", "false")).equals("true");
        if (reverse && call.elaboration().carries()) {
            return call.broken(Codes.ROWS, "a state carried from window to window cannot run in reverse", call.span());
        }
        Optional<Expr> initial = call.expr("initial");
        if (initial.isPresent() && call.elaboration().carries()) {
            return call.broken(
                    Codes.ARGUMENTS,
                    "a state carried from window to window begins where the last window ended, not at 'initial'",
                    initial.get().span());
        }
        return stack(call, (recurrence, input, path) -> recurrence.run(input, path, reverse));
    }

    static Term birnn(Call call) {
        if (call.elaboration().carries()) {
            return call.broken(
                    Codes.ROWS,
                    "a state carried from window to window cannot run in both directions: use rnn, or carry: false",
                    call.span());
        }
        String merge = call.expr("merge")
                .map(e -> e instanceof Expr.Name name ? name.written() : e.text())
                .orElse("concat");
        if (!MERGES.contains(merge) && !call.elaboration().takes(merge, 2)) {
            Expr at = call.expr("merge").orElseThrow();
            call.elaboration()
                    .add(Diagnostic.error(
                                    Codes.WRONG_VALUE,
                                    "'merge' must be one of " + String.join(", ", MERGES) + ", or a function of two",
                                    at.span())
                            .hint(Suggest.question(merge, MERGES)));
            return Term.broken(call.span());
        }
        return stack(call, (recurrence, input, path) -> {
            Term forward = recurrence.run(input, path + ".forward", false);
            Term backward = recurrence.run(input, path + ".backward", true);
            return forward.isBroken() || backward.isBroken()
                    ? Term.broken(call.span())
                    : recurrence.merge(merge, forward.at("forward", call.span()), backward.at("backward", call.span()));
        });
    }

    private Term merge(String merge, Term forward, Term backward) {
        List<Term> both = List.of(forward, backward);
        Span span = call.span();
        return switch (merge) {
            case "sum" -> elaboration.elementWise(Binary.ADD, both, span);
            case "multiply" -> elaboration.elementWise(Binary.MUL, both, span);
            case "mean" ->
                elaboration.elementWise(
                        Binary.MUL,
                        List.of(
                                elaboration.elementWise(Binary.ADD, both, span),
                                Term.real(Rows.NONE, List.of(), span, () -> constant(0.5))),
                        span);
            default -> elaboration.apply(merge, both, call.scope(), span);
        };
    }

    private interface Layer {
        Term run(Recurrence recurrence, Term input, String path);
    }

    /** Layer upon layer, with dropout between them. */
    private static Term stack(Call call, Layer layer) {
        int layers = call.whole("layers", 1, 1, MOST_LAYERS).orElse(1);
        double rate = call.number("dropout", 0, 0, 0.999999);
        String path = call.scope().path(call.name());
        Optional<Recurrence> recurrence = of(call);
        Term x = call.steps("x");
        if (recurrence.isEmpty() || x.isBroken()) {
            return Term.broken(call.span());
        }
        if (x.rank() == 0) {
            call.elaboration()
                    .add(Diagnostic.error(
                                    Codes.SHAPE,
                                    "a cell reads features, and '" + x.text() + "' is one number per step",
                                    x.span())
                            .hint("concat(" + x.text() + ") makes one feature of it"));
            return Term.broken(call.span());
        }
        if (call.expr("dropout").isPresent() && layers == 1) {
            Expr at = call.expr("dropout").orElseThrow();
            call.elaboration()
                    .add(Diagnostic.error(
                                    Codes.ARGUMENTS, "'dropout' acts between layers, and there is one layer", at.span())
                            .hint("write dropout(" + x.text() + ", " + at.text() + ") for the input"));
        }
        Term h = x;
        for (int k = 1; k <= layers && !h.isBroken(); k++) {
            String own = layers == 1 ? path : path + "." + k;
            Term input = k == 1 ? h : LayerFunctions.dropped(call, h, rate, false, own + ".dropout");
            h = layer.run(recurrence.get(), input, own);
        }
        return h;
    }

    /** The cell and its arguments; empty if they are wrong, which is reported. */
    private static Optional<Recurrence> of(Call call) {
        Expr source = call.expr("cell").orElseThrow();
        Expr.Call made;
        if (source instanceof Expr.Call written) {
            made = written;
        } else if (source instanceof Expr.Name name && !name.next()) {
            made = new Expr.Call(name.name(), name.span(), List.of(), List.of(), name.span());
        } else {
            call.error(Codes.UNKNOWN_CELL, "a cell is needed here, such as lstm(128)", source.span());
            return Optional.empty();
        }
        Elaboration elaboration = call.elaboration();
        Optional<CellSpec> cell = elaboration.cell(made.function());
        if (cell.isEmpty() && elaboration.broken().contains(made.function())) {
            return Optional.empty();
        }
        if (cell.isEmpty()) {
            List<String> known = elaboration.cellNames();
            elaboration.add(
                    Diagnostic.error(Codes.UNKNOWN_CELL, "unknown cell '" + made.function() + "'", made.functionSpan())
                            .hint(Suggest.nearest(made.function(), known)
                                    .map(nearest -> "did you mean '" + nearest + "'?")
                                    .orElse("known are " + String.join(", ", known))));
            return Optional.empty();
        }
        Function signature = new Function(cell.get().signature(), "", bound -> Term.broken(bound.span()));
        Optional<Call> bound = Call.bind(elaboration, call.scope(), made, signature);
        if (bound.isEmpty()) {
            return Optional.empty();
        }
        Map<String, Expr> arguments = new LinkedHashMap<>();
        for (ParameterName parameter : cell.get().parameters()) {
            bound.get().expr(parameter.name()).ifPresent(expr -> arguments.put(parameter.name(), expr));
        }
        return Optional.of(new Recurrence(call, cell.get(), arguments));
    }

    /** One pass of the cell over the input. */
    private Term run(Term input, String path, boolean reverse) {
        Scope step = call.scope().cell(path);
        if (!bindArguments(step)) {
            return Term.broken(call.span());
        }
        cell.broken().forEach(name -> step.values().put(name, Term.broken(cell.span())));
        Term x = Term.real(Rows.BATCH, input.shape(), input.span(), () -> Scope.leaf("x", Rows.BATCH, input));
        step.values().put("x", x);
        Map<String, Term> states = states(step);
        Term[] output = {Term.broken(call.span())};
        elaboration.withFunctions(cell.functions(), () -> {
            weights(step, path);
            elaboration.equations(cell.equations(), step);
            output[0] = elaboration.term(cell.output(), step);
        });
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
                    ? elaboration.number(given, call.scope())
                    : parameter.standard().flatMap(standard -> elaboration.number(standard, step));
            if (given != null && value.isEmpty()) {
                value = elaboration
                        .size(given, call.scope())
                        .flatMap(w -> w.known().isPresent() ? Optional.of((double) w.value()) : Optional.empty());
                right &= value.isPresent();
            }
            if (given != null && value.isPresent() && isSize(parameter) && !Elaboration.isSize(value.get())) {
                elaboration.size(given, call.scope());
                right = false;
            }
            value.ifPresent(number -> step.numbers().put(parameter.name(), number));
        }
        return right;
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

    /** Whether a parameter says how wide something is. */
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
            Term leaf = shape.map(widths -> state(state, widths)).orElseGet(() -> Term.broken(state.span()));
            step.values().put(state.name(), leaf);
            step.states().add(state.name());
            if (shape.isPresent()) {
                states.put(state.name(), leaf);
            }
        }
        return states;
    }

    private static Term state(StateSpec state, List<Width> shape) {
        Term[] self = new Term[1];
        self[0] = Term.real(Rows.BATCH, shape, state.span(), () -> Scope.leaf(state.name(), Rows.BATCH, self[0]));
        return self[0];
    }

    private Optional<List<Width>> shape(Expr expr, Scope scope) {
        List<Expr> axes = expr instanceof Expr.Items items ? items.items() : List.of(expr);
        List<Width> widths = new ArrayList<>();
        for (Expr axis : axes) {
            elaboration.size(axis, scope).ifPresent(widths::add);
        }
        return widths.size() == axes.size() ? Optional.of(widths) : Optional.empty();
    }

    private void weights(Scope step, String path) {
        for (ParameterSpec weight : cell.weights()) {
            declare(weight, step, path + "." + weight.name(), elaboration);
        }
    }

    /** A parameter declared by hand becomes a name of the scope. */
    static void declare(ParameterSpec weight, Scope scope, String path, Elaboration elaboration) {
        List<Width> widths = new ArrayList<>();
        for (Expr axis : weight.shape().items()) {
            elaboration.size(axis, scope).ifPresent(widths::add);
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
                    "the state '" + state.name() + "' has " + Elaboration.features(leaf) + ", its next value '"
                            + state.name() + "'' has "
                            + Elaboration.features(next).replace(" features", ""),
                    next.span()));
        }
        return same;
    }

    private Term unroll(
            Term input, String path, boolean reverse, Term x, Scope step, Map<String, Term> states, Term output) {
        Map<String, Term> initial = new LinkedHashMap<>();
        states.forEach((name, state) -> initial.put(name, initial(path, name, state)));
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
        if (elaboration.carries()) {
            states.forEach((name, state) -> elaboration
                    .carried()
                    .add(new Carrying(
                            "state:" + path + "." + name,
                            initial.get(name),
                            () -> Node.of(new Scan.Final(state.node()), scan.get()))));
        }
        return Term.real(
                Rows.STEPS,
                output.shape(),
                call.span(),
                () -> Node.of(new Scan.Emit(LayerFunctions.rows(output.node(), Rows.BATCH)), scan.get()));
    }

    private Term initial(String path, String name, Term state) {
        if (elaboration.carries()) {
            String key = "state:" + path + "." + name;
            return Term.real(Rows.BATCH, state.shape(), state.span(), () -> Scope.leaf(key, Rows.BATCH, state));
        }
        if (!learned) {
            return Term.real(
                    Rows.BATCH,
                    state.shape(),
                    state.span(),
                    () -> LayerFunctions.rows(Node.of(new Leaf.Constant(0, state.resolved())), Rows.BATCH));
        }
        Term parameter = call.scope()
                .parameter(path + ".initial." + name, state.shape(), new Initialiser.Constant(0), call.span());
        return Term.real(
                Rows.BATCH, state.shape(), state.span(), () -> LayerFunctions.rows(parameter.node(), Rows.BATCH));
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
                        LayerFunctions.rows(step.values().get(name + "'").node(), Rows.BATCH)));
        List<Node> constants = new ArrayList<>();
        List<Node> inputs = new ArrayList<>(List.of(LayerFunctions.rows(input.node(), Rows.STEPS)));
        for (Scope.Constant constant : step.constants()) {
            constants.add(constant.inner().node());
            inputs.add(constant.outer().get());
        }
        List<Node> leaves = new ArrayList<>();
        states.values().forEach(state -> leaves.add(state.node()));
        initial.values().forEach(value -> inputs.add(value.node()));
        Scan scan = new Scan(reverse, List.of(x.node()), constants, leaves, next);
        return Node.of(scan, inputs).named(path);
    }
}
