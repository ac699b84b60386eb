package dev.unroll.op;

import dev.unroll.graph.Node;
import dev.unroll.graph.Op;
import dev.unroll.tensor.Tensor;
import java.util.List;

/** An op that computes a value from the values of its inputs. This is the interface that a new op implements. */
public interface Primitive extends Op {
    /** Writes every element of {@code out}, in float64; inputs are not to be changed. */
    void forward(List<Tensor> inputs, Tensor out, Context context);

    /**
     * The vector-Jacobian product: passes to each input its share of {@code g}, the gradient of the result, as nodes.
     * An input that gets nothing has no gradient. Shares may be broadcast: rows and features are summed by the caller.
     */
    void vjp(Node self, Node g, Shares shares);

    /**
     * Whether each row of the result depends on the same row of the inputs alone, and on inputs without rows. Such an op
     * may be moved out of a recurrence and run on any part of a batch; another one cannot be used within a step.
     */
    default boolean isRowWise() {
        return true;
    }

    /**
     * Whether the op is defined and smooth around a number, as input {@code k}: log is not at 0, nor so near to it that
     * differences say nothing of its gradient. Elsewhere the gradient check does not look.
     */
    default boolean isDefined(int k, double x) {
        return true;
    }

    /** Where an op leaves the gradient of each input. */
    interface Shares {
        void add(int input, Node gradient);
    }
}
