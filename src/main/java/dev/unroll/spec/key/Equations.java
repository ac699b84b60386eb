package dev.unroll.spec.key;

import dev.unroll.diagnostic.Codes;
import dev.unroll.diagnostic.Diagnostic;
import dev.unroll.diagnostic.Diagnostics;
import dev.unroll.diagnostic.InvalidInput;
import dev.unroll.spec.expr.Expr;
import dev.unroll.spec.expr.Parser;
import dev.unroll.spec.yaml.Mapping;
import dev.unroll.spec.yaml.Node;
import dev.unroll.spec.yaml.Scalar;
import dev.unroll.spec.yaml.Sequence;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Reads YAML nodes as expressions. */
public final class Equations {
    private Equations() {}

    /** The node as an expression; an error is reported and yields nothing. */
    public static Optional<Expr> expr(String key, Node node, Diagnostics diagnostics) {
        if (node instanceof Sequence sequence) {
            List<Expr> items = new ArrayList<>();
            for (Node item : sequence.items()) {
                expr(key, item, diagnostics).ifPresent(items::add);
            }
            return items.size() < sequence.items().size()
                    ? Optional.empty()
                    : Optional.of(new Expr.Items(items, sequence.span()));
        }
        if (node instanceof Scalar scalar && !scalar.isNothing()) {
            try {
                return Optional.of(scalar.expr().orElseGet(() -> Parser.parse(scalar.text(), scalar.label())));
            } catch (InvalidInput e) {
                diagnostics.addAll(e.diagnostics());
                return Optional.empty();
            }
        }
        String hint = node instanceof Mapping ? "put the equation in quotes if it has { or } in it" : "write a value";
        diagnostics.add(Diagnostic.error(
                        Codes.WRONG_VALUE, "'%s' must be an equation, not %s".formatted(key, node.kind()), node.span())
                .hint(hint));
        return Optional.empty();
    }
}
