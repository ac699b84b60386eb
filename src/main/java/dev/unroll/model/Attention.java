package dev.unroll.model;

import dev.unroll.graph.Graph;
import dev.unroll.graph.Node;
import dev.unroll.graph.Rows;
import dev.unroll.graph.Scan;
import dev.unroll.op.AlongTime;
import dev.unroll.op.Binary;
import dev.unroll.op.Features;
import dev.unroll.op.Ops;
import dev.unroll.op.Time;
import java.util.Map;
import java.util.Optional;

/**
 * An equation of a cell that has one number for each step of another axis at each step of its own, such as the weights of an
 * attention.
 *
 * @param path the place of its layer
 * @param equation its name
 * @param label the comment behind it
 * @param along the axis that the cell runs along
 * @param over the other axis
 * @param scan the recurrence
 * @param inner the value in its step
 */
public record Attention(
        String path, String equation, Optional<String> label, Rows along, Rows over, Node scan, Node inner) {
    /** The only output of its graph. */
    public static final String OUTPUT = "attention";

    /**
     * The graph of its values in an example whose other axis has so many steps: a row per step of {@code along}, with a
     * number per step of {@code over}. A recurrence stacks only what it has one of per step, so each step of the other axis is
     * sent to the place in a vector that its number names.
     */
    public Graph graph(int steps) {
        Node place = repeated(Node.of(new AlongTime.Position(over, false)), steps);
        Node isThere = Node.of(Binary.EQUAL, place, Ops.range(steps));
        Node row = Node.of(new Time.SumTime(over), Ops.mul(repeated(inner, steps), isThere));
        return Dropped.off(new Graph(Map.of(OUTPUT, Scan.stacked(scan, row))));
    }

    private static Node repeated(Node number, int times) {
        return Node.of(new Features.Repeat(-1, times), number);
    }
}
