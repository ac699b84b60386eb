package dev.unroll.model;

import dev.unroll.diagnostic.Codes;
import dev.unroll.diagnostic.Diagnostic;
import dev.unroll.graph.Node;
import dev.unroll.graph.Rows;
import dev.unroll.op.Indexed;
import dev.unroll.op.Ops;
import dev.unroll.op.Products;
import dev.unroll.spec.expr.Expr;
import dev.unroll.tensor.Width;
import java.util.List;
import java.util.Optional;

/** Layers whose weights are declared under {@code parameters}, or computed from those: a tied embedding has one table. */
final class DeclaredWeights {
    private DeclaredWeights() {}

    /** The table that an embedding is given in place of a width. */
    static Optional<Term> table(Call call) {
        Expr written = call.expr("width").orElseThrow();
        Scope scope = call.scope();
        if (written instanceof Expr.Name name) {
            Term value = scope.values().get(name.written());
            boolean table = value != null && !value.isBroken() && value.rows() == Rows.NONE && value.rank() == 2;
            return table ? Optional.of(call.term("width")) : Optional.empty();
        }
        boolean computed = written instanceof Expr.Call
                && call.elaboration().sizes().number(written, scope).isEmpty();
        return computed ? Optional.of(matrix(call, call.term("width"))) : Optional.empty();
    }

    private static Term matrix(Call call, Term weights) {
        if (weights.isBroken() || weights.rows() == Rows.NONE && !weights.isIndex() && weights.rank() == 2) {
            return weights;
        }
        String is = weights.rows() == Rows.NONE
                ? "has " + Operators.features(weights)
                : "is a value " + call.elaboration().per(weights.rows());
        return call.broken(
                Codes.KIND,
                call.name() + " needs a matrix of parameters, but '" + weights.text() + "' " + is,
                weights.span());
    }

    static Term embed(Call call, Term ids, Term table) {
        Optional<Expr> init = call.expr("init");
        if (init.isPresent()) {
            return initialised(call, init.get(), table);
        }
        if (ids.isBroken() || table.isBroken()) {
            return Term.broken(call.span());
        }
        if (!ids.isIndex()) {
            return call.broken(Codes.KIND, "embed needs an index, but '" + ids.text() + "' is a number", ids.span());
        }
        Width classes = table.shape().get(0);
        if (!classes.unite(ids.choices())) {
            return call.broken(
                    Codes.SHAPE,
                    "'" + table.text() + "' has " + classes + " rows, but '" + ids.text() + "' has "
                            + ids.classesText(),
                    call.span());
        }
        Term rows = Term.index(Rows.NONE, classes, table.span(), table::node).at(table.text(), table.span());
        if (!call.elaboration().classTexts().requireSame(List.of(ids, rows), call.span())) {
            return Term.broken(call.span());
        }
        return Term.real(
                ids.rows(),
                List.of(table.last()),
                call.span(),
                () -> Node.of(new Indexed.Embed(), table.node(), ids.node()));
    }

    private static Term initialised(Call call, Expr init, Term weights) {
        call.elaboration()
                .add(Diagnostic.error(
                                Codes.ARGUMENTS,
                                "'init' does not apply: '" + weights.text() + "' is declared elsewhere",
                                init.span())
                        .hint("write it there: parameters: {" + weights.text() + ": {shape: ..., init: " + init.text()
                                + "}}"));
        return Term.broken(call.span());
    }

    /**
     * The product of one value by a matrix. A table with a row per class is an embedding, and gives each class its score: the
     * product by its transpose. So does any other matrix whose columns, but not whose rows, fit the value.
     */
    static Term affine(Call call) {
        Term weights = matrix(call, call.elaboration().real(call.term("weights")));
        List<Expr> sources = call.variadic();
        Optional<Expr> init = call.expr("init");
        if (init.isPresent()) {
            return initialised(call, init.get(), weights);
        }
        if (sources.size() > 1) {
            return call.broken(
                    Codes.ARGUMENTS,
                    "'weights' is one matrix, but affine has " + sources.size()
                            + " values: concat them, or add products",
                    sources.get(1).span());
        }
        Term x = call.elaboration().real(call.elaboration().term(sources.get(0), call.scope()));
        if (weights.isBroken() || x.isBroken()) {
            return Term.broken(call.span());
        }
        if (x.rank() != 1) {
            return call.broken(
                    Codes.SHAPE, "affine needs vectors, but '" + x.text() + "' has " + Operators.features(x), x.span());
        }
        Optional<Boolean> transposed = transposed(x, weights);
        if (transposed.isEmpty()) {
            return call.broken(
                    Codes.SHAPE,
                    "'" + x.text() + "' has " + x.last() + " features, which neither side of '" + weights.text() + "', "
                            + weights.shape().get(0) + " x " + weights.shape().get(1) + ", fits",
                    call.span());
        }
        boolean turned = transposed.get();
        Width width = weights.shape().get(turned ? 0 : 1);
        Optional<Width> to = call.expr("to").isPresent() ? call.size("to") : Optional.empty();
        if (to.isPresent() && !to.get().unite(width)) {
            return call.broken(
                    Codes.SHAPE,
                    "'" + weights.text() + "' gives " + width + " features, not " + to.get(),
                    call.expr("to").orElseThrow().span());
        }
        Optional<Term> bias = LayerFunctions.bias(call, call.scope().path("affine"), width);
        return Term.real(x.rows(), List.of(width), call.span(), () -> {
            Node product = Node.of(new Products.MatMul(turned), x.node(), weights.node());
            return bias.isPresent() ? Ops.add(product, bias.get().node()) : product;
        });
    }

    private static Optional<Boolean> transposed(Term x, Term weights) {
        Width rows = weights.shape().get(0);
        Width columns = weights.shape().get(1);
        boolean table = rows.classes().isPresent() && x.last().classes().isEmpty();
        if (table && columns.unite(x.last())) {
            return Optional.of(true);
        }
        return rows.unite(x.last())
                ? Optional.of(false)
                : columns.unite(x.last()) ? Optional.of(true) : Optional.empty();
    }
}
