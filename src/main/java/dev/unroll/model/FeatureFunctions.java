package dev.unroll.model;

import dev.unroll.diagnostic.Codes;
import dev.unroll.graph.Node;
import dev.unroll.graph.Rows;
import dev.unroll.op.Binary;
import dev.unroll.op.Ops;
import dev.unroll.tensor.Shape;
import dev.unroll.tensor.Width;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;

/** Functions of features that are more than one op: overloads, fixed values and shapes. */
final class FeatureFunctions {
    private FeatureFunctions() {}

    /** The functions of one value or two. */
    static List<Function> extremes() {
        return List.of(
                new Function(
                        "min(a, b=)",
                        "the smaller of two values, or the smallest feature of one",
                        "smaller: min(a, b)",
                        call -> extreme(call, Binary.MIN, Ops::min)),
                new Function(
                        "max(a, b=)",
                        "the larger of two values, or the largest feature of one",
                        "hinge: max(0, 1 - x)",
                        call -> extreme(call, Binary.MAX, Ops::max)));
    }

    static List<Function> all() {
        return List.of(
                new Function(
                        "reshape(x, shape)",
                        "the same numbers in another shape, row by row: a size, or a list of sizes",
                        "heads: reshape(affine(h, to=8), [2, 4])",
                        FeatureFunctions::reshape),
                new Function(
                        "range(n)",
                        "the vector 0, 1, ..., n - 1",
                        "decay: exp(-range(8)) * affine(h, to=8)",
                        FeatureFunctions::range),
                new Function(
                        "ones(shape)",
                        "ones: a vector of a size, or a matrix of a list of two sizes",
                        "all: outer(s, ones(4))",
                        call -> filled(call, 1)),
                new Function(
                        "zeros(shape)",
                        "zeros: a vector of a size, or a matrix of a list of two sizes",
                        "none: zeros([4, 8])",
                        call -> filled(call, 0)),
                new Function(
                        "identity(n)",
                        "the identity matrix of n rows",
                        "rest: s @ (identity(s) - outer(s, s))",
                        FeatureFunctions::identity));
    }

    private static Term extreme(Call call, Binary ofTwo, UnaryOperator<Node> ofFeatures) {
        if (call.expr("b").isPresent()) {
            return call.elaboration()
                    .operators()
                    .elementWise(ofTwo, List.of(call.term("a"), call.term("b")), call.span());
        }
        Term x = call.vector("a");
        return x.isBroken()
                ? x
                : Term.real(
                        x.rows(), x.shape().subList(0, x.rank() - 1), call.span(), () -> ofFeatures.apply(x.node()));
    }

    private static Term reshape(Call call) {
        Term x = call.real("x");
        Optional<List<Width>> shape = call.sizes("shape");
        if (x.isBroken() || shape.isEmpty()) {
            return Term.broken(call.span());
        }
        List<Width> to = shape.get();
        Optional<Double> wanted = size(to);
        if (wanted.isPresent() && x.rank() == 1 && wanted.get() <= Sizes.LARGEST) {
            // What an affine map is reshaped to determines its width.
            x.last().unite(Width.of(wanted.get().intValue()));
        }
        Optional<Double> given = size(x.shape());
        if (given.isEmpty()) {
            return call.elaboration().undetermined(x);
        }
        if (wanted.isPresent() && !wanted.equals(given)) {
            return call.broken(
                    Codes.SHAPE,
                    "'%s' has %s, %.0f numbers; %s takes %.0f"
                            .formatted(
                                    x.text(),
                                    Operators.features(x),
                                    given.get(),
                                    call.expr("shape").orElseThrow().text(),
                                    wanted.get()),
                    call.span());
        }
        return Term.real(
                x.rows(),
                to,
                call.span(),
                () -> Ops.reshape(x.node(), Shape.of(Shape.of(to).dims())));
    }

    /** The product of widths, if all are known. */
    private static Optional<Double> size(List<Width> shape) {
        return shape.stream().allMatch(width -> width.known().isPresent())
                ? Optional.of(shape.stream().mapToDouble(Width::value).reduce(1, (a, b) -> a * b))
                : Optional.empty();
    }

    private static Term range(Call call) {
        return call.size("n")
                .map(n -> Term.real(Rows.NONE, List.of(n), call.span(), () -> Ops.range(n.value())))
                .orElseGet(() -> Term.broken(call.span()));
    }

    private static Term identity(Call call) {
        return call.size("n")
                .map(n -> Term.real(Rows.NONE, List.of(n, n), call.span(), () -> Ops.identity(n.value())))
                .orElseGet(() -> Term.broken(call.span()));
    }

    private static Term filled(Call call, double value) {
        return call.sizes("shape")
                .map(shape -> Term.real(
                        Rows.NONE,
                        shape,
                        call.span(),
                        () -> Ops.constant(value, Shape.of(Shape.of(shape).dims()))))
                .orElseGet(() -> Term.broken(call.span()));
    }
}
