package dev.unroll.compile;

import dev.unroll.graph.Leaf;
import dev.unroll.graph.Node;
import dev.unroll.graph.Op;
import dev.unroll.graph.Rows;
import dev.unroll.graph.Scan;
import dev.unroll.op.ElementWise;
import dev.unroll.op.Features.Repeat;
import dev.unroll.op.Trait;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The values that a loop recomputes instead of reading: plain arithmetic on values that it reads anyway, on single
 * numbers and on weights. Storing such a value would cost a write and a read of memory.
 *
 * @param axis the axis that the loop runs along
 * @param sequences what the loop reads at each step
 */
record Rematerialisation(Rows axis, List<Node> sequences) {
    /** The operands from which to compute a value inside the loop; empty if it is to be read. */
    Optional<List<Node>> sources(Node outer) {
        if (outer.type().rows() != axis || outer.type().shape().rank() != 1) {
            return Optional.empty();
        }
        Op op = op(outer);
        boolean cheap = op instanceof ElementWise arithmetic && arithmetic.is(Trait.CHEAP);
        if (!cheap && !(op instanceof Repeat)) {
            return Optional.empty();
        }
        List<Node> operands = operands(outer);
        boolean near = operands.stream().allMatch(operand -> isNear(operand) && operand != outer);
        return near ? Optional.of(operands) : Optional.empty();
    }

    /** The op that computes a value, inside another loop where it comes from there. */
    static Op op(Node outer) {
        return isStacked(outer) ? Scan.result(outer).inner().op() : outer.op();
    }

    private static List<Node> operands(Node outer) {
        if (!isStacked(outer)) {
            return outer.inputs();
        }
        Node loop = outer.input(0);
        List<Node> operands = new ArrayList<>();
        for (Node input : Scan.result(outer).inner().inputs()) {
            operands.add(seenOutside(loop, (Scan) loop.op(), input));
        }
        return operands;
    }

    private static Node seenOutside(Node loop, Scan scan, Node inner) {
        if (inner.op() instanceof Leaf.Constant) {
            return inner;
        }
        int at = scan.leaves().indexOf(inner);
        return at >= 0 && at < scan.firstState() ? loop.input(at) : Scan.stacked(loop, inner);
    }

    private static boolean isStacked(Node outer) {
        return outer.op() instanceof Scan.Read && Scan.result(outer).kind() == Scan.Kind.STACKED;
    }

    private boolean isNear(Node operand) {
        return operand.type().rows() == Rows.NONE
                || operand.type().rows() == axis
                        && (operand.type().shape().rank() == 0
                                || sequences.stream()
                                        .anyMatch(known -> known == operand
                                                || known.op().equals(operand.op())
                                                        && known.inputs().equals(operand.inputs())));
    }
}
