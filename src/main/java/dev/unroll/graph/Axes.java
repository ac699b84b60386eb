package dev.unroll.graph;

import dev.unroll.api.PublicApi;
import dev.unroll.tensor.Packing;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Where the rows of every axis of a batch lie. Immutable. */
@PublicApi
public final class Axes {
    private final int batch;
    private final Map<Rows, Packing> packings;

    private Axes(int batch, Map<Rows, Packing> packings) {
        this.batch = batch;
        this.packings = packings;
    }

    /**
     * @param batch how many sequences there are
     * @param packings of each axis, by the axis
     * @throws IllegalArgumentException if an axis does not have as many parents as there are rows above it
     */
    public static Axes of(int batch, Map<Rows, Packing> packings) {
        Axes axes = new Axes(batch, Map.copyOf(packings));
        axes.packings.forEach((axis, packing) -> {
            if (packing.parents() != axes.rows(axis.parent())) {
                throw new IllegalArgumentException("'" + axis.path() + "' is packed for " + packing.parents()
                        + " rows, above it there are " + axes.rows(axis.parent()));
            }
        });
        return axes;
    }

    /** Sequences with {@link Rows#STEPS steps} alone. */
    public static Axes of(Packing steps) {
        return new Axes(steps.parents(), Map.of(Rows.STEPS, steps));
    }

    /** B: the number of sequences. */
    public int batch() {
        return batch;
    }

    /** The axes below the batch, each after its parent. */
    public List<Rows> axes() {
        return packings.keySet().stream()
                .sorted(Comparator.comparing(Rows::depth).thenComparing(Rows::path))
                .toList();
    }

    /** How many rows a value with such rows has. */
    public int rows(Rows rows) {
        return rows == Rows.NONE
                ? 1
                : rows == Rows.BATCH ? batch : packing(rows).total();
    }

    /** @throws IllegalArgumentException if the batch has no such axis */
    public Packing packing(Rows axis) {
        Packing packing = packings.get(axis);
        if (packing == null) {
            throw new IllegalArgumentException("the batch has no axis '" + axis.path() + "', only " + axes());
        }
        return packing;
    }

    /** How many steps the sequences have: the rows of the largest axis directly below them; their number if there is none. */
    public int steps() {
        return packings.entrySet().stream()
                .filter(entry -> entry.getKey().parent() == Rows.BATCH)
                .mapToInt(entry -> entry.getValue().total())
                .max()
                .orElse(batch);
    }

    /** The rows of an axis that belong to a sequence: all those of its first step, then of its second. */
    public int[] rowsOf(Rows rows, int sequence) {
        if (rows == Rows.NONE || rows == Rows.BATCH) {
            return new int[] {rows == Rows.NONE ? 0 : sequence};
        }
        Packing packing = packing(rows);
        int[] parents = rowsOf(rows.parent(), sequence);
        int[] own = new int[Arrays.stream(parents).map(packing::length).sum()];
        int at = 0;
        for (int parent : parents) {
            for (int t = 0; t < packing.length(parent); t++) {
                own[at++] = packing.row(parent, t);
            }
        }
        return own;
    }

    /** For each axis, how many rows of it each row above it has, of those that belong to a sequence. */
    public Map<Rows, int[]> lengths(int sequence) {
        Map<Rows, int[]> lengths = new HashMap<>();
        packings.forEach((axis, packing) -> lengths.put(
                axis,
                Arrays.stream(rowsOf(axis.parent(), sequence))
                        .map(packing::length)
                        .toArray()));
        return lengths;
    }

    /** Some of the sequences, in an order. */
    public Part part(int[] sequences) {
        Map<Rows, Packing> packed = new HashMap<>();
        Map<Rows, int[]> origins = new HashMap<>();
        origins.put(Rows.NONE, new int[1]);
        origins.put(Rows.BATCH, sequences);
        for (Rows axis : axes()) {
            Packing own = packing(axis);
            int[] above = origins.get(axis.parent());
            int[] lengths = new int[above.length];
            Arrays.setAll(lengths, p -> own.length(above[p]));
            Packing part = Packing.of(lengths);
            int[] from = new int[part.total()];
            for (int p = 0; p < above.length; p++) {
                for (int t = 0; t < lengths[p]; t++) {
                    from[part.row(p, t)] = own.row(above[p], t);
                }
            }
            packed.put(axis, part);
            origins.put(axis, from);
        }
        return new Part(new Axes(sequences.length, packed), origins);
    }

    /**
     * Some sequences of a batch.
     *
     * @param axes how their rows lie
     * @param origins for each row of each axis, the row that it is in the batch
     */
    public record Part(Axes axes, Map<Rows, int[]> origins) {}

    /** The axes of this batch along which, and over which, a recurrence along {@code axis} runs. */
    public Lanes along(Rows axis) {
        return new Lanes(this, axis);
    }
}
