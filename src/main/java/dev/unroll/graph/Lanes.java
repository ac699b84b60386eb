package dev.unroll.graph;

import dev.unroll.tensor.Packing;
import dev.unroll.tensor.Ragged;
import dev.unroll.tensor.Segments;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * Where rows lie within a recurrence along an axis. The rows of the axis' parent run in lanes, longest first; at a step, those
 * that are alive are the first. Values of other axes below the parent keep all their steps, one lane after the other, so
 * that those of the lanes that are alive are the first, too. Belongs to one thread.
 */
public final class Lanes {
    private final Axes axes;
    private final Rows parent;
    private final Packing packing;
    private final int[] order;
    private final Map<Rows, Segments> segments = new HashMap<>();

    Lanes(Axes axes, Rows axis) {
        this.axes = axes;
        parent = axis.parent();
        packing = axes.packing(axis);
        order = IntStream.range(0, packing.parents()).map(packing::ofLane).toArray();
    }

    /** The axis that the recurrence runs along, and its lanes. */
    public Packing packing() {
        return packing;
    }

    /** The rows that a step has one of for each lane. */
    public Rows parent() {
        return parent;
    }

    /** How many rows a value has at step {@code t}. */
    public int rows(Rows rows, int t) {
        if (rows == Rows.NONE) {
            return 1;
        }
        return rows == parent ? packing.alive(t) : segments(rows).start(rows(rows.parent(), t));
    }

    /** The rows of an axis below the parent, by the rows of the axis above it. */
    public Ragged axis(Rows axis) {
        return segments(axis);
    }

    /** For each row within the recurrence, the row that it is outside; not to be written to. */
    public int[] origins(Rows rows) {
        return rows == parent ? order : segments(rows).origins();
    }

    private Segments segments(Rows axis) {
        Segments known = segments.get(axis);
        if (known == null) {
            if (!axis.isAxis() || !parent.contains(axis)) {
                throw new IllegalArgumentException("'" + axis.path() + "' is not below '" + parent.path() + "'");
            }
            known = Segments.of(origins(axis.parent()), axes.packing(axis));
            segments.put(axis, known);
        }
        return known;
    }
}
