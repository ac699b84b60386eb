package dev.unroll.op;

import dev.unroll.api.PublicApi;
import dev.unroll.graph.Node;
import dev.unroll.graph.Op;
import dev.unroll.tensor.Tensor;
import java.util.List;
import java.util.Set;

/** An op that computes a value from the values of its inputs. This is the interface that a new op implements. */
@PublicApi
public interface Primitive extends Op {
    /** The class's name in snake_case ({@link ClassName}), unless the op has another. */
    @Override
    default String name() {
        return ClassName.inSpecs(getClass());
    }

    /** Writes every element of {@code out}, in float64; inputs are not to be changed. */
    void forward(List<Tensor> inputs, Tensor out, Context context);

    /**
     * The vector-Jacobian product: passes to each input its share of {@code g}, the gradient of the result, as nodes.
     * An input that gets nothing has no gradient. Shares may be broadcast: rows and features are summed by the caller.
     */
    void vjp(Node self, Node g, Cotangents cotangents);

    /** The traits that the op claims; the op contract tests each claim. An op is row-wise by default. */
    default Set<Trait> traits() {
        return Set.of(Trait.ROW_WISE);
    }

    /** Whether the op has a trait. */
    default boolean is(Trait trait) {
        return traits().contains(trait);
    }

    /** Whether a node is an op with a trait. */
    static boolean is(Node node, Trait trait) {
        return node.op() instanceof Primitive op && op.is(trait);
    }

    /**
     * Whether the op is defined and smooth around a number, as input {@code k}: log is not at 0, nor so near to it that
     * differences say nothing of its gradient. Elsewhere the gradient check does not look.
     */
    default boolean isDefined(int k, double x) {
        return true;
    }

    /** Where an op leaves the gradient of each input. */
    interface Cotangents {
        void add(int input, Node gradient);
    }
}
