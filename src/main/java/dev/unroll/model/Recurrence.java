package dev.unroll.model;

import static dev.unroll.op.Ops.constant;

import dev.unroll.diagnostic.Codes;
import dev.unroll.diagnostic.Diagnostic;
import dev.unroll.diagnostic.Span;
import dev.unroll.diagnostic.Suggest;
import dev.unroll.graph.Rows;
import dev.unroll.op.Binary;
import dev.unroll.spec.expr.Expr;
import java.util.List;
import java.util.Optional;
import java.util.function.BinaryOperator;

/** Cells over time: {@code rnn} and {@code birnn} (Jurafsky and Martin, ch. 9; Schuster and Paliwal 1997). */
final class Recurrence {
    private static final String ALL = "all";
    private static final int MOST_LAYERS = 100;

    private static final String BOTH = "both";
    private static final List<String> MERGES = List.of("concat", "sum", "multiply", "mean");

    private Recurrence() {}

    static Term rnn(Call call) {
        boolean reverse =
                call.choice("reverse", "false", List.of("true", "false")).equals("true");
        if (reverse && call.elaboration().carries()) {
            return call.broken(Codes.ROWS, "a state carried between windows cannot run in reverse", call.span());
        }
        Optional<Expr> initial = call.expr("initial");
        if (initial.isPresent() && call.elaboration().carries()) {
            return call.broken(
                    Codes.ARGUMENTS,
                    "a state carried between windows starts where the previous window ended, not at 'initial'",
                    initial.get().span());
        }
        return stack(
                call,
                (pass, input, path) -> pass.run(input, path, reverse)
                        .map(run -> pass.stacked(run).of(pass.made(List.of(run), (a, b) -> a)))
                        .orElseGet(() -> Term.broken(call.span())));
    }

    static Term birnn(Call call) {
        if (call.elaboration().carries()) {
            return call.broken(
                    Codes.ROWS,
                    "a state carried between windows cannot run in both directions: use rnn, or carry: false",
                    call.span());
        }
        String merge = call.expr("merge")
                .map(e -> e instanceof Expr.Name name ? name.written() : e.text())
                .orElse("concat");
        if (!MERGES.contains(merge) && !call.elaboration().functions().takes(merge, 2)) {
            Expr at = call.expr("merge").orElseThrow();
            call.elaboration()
                    .add(Diagnostic.error(
                                    Codes.WRONG_VALUE,
                                    "'merge' must be one of " + String.join(", ", MERGES) + ", or a function of two",
                                    at.span())
                            .hint(Suggest.question(merge, MERGES)));
            return Term.broken(call.span());
        }
        return stack(call, (pass, input, path) -> {
            Optional<CellUnroller.Reading> forward = pass.run(input, Layer.forward(path), false);
            Optional<CellUnroller.Reading> backward = pass.run(input, Layer.backward(path), true);
            if (forward.isEmpty() || backward.isEmpty()) {
                return Term.broken(call.span());
            }
            BinaryOperator<Term> merging = (a, b) -> merge(call, merge, a, b);
            Term merged = merging.apply(
                    pass.stacked(forward.get()).at("forward", call.span()),
                    pass.stacked(backward.get()).at("backward", call.span()));
            pass.merged(call.scope().place(path), merged);
            return merged.of(pass.made(List.of(forward.get(), backward.get()), merging));
        });
    }

    /** A state after the last step of a run. */
    static Term last(Call call) {
        Term run = call.term("run");
        Expr written = call.expr("state").orElseThrow();
        String direction = call.choice("direction", BOTH, List.of(BOTH, "forward", "backward"));
        if (run.isBroken()) {
            return run;
        }
        if (run.run().isEmpty()) {
            call.elaboration()
                    .add(Diagnostic.error(
                                    Codes.KIND,
                                    "final needs a run, but '" + run.text()
                                            + "' is neither an rnn(...) nor a birnn(...)",
                                    run.span())
                            .hint("name the equation that is the rnn itself; last(" + run.text()
                                    + ") is the value at the last step"));
            return Term.broken(call.span());
        }
        CellRun ran = run.run().get();
        if (!(written instanceof Expr.Name name) || name.next() || !ran.states().contains(name.name())) {
            String wanted = written.text().replace("'", "");
            call.elaboration()
                    .add(Diagnostic.error(
                                    Codes.STATE, ran.cell() + " has no state '" + written.text() + "'", written.span())
                            .hint(Suggest.nearest(wanted, ran.states())
                                    .map(nearest -> "did you mean '" + nearest + "'?")
                                    .orElse("its states are " + String.join(", ", ran.states()))));
            return Term.broken(call.span());
        }
        if (!direction.equals(BOTH) && !ran.isBoth()) {
            return call.broken(
                    Codes.ARGUMENTS,
                    "'direction' chooses between the two of a birnn, but '" + run.text() + "' has one",
                    call.expr("direction").orElseThrow().span());
        }
        return switch (direction) {
            case "forward" -> ran.directions().get(0).last(name.name(), call.span());
            case "backward" -> ran.directions().get(1).last(name.name(), call.span());
            default -> ran.last(name.name(), call.span());
        };
    }

    private static Term merge(Call call, String merge, Term forward, Term backward) {
        List<Term> both = List.of(forward, backward);
        Span span = call.span();
        Elaboration elaboration = call.elaboration();
        return switch (merge) {
            case "sum" -> elaboration.operators().elementWise(Binary.ADD, both, span);
            case "multiply" -> elaboration.operators().elementWise(Binary.MUL, both, span);
            case "mean" ->
                elaboration
                        .operators()
                        .elementWise(
                                Binary.MUL,
                                List.of(
                                        elaboration.operators().elementWise(Binary.ADD, both, span),
                                        Term.real(Rows.NONE, List.of(), span, () -> constant(0.5))),
                                span);
            default -> elaboration.functions().apply(merge, both, call.scope(), span);
        };
    }

    /** What {@code all(x)} is of, where an expression is that. */
    static Optional<Expr> all(Expr expr) {
        return expr instanceof Expr.Call call
                        && call.function().equals(ALL)
                        && call.args().size() == 1
                        && call.named().isEmpty()
                ? Optional.of(call.args().get(0))
                : Optional.empty();
    }

    /** In a cell, a value of the axis that it runs along with all its steps. */
    static Term all(Call call) {
        Optional<Term> outer = call.expr("x").orElseThrow() instanceof Expr.Name name && !name.next()
                ? Optional.ofNullable(call.scope().outer().get(name.written()))
                : Optional.empty();
        if (!call.scope().isStep()) {
            return call.broken(
                    Codes.ROWS,
                    "all(x) is x with all its steps at each step of a cell: use it in a cell, or as an argument of one",
                    call.span());
        }
        if (outer.isEmpty()) {
            Term x = call.term("x");
            return x.isBroken()
                    ? x
                    : call.broken(
                            Codes.ROWS,
                            "all(x) needs the cell's input or a value per step that it was given, not '" + x.text()
                                    + "'",
                            call.span());
        }
        return call.scope()
                .constant(call.scope().path("all"), outer.get())
                .at("all(" + call.expr("x").orElseThrow().text() + ")", call.span());
    }

    private interface Level {
        Term run(CellUnroller pass, Term input, String path);
    }

    /** Layer upon layer, with dropout between them. */
    private static Term stack(Call call, Level level) {
        int layers = call.whole("layers", 1, 1, MOST_LAYERS).orElse(1);
        double rate = call.rate("dropout");
        String path = call.scope().path(call.name());
        Optional<CellUnroller> pass = of(call);
        if (isValue(call.expr("cell").orElseThrow(), call)) {
            return Term.broken(call.span()); // what stands for x is the cell, most likely
        }
        Term x = call.steps("x");
        if (pass.isEmpty() || x.isBroken()) {
            return Term.broken(call.span());
        }
        if (x.rank() == 0) {
            call.elaboration()
                    .add(Diagnostic.error(
                                    Codes.SHAPE,
                                    "a cell needs features, but '" + x.text() + "' is one number per step",
                                    x.span())
                            .hint("concat(" + x.text() + ") converts it to one feature"));
            return Term.broken(call.span());
        }
        if (call.expr("dropout").isPresent() && layers == 1) {
            Expr at = call.expr("dropout").orElseThrow();
            call.elaboration()
                    .add(Diagnostic.error(
                                    Codes.ARGUMENTS,
                                    "'dropout' acts between layers, but there is only one layer",
                                    at.span())
                            .hint("write dropout(" + x.text() + ", " + at.text() + ") for the input"));
        }
        Term h = x;
        for (int k = 1; k <= layers && !h.isBroken(); k++) {
            String own = layers == 1 ? path : path + "." + k;
            Term input = k == 1 ? h : LayerFunctions.dropped(call, h, rate, false, own + ".dropout");
            h = level.run(pass.get(), input, own);
        }
        return h;
    }

    /** Whether something that should be a cell is the name of a value. */
    private static boolean isValue(Expr source, Call call) {
        return source instanceof Expr.Name name && call.scope().values().containsKey(name.written());
    }

    /** The cell and its arguments; empty if they are wrong, which is reported. */
    private static Optional<CellUnroller> of(Call call) {
        Expr source = call.expr("cell").orElseThrow();
        if (isValue(source, call)) {
            call.elaboration()
                    .add(Diagnostic.error(
                                    Codes.UNKNOWN_CELL, "'" + source.text() + "' is a value, not a cell", source.span())
                            .hint("the cell comes first: " + call.name() + "(lstm(128), " + source.text() + ")"));
            return Optional.empty();
        }
        InitialStates initial = InitialStates.of(call);
        return CellArguments.read(source, call.scope(), call.elaboration(), List.of())
                .map(cell -> new CellUnroller(call, cell, initial));
    }
}
