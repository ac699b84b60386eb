package dev.unroll.model;

import dev.unroll.diagnostic.Codes;
import dev.unroll.diagnostic.Span;
import dev.unroll.graph.Node;
import dev.unroll.graph.Rows;
import dev.unroll.op.Features;
import dev.unroll.op.Ops;
import dev.unroll.tensor.Shape;
import dev.unroll.tensor.Width;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * {@code left @ right}: the last axis of the left against the last but one of the right, or the only one. Of three axes, the
 * first counts matrices: {@code x @ W} of {@code [d]} and {@code [k, d, e]} is {@code [k, e]}.
 */
record MatrixProduct(Elaboration elaboration, Span span) {
    Term of(Term left, Term right) {
        if (left.isBroken() || right.isBroken()) {
            return Term.broken(span);
        }
        int of = left.rank();
        int by = right.rank();
        boolean fits = by == 1 ? of == 2 || of == 3 : by == 2 ? of >= 1 : by == 3 && of == 1;
        if (!fits) {
            return broken("'@' needs features on one side and a matrix on the other: " + both(left, right));
        }
        if (by == 2 && of == 3 && right.rows() != Rows.NONE) {
            return broken(
                    "'@' multiplies matrices of each step by one another, not lists of them: " + both(left, right));
        }
        Optional<Rows> meeting = elaboration.operators().joined(List.of(left, right), span);
        if (meeting.isEmpty()) {
            return Term.broken(span);
        }
        Rows rows = meeting.get();
        Term a = Call.spread(left, rows);
        Term b = Call.spread(right, rows);
        Width inner = b.shape().get(by == 1 ? 0 : by - 2);
        if (!a.last().unite(inner)) {
            return broken("the left of '@', '" + left.text() + "', has " + a.last() + " features, its right, '"
                    + right.text() + "', takes " + inner);
        }
        List<Width> shape = new ArrayList<>(a.shape().subList(0, of - 1));
        shape.addAll(by == 1 ? List.of() : by == 3 ? List.of(b.shape().get(0), b.last()) : List.of(b.last()));
        return Term.real(rows, shape, span, () -> {
            if (by == 1) {
                return matrixByVector(a.node(), b.node());
            }
            return of == 1 ? vectorByMatrix(a.node(), b.node()) : matrices(a.node(), b.node(), rows);
        });
    }

    private static Node matrixByVector(Node a, Node b) {
        if (a.type().rows() != Rows.NONE) {
            return Ops.sum(Ops.mul(a, b));
        }
        Shape shape = a.type().shape();
        if (shape.rank() == 2) {
            return Ops.matmulTransposed(b, a);
        }
        Node flat = Ops.reshape(a, shape.size() / shape.width(), shape.width());
        return Ops.reshape(Ops.matmulTransposed(b, flat), shape.dim(0), shape.dim(1));
    }

    private static Node vectorByMatrix(Node a, Node b) {
        if (b.type().rows() == Rows.NONE) {
            return b.type().shape().rank() == 2 ? Ops.matmul(a, b) : Ops.matmulEach(a, b);
        }
        Node column = Node.of(new Features.Repeat(-1, b.type().shape().dim(-1)), a);
        return Node.of(new Features.Sum(-2), Ops.mul(column, b));
    }

    private static Node matrices(Node a, Node b, Rows rows) {
        return b.type().rows() == Rows.NONE
                ? Ops.matmul(a, b)
                : Ops.rowMatmul(LayerFunctions.rows(a, rows), LayerFunctions.rows(b, rows));
    }

    private static String both(Term left, Term right) {
        return "'" + left.text() + "' has " + Operators.features(left) + ", '" + right.text() + "' has "
                + Operators.features(right);
    }

    private Term broken(String message) {
        return elaboration.broken(Codes.SHAPE, message, span);
    }
}
