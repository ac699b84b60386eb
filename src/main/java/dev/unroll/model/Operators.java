package dev.unroll.model;

import dev.unroll.diagnostic.Codes;
import dev.unroll.diagnostic.Diagnostic;
import dev.unroll.diagnostic.Span;
import dev.unroll.graph.Node;
import dev.unroll.graph.Rows;
import dev.unroll.op.Binary;
import dev.unroll.op.ElementWise;
import dev.unroll.op.Features;
import dev.unroll.spec.expr.Expr;
import dev.unroll.tensor.Width;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The operators of equations: which widths must agree, and the nodes that they create. */
final class Operators {
    private final Elaboration elaboration;

    /** Widths of operands beside a single feature, which is as wide as they are unless something else says more. */
    private final List<Width> besideOne = new ArrayList<>();

    Operators(Elaboration elaboration) {
        this.elaboration = elaboration;
    }

    /** Widths that nothing but a single feature speaks of are one feature. */
    void settle() {
        besideOne.stream().filter(width -> width.known().isEmpty()).forEach(width -> width.unite(Width.of(1)));
    }

    private Term broken(String message, Span span) {
        elaboration.add(Diagnostic.error(Codes.SHAPE, message, span));
        return Term.broken(span);
    }

    /** {@code left op right}. */
    Term binary(Expr.Op op, Term left, Term right, Span span) {
        return switch (op) {
            case ADD -> elementWise(Binary.ADD, List.of(left, right), span);
            case SUBTRACT -> elementWise(Binary.SUB, List.of(left, right), span);
            case MULTIPLY -> elementWise(Binary.MUL, List.of(left, right), span);
            case DIVIDE -> elementWise(Binary.DIV, List.of(left, right), span);
            case POWER -> elementWise(Binary.POW, List.of(left, right), span);
            case LESS -> elementWise(Binary.LESS, List.of(left, right), span);
            case LESS_EQUAL -> elementWise(Binary.LESS_EQUAL, List.of(left, right), span);
            case GREATER -> elementWise(Binary.LESS, List.of(right, left), span);
            case GREATER_EQUAL -> elementWise(Binary.LESS_EQUAL, List.of(right, left), span);
            case EQUAL -> equal(left, right, span);
            case NOT_EQUAL -> elementWise(Binary.SUB, List.of(Term.number(1, span), equal(left, right, span)), span);
            case MATMUL -> new MatrixProduct(elaboration, span).of(elaboration.real(left), elaboration.real(right));
        };
    }

    private Term equal(Term left, Term right, Span span) {
        boolean whole = !left.isBroken() && !right.isBroken();
        return whole && !elaboration.classTexts().areComparable(left, right, span)
                ? Term.broken(span)
                : elementWise(Binary.EQUAL, List.of(left, right), span);
    }

    /** An element-wise op: its operands' last axes are united, numbers and single features reach all. */
    Term elementWise(ElementWise op, List<Term> operands, Span span) {
        List<Term> real = operands.stream()
                .map(operand -> op.takesIndices() ? operand : elaboration.real(operand))
                .toList();
        if (real.stream().anyMatch(Term::isBroken)) {
            return Term.broken(span);
        }
        Optional<Rows> meeting = joined(real, span);
        if (meeting.isEmpty()) {
            return Term.broken(span);
        }
        Rows rows = meeting.get();
        List<Term> aligned = real.stream().map(term -> Call.spread(term, rows)).toList();
        Optional<List<Width>> shape = broadcast(aligned, span);
        if (shape.isEmpty()) {
            return Term.broken(span);
        }
        return Term.real(rows, shape.get(), span, () -> Node.of(op, nodes(aligned)));
    }

    static List<Node> nodes(List<Term> terms) {
        return terms.stream().map(Term::node).toList();
    }

    /**
     * The rows of values that meet row by row: those of the one whose axis is below the axes of all others. Empty if there is
     * none, which is reported.
     */
    Optional<Rows> joined(List<Term> terms, Span span) {
        Rows rows = Rows.NONE;
        Optional<Term> lowest = Optional.empty();
        for (Term term : terms) {
            if (!rows.contains(term.rows()) && !term.rows().contains(rows)) {
                elaboration.add(Diagnostic.error(
                                Codes.ROWS,
                                "'" + lowest.orElseThrow().text() + "' has " + rows.each() + ", '" + term.text()
                                        + "' has " + term.rows().each() + ", and neither is within the other",
                                span)
                        .hint("a value for all steps together meets both: last(...), sum_over_time(...)"));
                return Optional.empty();
            }
            if (rows.contains(term.rows())) {
                rows = term.rows();
                lowest = Optional.of(term);
            }
        }
        return Optional.of(rows);
    }

    private Optional<List<Width>> broadcast(List<Term> terms, Span span) {
        int rank = terms.stream().mapToInt(Term::rank).max().orElse(0);
        List<Width> shape = new ArrayList<>();
        for (int axis = rank; axis >= 1; axis--) {
            Width width = Width.of(1);
            Term from = terms.get(0);
            boolean single = false;
            for (Term term : terms) {
                if (term.rank() < axis) {
                    continue;
                }
                Width own = term.shape().get(term.rank() - axis);
                if (own.is(1)) {
                    single = true;
                    continue;
                }
                if (width.is(1)) {
                    width = own;
                    from = term;
                } else if (!width.unite(own)) {
                    elaboration.add(conflict(from, term, span));
                    return Optional.empty();
                }
            }
            shape.add(width);
            if (single) {
                besideOne.add(width);
            }
        }
        return Optional.of(shape);
    }

    /** Two values whose widths should be one. */
    private Diagnostic conflict(Term a, Term b, Span span) {
        String message = "'" + a.text() + "' has " + features(a) + " " + elaboration.per(a.rows()) + ", '" + b.text()
                + "' has " + features(b).replace(" features", "");
        return Diagnostic.error(Codes.SHAPE, message, span).hint(origins(a, b, span));
    }

    /** Where two values come from, of those that an equation defines. */
    private static Optional<String> origins(Term a, Term b, Span span) {
        String from = Stream.of(a, b)
                .flatMap(term -> term.origin().stream()
                        .filter(origin -> origin.source().equals(span.source()))
                        .map(origin -> "'" + term.text() + "' on line " + origin.line()))
                .distinct()
                .collect(Collectors.joining(", "));
        return from.isEmpty() ? Optional.empty() : Optional.of("see " + from);
    }

    static String features(Term term) {
        if (term.rank() == 0) {
            return "1 number";
        }
        StringBuilder text = new StringBuilder();
        for (Width width : term.shape()) {
            text.append(text.length() == 0 ? "" : " x ").append(width);
        }
        return text + " features";
    }

    /** Some of the features of a value. */
    Term slice(Expr.Slice slice, Term value, Scope scope) {
        if (value.isBroken()) {
            return value;
        }
        if (value.rank() > 0 && value.last().classes().isPresent()) {
            String field = value.last().classes().get().field();
            elaboration.add(Diagnostic.error(
                            Codes.CLASS_NUMBER,
                            "'" + value.text() + "' has one feature per class of '" + field
                                    + "', and class numbers depend on frequencies in the data",
                            slice.span())
                    .hint("select a class by its text: " + field + " == '...' is 1 for that class"));
            return Term.broken(slice.span());
        }
        Optional<Integer> from = elaboration.sizes().end(slice.from(), 0, scope);
        int width = value.rank() == 0 ? 0 : value.last().known().orElse(-1);
        if (width < 0) {
            return elaboration.undetermined(value);
        }
        Optional<Integer> to = elaboration.sizes().end(slice.to(), width, scope);
        if (from.isEmpty() || to.isEmpty()) {
            return Term.broken(slice.span());
        }
        if (value.rank() == 0 || to.get() > width || from.get() >= to.get()) {
            return broken(
                    "'" + slice.value().text() + "' has " + features(value) + ", which [" + from.get() + ":" + to.get()
                            + "] does not fit",
                    slice.span());
        }
        List<Width> shape = new ArrayList<>(value.shape());
        shape.set(shape.size() - 1, Width.of(to.get() - from.get()));
        return Term.real(
                value.rows(),
                shape,
                slice.span(),
                () -> Node.of(new Features.Slice(from.get(), to.get()), value.node()));
    }
}
