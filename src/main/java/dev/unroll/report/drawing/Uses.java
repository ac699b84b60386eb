package dev.unroll.report.drawing;

import dev.unroll.report.drawing.Drawing.Steps;
import dev.unroll.spec.expr.Expr;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The values that the right side of an equation uses, in reading order, and its calls of recurrent networks.
 *
 * <p>Names that stand for a size (such as {@code tags} in {@code affine(h, to=tags)}) or for a word (such as {@code merge=sum})
 * are not uses.
 */
final class Uses {
    private static final Set<String> NETWORKS = Set.of("rnn", "birnn");

    /** Keyword arguments that take a size, a word or a function instead of a value. */
    private static final Set<String> NO_VALUES = Set.of(
            "to",
            "init",
            "width",
            "merge",
            "initial",
            "reverse",
            "layers",
            "per",
            "rate",
            "bias",
            "direction",
            "state");

    /** Words that are no values where a value could be. */
    private static final Set<String> WORDS = Set.of("zero", "learned");

    /**
     * A call of {@code rnn} or {@code birnn}.
     *
     * @param cell the cell with its arguments as written
     * @param merge how the two directions are joined; {@code concat} where nothing is written
     * @param inputs the values that its input uses
     * @param networks the networks that its input calls
     */
    record Network(Expr.Call call, String cell, String merge, Map<String, Steps> inputs, List<Network> networks) {}

    private final Map<String, Steps> names = new LinkedHashMap<>();
    private final List<Network> networks = new ArrayList<>();

    private Uses() {}

    static Uses of(Expr expr) {
        Uses uses = new Uses();
        uses.read(expr, Steps.ALL);
        return uses;
    }

    /** The names of values, apart from those that only the networks use, with the steps of each that are used. */
    Map<String, Steps> names() {
        return names;
    }

    /** The outermost networks, in reading order. */
    List<Network> networks() {
        return networks;
    }

    /** Whether an expression is a call of a network and nothing else. */
    static boolean isNetwork(Expr expr) {
        return expr instanceof Expr.Call call && NETWORKS.contains(call.function());
    }

    private void read(Expr expr, Steps steps) {
        if (expr instanceof Expr.Name name) {
            // A value that is used twice in different ways is used as a whole.
            names.merge(name.written(), steps, (a, b) -> a == b ? a : Steps.ALL);
        } else if (expr instanceof Expr.Negate negate) {
            read(negate.operand(), steps);
        } else if (expr instanceof Expr.Binary binary) {
            read(binary.left(), steps);
            read(binary.right(), steps);
        } else if (expr instanceof Expr.Slice slice) {
            read(slice.value(), steps);
        } else if (expr instanceof Expr.Call call && isNetwork(call)) {
            networks.add(network(call));
        } else if (expr instanceof Expr.Call call) {
            arguments(call, within(call, steps));
        }
    }

    private void arguments(Expr.Call call, Steps steps) {
        boolean named = call.function().equals("final"); // its second argument names a state
        for (int k = 0; k < call.args().size(); k++) {
            if (!named || k == 0) {
                read(call.args().get(k), steps);
            }
        }
        for (Expr.Named other : call.named()) {
            if (!NO_VALUES.contains(other.name())) {
                read(other.value(), steps);
            }
        }
    }

    /** States that begin at values. */
    private void initial(Expr given) {
        if (given instanceof Expr.Fields fields) {
            fields.entries().forEach(entry -> read(entry.value(), Steps.ALL));
        } else if (!WORDS.contains(given.text())) {
            read(given, Steps.ALL);
        }
    }

    private static Steps within(Expr.Call call, Steps steps) {
        return switch (call.function()) {
            case "first" -> Steps.FIRST;
            case "last" -> Steps.LAST;
            case "sum_over_time", "mean_over_time", "max_over_time" -> Steps.ALL;
            default -> steps;
        };
    }

    private static Network network(Expr.Call call) {
        Expr cell = argument(call, 0, "cell");
        Uses input = of(argument(call, 1, "x"));
        if (cell instanceof Expr.Call made) {
            input.arguments(made, Steps.ALL);
        }
        call.named("initial").ifPresent(input::initial);
        String merge = call.args().size() > 2 && call.function().equals("birnn")
                ? call.args().get(2).text()
                : call.named("merge").map(Expr::text).orElse("concat");
        return new Network(call, cell.text(), merge, input.names, input.networks);
    }

    private static Expr argument(Expr.Call call, int position, String name) {
        return call.args().size() > position
                ? call.args().get(position)
                : call.named(name).orElse(new Expr.Text("", call.span()));
    }
}
