package dev.unroll.model;

import dev.unroll.diagnostic.Codes;
import dev.unroll.diagnostic.Diagnostic;
import dev.unroll.diagnostic.Diagnostics;
import dev.unroll.diagnostic.Span;
import dev.unroll.graph.Node;
import dev.unroll.spec.expr.Expr;
import dev.unroll.spec.key.LossTerm;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Reports sums of losses whose rows have different weights, and masked losses whose mask would be lost. */
record CountingFaults(Diagnostics diagnostics) {
    /** What is wrong with a term of the loss. */
    void loss(Loss loss, LossTerm written) {
        Expr value = written.value();
        loss.fault().ifPresent(fault -> diagnostics.add(fault(fault, value)));
        loss.weights()
                .filter(weights -> loss.fault().isEmpty() && Counted.isTrained(weights))
                .ifPresent(weights -> diagnostics.add(Diagnostic.error(
                                Codes.MASK,
                                "where= or weights= of '" + value.text() + "' depends on trained parameters",
                                value.span())
                        .hint("compute where= and weights= from fields of the data only")));
    }

    private static Diagnostic fault(Counted.Fault fault, Expr value) {
        String named = value instanceof Expr.Binary sum && sum.op() == Expr.Op.ADD
                ? "loss: {first: " + sum.left().text() + ", second: "
                        + sum.right().text() + "}"
                : "loss: {first: ..., second: ...}";
        String hint = "name each term; the loss is then the sum of their means: " + named;
        return switch (fault) {
            case ROWS ->
                Diagnostic.error(
                                Codes.MIXED_LOSS,
                                "'" + value.text() + "' adds numbers per step and numbers per sequence: "
                                        + "a sequence's number would count once per step",
                                value.span())
                        .hint(hint);
            case WEIGHTS ->
                Diagnostic.error(
                                Codes.MIXED_LOSS,
                                "'" + value.text() + "' adds losses that count different rows",
                                value.span())
                        .hint(hint);
            case USE -> use(value.span(), value.text());
        };
    }

    private static Diagnostic use(Span place, String text) {
        return Diagnostic.error(
                        Codes.MASK_USE,
                        "'" + text + "' uses a masked loss as a value, but only its mean over rows is defined",
                        place)
                .hint("put where= and weights= on the loss or metric itself");
    }

    /** What is wrong with an equation. */
    void value(Node node, Expr written) {
        value(node, written.span(), written.text());
    }

    /** What is wrong with a value that is shown or answered. */
    void value(Node node, Span place, String text) {
        if (Counted.of(node).fault().filter(Counted.Fault.USE::equals).isPresent()) {
            diagnostics.add(use(place, text));
        }
    }

    /** How much each row of a metric counts: by its own arguments, or by those of a loss that it measures. */
    Optional<Node> metric(List<Term> arguments, Optional<Term> weights) {
        List<Node> found = new ArrayList<>();
        weights.ifPresent(own -> found.add(own.node()));
        for (Term argument : arguments) {
            Counted.Count count = Counted.of(argument.node());
            count.weights().ifPresent(found::add);
            if (count.weights().isPresent() && count.fault().isPresent()
                    || count.fault().filter(Counted.Fault.USE::equals).isPresent()) {
                diagnostics.add(use(argument.span(), argument.text()));
            }
        }
        if (found.stream().anyMatch(other -> !Counted.isSame(found.get(0), other))) {
            Span place = arguments.get(0).span();
            diagnostics.add(Diagnostic.error(
                            Codes.MASK_USE, "'" + arguments.get(0).text() + "' already has where= or weights=", place)
                    .hint("give them once: in the loss or in the metric"));
        }
        return found.stream().findFirst();
    }
}
