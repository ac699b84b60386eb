package dev.unroll.model;

import dev.unroll.diagnostic.Codes;
import dev.unroll.graph.Node;
import dev.unroll.graph.Rows;
import dev.unroll.op.AlongTime;
import dev.unroll.op.Binary;
import dev.unroll.op.Features;
import dev.unroll.op.Ops;
import dev.unroll.spec.expr.Expr;
import dev.unroll.tensor.Width;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/** The functions that read other steps of a value's own axis: neighbours, convolutions, positions, the reverse. */
final class TimeFunctions {
    /** The text of the class that an index has before its first step, and after its last. */
    private static final String BEGIN = "<begin>";

    private static final String END = "<end>";

    private TimeFunctions() {}

    static List<Function> all() {
        return List.of(
                new Function(
                        "before(x, n=1, first=0)",
                        "the value n steps before, and `first` where there is none; an index is the class '<begin>' there, one more than it has",
                        "previous: embed(before(words), 16)",
                        call -> neighbour(call, 1)),
                new Function(
                        "after(x, n=1, first=0)",
                        "the value n steps after, and `first` where there is none; an index is the class '<end>' there, one more than it has",
                        "next: after(words)",
                        call -> neighbour(call, -1)),
                new Function(
                        "conv(x, to=, width=3, bias=0, init=)",
                        "a linear map of `width` neighbouring steps plus a bias, centred, zeros beyond the ends; an even width has one step more before than after",
                        "shapes: relu(conv(embed(words, 16), to=32, width=3))",
                        TimeFunctions::conv),
                new Function(
                        "position(x)",
                        "the number of each step of x, from 0",
                        "place: position(words)",
                        call -> count(call, false)),
                new Function(
                        "length(x)",
                        "the number of steps of x, one for all of them together",
                        "size: length(words)",
                        call -> count(call, true)),
                new Function(
                        "reverse(x)",
                        "the steps of x in reverse order",
                        "backwards: reverse(words)",
                        TimeFunctions::reverse));
    }

    private static Term reverse(Call call) {
        Term x = call.alongTime(call.term("x"));
        return x.isBroken() ? x : Term.of(x.type(), call.span(), () -> Ops.reverse(x.node()));
    }

    private static Term count(Call call, boolean length) {
        Term x = call.alongTime(call.term("x"));
        if (x.isBroken()) {
            return x;
        }
        Rows rows = length ? x.rows().parent() : x.rows();
        return Term.real(rows, List.of(), call.span(), () -> length ? Ops.length(x.node()) : Ops.position(x.node()));
    }

    /** @param direction 1 for a step before, -1 for one after */
    private static Term neighbour(Call call, int direction) {
        Term x = call.alongTime(call.term("x"));
        OptionalInt n = call.whole("n", 1, 1, Sizes.LARGEST);
        Optional<Term> first = call.expr("first").map(expr -> call.term("first"));
        if (x.isBroken() || n.isEmpty() || first.filter(Term::isBroken).isPresent()) {
            return Term.broken(call.span());
        }
        int by = direction * n.getAsInt();
        if (x.isIndex()) {
            return first.isEmpty()
                    ? symbols(call, x, by)
                    : call.broken(
                            Codes.KIND,
                            "'" + x.text()
                                    + "' is an index, which has a class of its own beyond the ends; 'first' is for"
                                    + " numbers",
                            first.get().span());
        }
        Term shifted =
                Term.of(x.type(), call.span(), () -> Ops.before(x.node(), by)).at(x.text(), x.span());
        return first.map(value -> withFirst(call, shifted, by, value)).orElse(shifted);
    }

    private static Term symbols(Call call, Term x, int by) {
        String symbol = by > 0 ? BEGIN : END;
        Width choices = Width.of(x.classes() + 1);
        String name = x.choices().name();
        if (!name.isEmpty()) {
            choices.named(name + "+1");
        }
        x.choices().classes().ifPresent(classes -> choices.of(classes.and(symbol)));
        if (x.choices().isOpen()) {
            choices.open();
        }
        return Term.index(x.rows(), choices, call.span(), () -> Ops.before(x.node(), by));
    }

    /** What was shifted, and a value where nothing came from. */
    private static Term withFirst(Call call, Term shifted, int by, Term value) {
        Term first = call.elaboration().real(value);
        Rows rows = shifted.rows();
        if (!first.isBroken() && (first.rows() == rows || !first.rows().contains(rows))) {
            return call.broken(
                    Codes.ROWS,
                    "'first' must be one value for all steps of '" + shifted.text() + "', but '" + first.text()
                            + "' is one " + call.elaboration().per(first.rows()),
                    first.span());
        }
        Operators operators = call.elaboration().operators();
        Term beyond = Term.real(
                rows,
                List.of(),
                call.span(),
                () -> Ops.less(Node.of(new AlongTime.Position(rows, by < 0)), Ops.constant(Math.abs(by))));
        Term edge = operators.elementWise(Binary.MUL, List.of(first, beyond), call.span());
        return operators.elementWise(Binary.ADD, List.of(shifted, edge.at(first.text(), first.span())), call.span());
    }

    /** One product of all neighbours, next to each other, by one matrix. */
    private static Term conv(Call call) {
        Term x = call.steps("x");
        Optional<Width> to = call.expr("to").isPresent() ? call.size("to") : Optional.empty();
        Width features =
                to.orElseGet(() -> call.elaboration().open("'" + call.scope().equation() + "'", call.span()));
        OptionalInt width = call.whole("width", 3, 1, Sizes.LARGEST);
        String path = call.scope().path("conv");
        Initialiser init = call.expr("init")
                .map(expr -> LayerFunctions.initialiser(expr, call))
                .orElseGet(Initialiser.Glorot::new);
        if (x.isBroken() || width.isEmpty() || call.expr("to").isPresent() && to.isEmpty()) {
            return Term.broken(call.span());
        }
        if (x.rank() > 1) {
            return call.broken(
                    Codes.SHAPE, "conv needs vectors, but '" + x.text() + "' has " + Operators.features(x), x.span());
        }
        if (x.rank() == 1 && x.last().known().isEmpty()) {
            return call.elaboration().undetermined(x);
        }
        int steps = width.getAsInt();
        long from = (long) steps * (x.rank() == 0 ? 1 : x.last().value());
        if (from > Sizes.LARGEST) {
            return call.broken(Codes.TOO_LARGE, from + " features are too many", call.span());
        }
        String operand = call.expr("x")
                .filter(Expr.Name.class::isInstance)
                .map(Expr::text)
                .orElse("0");
        Term weights = call.scope()
                .parameter(path + "." + operand, List.of(Width.of((int) from), features), init, call.span());
        Optional<Term> bias = LayerFunctions.bias(call, path, features);
        return Term.real(x.rows(), List.of(features), call.span(), () -> {
            Node centre = LayerFunctions.asVector(x.node());
            List<Node> neighbours = new ArrayList<>();
            for (int k = 0; k < steps; k++) {
                int by = steps / 2 - k;
                neighbours.add(by == 0 ? centre : Ops.before(centre, by));
            }
            Node all = steps == 1 ? centre : Node.of(new Features.Concat(), neighbours);
            Node product = Ops.matmul(all, weights.node());
            return bias.map(b -> Ops.add(product, b.node())).orElse(product);
        });
    }
}
