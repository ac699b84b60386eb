package dev.unroll.model;

import dev.unroll.diagnostic.Codes;
import dev.unroll.diagnostic.Diagnostic;
import dev.unroll.diagnostic.Span;
import dev.unroll.graph.Node;
import dev.unroll.graph.Rows;
import dev.unroll.op.Binary;
import dev.unroll.op.Ops;
import dev.unroll.spec.expr.Expr;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The arguments {@code where=} and {@code weights=} that every loss and every metric takes: rows where the condition is 0
 * count neither in the sum nor in the mean, and the mean of the others is the sum of weight times value divided by the sum
 * of the weights.
 */
record Counting(Elaboration elaboration, Scope scope) {
    static final String WHERE = "where";
    static final String WEIGHTS = "weights";

    /** Whether a call has {@code where=} or {@code weights=}. */
    static boolean isIn(Expr.Call call) {
        return call.named().stream().anyMatch(Counting::counts);
    }

    private static boolean counts(Expr.Named named) {
        return named.name().equals(WHERE) || named.name().equals(WEIGHTS);
    }

    /** The call without these arguments. */
    static Expr.Call without(Expr.Call call) {
        List<Expr.Named> others =
                call.named().stream().filter(named -> !counts(named)).toList();
        return new Expr.Call(call.function(), call.functionSpan(), call.args(), others, call.span());
    }

    /** A loss of which some rows count. */
    Term loss(Term loss, Expr.Call call) {
        String what = "'" + call.function() + "' with where= or weights=";
        if (loss.isBroken()) {
            return loss;
        } else if (scope.isStep()) {
            return elaboration.broken(Codes.MASK, what + " cannot be used within a step", call.span());
        } else if (loss.isIndex() || loss.rank() > 0 || loss.rows() == Rows.NONE) {
            String has = loss.isIndex() ? "a class" : Operators.features(loss);
            return elaboration.broken(
                    Codes.MASK,
                    what + " must be one number per step or per sequence, not " + has + " "
                            + elaboration.per(loss.rows()),
                    call.span());
        }
        Optional<Term> weights = weights(call, loss.rows(), "'" + call.function() + "'");
        return weights.map(w -> Term.real(
                        loss.rows(), List.of(), call.span(), () -> Node.of(new Counted(), loss.node(), w.node())))
                .orElseGet(() -> Term.broken(call.span()));
    }

    /**
     * How much each row counts.
     *
     * @param rows the rows of what is measured
     * @param what what it is, for messages
     * @return a number a row; empty if an argument is wrong, which is reported
     */
    Optional<Term> weights(Expr.Call call, Rows rows, String what) {
        List<Term> factors = new ArrayList<>();
        List<String> seen = new ArrayList<>();
        boolean broken = false;
        for (Expr.Named named : call.named()) {
            if (!counts(named)) {
                continue;
            }
            if (seen.contains(named.name())) {
                elaboration.add(
                        Diagnostic.error(Codes.ARGUMENTS, "'" + named.name() + "' is given twice", named.nameSpan()));
                broken = true;
                continue;
            }
            seen.add(named.name());
            Term term = elaboration.real(elaboration.term(named.value(), scope));
            broken |= term.isBroken() || !fits(term, rows, named, what);
            if (!broken) {
                factors.add(named.name().equals(WHERE) ? condition(term) : term);
            }
        }
        if (broken) {
            return Optional.empty();
        }
        List<Term> wide = factors.stream().map(term -> Call.spread(term, rows)).toList();
        Span span = call.span();
        return Optional.of(Term.real(
                rows,
                List.of(),
                span,
                () -> LayerFunctions.rows(
                        wide.stream().map(Term::node).reduce(Ops::mul).orElseThrow(), rows)));
    }

    private boolean fits(Term term, Rows rows, Expr.Named named, String what) {
        String needs = named.name() + "= needs one number per row, but '" + term.text() + "' ";
        Span place = named.value().span();
        if (term.rank() > 0) {
            String message = needs + "has " + Operators.features(term) + " " + elaboration.per(term.rows());
            elaboration.add(Diagnostic.error(Codes.MASK, message, place)
                    .hint("sum(" + term.text() + ") or mean(" + term.text() + ") is one number"));
            return false;
        } else if (!term.rows().contains(rows)) {
            String message = needs + "is one " + elaboration.per(term.rows()) + ", while " + what + " has one "
                    + elaboration.per(rows);
            elaboration.add(Diagnostic.error(Codes.MASK, message, place)
                    .hint("reduce it to one per sequence, for example by last(" + term.text() + ") or max_over_time"));
            return false;
        }
        return true;
    }

    /** 1 where a condition is not 0. */
    private static Term condition(Term term) {
        return Term.real(
                term.rows(),
                List.of(),
                term.span(),
                () -> Ops.sub(Ops.constant(1), Node.of(Binary.EQUAL, term.node(), Ops.constant(0))));
    }
}
