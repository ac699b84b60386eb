package dev.unroll.model;

import static dev.unroll.op.Ops.constant;

import dev.unroll.diagnostic.Codes;
import dev.unroll.diagnostic.Diagnostic;
import dev.unroll.diagnostic.Span;
import dev.unroll.diagnostic.Suggest;
import dev.unroll.graph.Rows;
import dev.unroll.op.Binary;
import dev.unroll.spec.CellSpec;
import dev.unroll.spec.ParameterName;
import dev.unroll.spec.expr.Expr;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Cells over time: {@code rnn} and {@code birnn} (Jurafsky and Martin, ch. 9; Schuster and Paliwal 1997). */
final class Recurrence {
    private static final int MOST_LAYERS = 100;

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
        return stack(call, (pass, input, path) -> pass.run(input, path, reverse));
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
            Term forward = pass.run(input, Layer.forward(path), false);
            Term backward = pass.run(input, Layer.backward(path), true);
            if (forward.isBroken() || backward.isBroken()) {
                return Term.broken(call.span());
            }
            Term merged = merge(call, merge, forward.at("forward", call.span()), backward.at("backward", call.span()));
            pass.merged(path, merged);
            return merged;
        });
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
        if (isValue(source, call)) {
            elaboration.add(Diagnostic.error(
                            Codes.UNKNOWN_CELL, "'" + source.text() + "' is a value, not a cell", source.span())
                    .hint("the cell comes first: " + call.name() + "(lstm(128), " + source.text() + ")"));
            return Optional.empty();
        }
        Optional<CellSpec> cell = elaboration.cells().find(made.function());
        if (cell.isEmpty() && elaboration.broken().contains(made.function())) {
            return Optional.empty();
        }
        if (cell.isEmpty()) {
            List<String> known = elaboration.cells().names();
            elaboration.add(
                    Diagnostic.error(Codes.UNKNOWN_CELL, "unknown cell '" + made.function() + "'", made.functionSpan())
                            .hint(Suggest.nearest(made.function(), known)
                                    .map(nearest -> "did you mean '" + nearest + "'?")
                                    .orElse("known cells: " + String.join(", ", known))));
            return Optional.empty();
        }
        Function signature = new Function(cell.get().signature(), "", "", bound -> Term.broken(bound.span()));
        Optional<Call> bound = Call.bind(elaboration, call.scope(), made, signature);
        if (bound.isEmpty()) {
            return Optional.empty();
        }
        Map<String, Expr> arguments = new LinkedHashMap<>();
        for (ParameterName parameter : cell.get().parameters()) {
            bound.get().expr(parameter.name()).ifPresent(expr -> arguments.put(parameter.name(), expr));
        }
        return Optional.of(new CellUnroller(call, cell.get(), arguments));
    }
}
