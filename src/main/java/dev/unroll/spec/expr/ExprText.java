package dev.unroll.spec.expr;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Prints an {@link Expr} with as few brackets as its precedence needs. */
final class ExprText {
    private static final int NEGATE = 4;
    private static final int POSTFIX = 6;

    private ExprText() {}

    static String print(Expr expr) {
        return print(expr, 0);
    }

    /** A number as short as it can be: {@code 1}, {@code 0.5}, {@code 1e-05}. */
    static String number(double value) {
        boolean whole = value == Math.rint(value) && Math.abs(value) < 1e15;
        return whole ? Long.toString((long) value) : Double.toString(value).replace('E', 'e');
    }

    private static String print(Expr expr, int outer) {
        if (expr instanceof Expr.Number number) {
            return number(number.value());
        } else if (expr instanceof Expr.Name name) {
            return name.written();
        } else if (expr instanceof Expr.Text text) {
            return '"' + text.value().replace("\\", "\\\\").replace("\"", "\\\"") + '"';
        } else if (expr instanceof Expr.Call call) {
            List<String> arguments = new ArrayList<>();
            call.args().forEach(a -> arguments.add(print(a, 0)));
            call.named().forEach(n -> arguments.add(n.name() + "=" + print(n.value(), 0)));
            return call.function() + "(" + String.join(", ", arguments) + ")";
        } else if (expr instanceof Expr.Negate negate) {
            return bracket("-" + print(negate.operand(), NEGATE), NEGATE < outer);
        } else if (expr instanceof Expr.Binary binary) {
            return binary(binary, outer);
        } else if (expr instanceof Expr.Slice slice) {
            return print(slice.value(), POSTFIX) + "[" + end(slice.from()) + ":" + end(slice.to()) + "]";
        } else if (expr instanceof Expr.Items items) {
            return "["
                    + String.join(
                            ", ", items.items().stream().map(i -> print(i, 0)).toList()) + "]";
        }
        if (expr instanceof Expr.Fields fields) {
            List<String> entries = new ArrayList<>();
            fields.entries().forEach(e -> entries.add(e.name() + ": " + print(e.value(), 0)));
            return "{" + String.join(", ", entries) + "}";
        }
        throw new AssertionError(expr);
    }

    private static String binary(Expr.Binary binary, int outer) {
        int own = binary.op().precedence();
        boolean power = binary.op() == Expr.Op.POWER;
        boolean comparison = binary.op().isComparison();
        String left = print(binary.left(), power || comparison ? own + 1 : own);
        // The right side of a power may be negative without brackets: 2^-1.
        String right = print(binary.right(), power ? NEGATE : own + 1);
        return bracket(left + (power ? "^" : " " + binary.op().symbol() + " ") + right, own < outer);
    }

    private static String end(Optional<Expr> end) {
        return end.map(e -> print(e, 0)).orElse("");
    }

    private static String bracket(String text, boolean needed) {
        return needed ? "(" + text + ")" : text;
    }
}
