package dev.unroll.model;

import dev.unroll.spec.expr.Expr;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** Expressions taken apart and put together. */
final class Exprs {
    private Exprs() {}

    /** The parts of an expression. */
    static List<Expr> children(Expr expr) {
        List<Expr> parts = new ArrayList<>();
        if (expr instanceof Expr.Negate negate) {
            parts.add(negate.operand());
        } else if (expr instanceof Expr.Binary binary) {
            parts.add(binary.left());
            parts.add(binary.right());
        } else if (expr instanceof Expr.Slice slice) {
            parts.add(slice.value());
            slice.from().ifPresent(parts::add);
            slice.to().ifPresent(parts::add);
        } else if (expr instanceof Expr.Items items) {
            parts.addAll(items.items());
        } else if (expr instanceof Expr.Call call) {
            parts.addAll(call.args());
            call.named().forEach(named -> parts.add(named.value()));
        } else if (expr instanceof Expr.Fields fields) {
            fields.entries().forEach(entry -> parts.add(entry.value()));
        }
        return parts;
    }

    /** The same expression where {@code change} gives other parts; it is asked from the outside in. */
    static Expr replaced(Expr expr, Function<Expr, Optional<Expr>> change) {
        Optional<Expr> other = change.apply(expr);
        if (other.isPresent()) {
            return other.get();
        } else if (expr instanceof Expr.Negate negate) {
            return new Expr.Negate(replaced(negate.operand(), change), negate.span());
        } else if (expr instanceof Expr.Binary binary) {
            return new Expr.Binary(
                    binary.op(),
                    replaced(binary.left(), change),
                    replaced(binary.right(), change),
                    binary.opSpan(),
                    binary.span());
        } else if (expr instanceof Expr.Slice slice) {
            return new Expr.Slice(replaced(slice.value(), change), slice.from(), slice.to(), slice.span());
        } else if (expr instanceof Expr.Call call) {
            return new Expr.Call(
                    call.function(),
                    call.functionSpan(),
                    call.args().stream().map(arg -> replaced(arg, change)).toList(),
                    call.named().stream()
                            .map(named ->
                                    new Expr.Named(named.name(), named.nameSpan(), replaced(named.value(), change)))
                            .toList(),
                    call.span());
        }
        return expr;
    }
}
