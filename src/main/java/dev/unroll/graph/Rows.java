package dev.unroll.graph;

import dev.unroll.api.PublicApi;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The row axis of a value: a node of the tree of axes. At its root is {@link #NONE}, a value without rows; below it
 * {@link #BATCH}, a row per sequence; below that the axes that the data has, such as {@code words} and, in each word,
 * {@code chars}. A row of an axis belongs to one row of the axis above it, its parent.
 *
 * <p>Equal axes are one object.
 */
@PublicApi
public final class Rows {
    /** No rows: a parameter or constant. */
    public static final Rows NONE = new Rows("none", 0);
    /** One row per sequence; within a recurrence along an axis below it, one per sequence that is alive at the step. */
    public static final Rows BATCH = NONE.child("batch");
    /** One row per real time step of every sequence, packed: the axis of data with a single one. */
    public static final Rows STEPS = axis("steps");

    private static final String SEPARATOR = "/";
    /** What a row of an axis that readers name is called. */
    private static final Map<String, String> UNITS =
            Map.of("steps", "step", "words", "word", "chars", "character", "horizon", "step ahead");

    private final String name;
    private final int depth;
    private final Rows[] above;
    private final Map<String, Rows> children = new ConcurrentHashMap<>();

    private Rows(String name, int depth, Rows... above) {
        this.name = name;
        this.depth = depth;
        this.above = above;
    }

    /** The axis of this name that has rows for each sequence. */
    public static Rows axis(String name) {
        return BATCH.child(name);
    }

    /** The axis of this name that has rows for each row of this one. */
    public Rows child(String axis) {
        return children.computeIfAbsent(axis, key -> new Rows(key, depth + 1, this));
    }

    /** What {@link #path} gives. */
    public static Rows of(String path) {
        if (path.equals(NONE.name)) {
            return NONE;
        }
        Rows rows = BATCH;
        if (!path.equals(BATCH.name)) {
            for (String axis : path.split(SEPARATOR)) {
                rows = rows.child(axis);
            }
        }
        return rows;
    }

    /** Its own name. */
    public String name() {
        return name;
    }

    /** The names from the first axis below the batch to this one, such as {@code words/chars}. */
    public String path() {
        return depth < 3 ? name : parent().path() + SEPARATOR + name;
    }

    /** The axis to whose rows its own belong. @throws IllegalStateException for {@link #NONE} */
    public Rows parent() {
        if (above.length == 0) {
            throw new IllegalStateException("nothing is above a value without rows");
        }
        return above[0];
    }

    /** Whether it is an axis of the data: neither without rows nor a row per sequence. */
    public boolean isAxis() {
        return depth > 1;
    }

    /** How many axes are above it. */
    public int depth() {
        return depth;
    }

    /** Whether it is {@code other} or above it: each row of {@code other} then belongs to one row of it. */
    public boolean contains(Rows other) {
        Rows at = other;
        while (at.depth > depth) {
            at = at.parent();
        }
        return at == this;
    }

    /** The rows of a row-wise result; other axes than none and one do not mix without an explicit spread. */
    public static Rows join(Rows a, Rows b) {
        if (a == NONE || a == b) {
            return b;
        }
        if (b == NONE) {
            return a;
        }
        throw new IllegalArgumentException("one has " + a.each() + ", the other " + b.each());
    }

    /** In words: {@code a row per sequence}. */
    public String each() {
        return this == NONE ? "no rows" : "a row per " + unit();
    }

    /** What a row stands for: {@code sequence}, {@code step}, or {@code step of 'words'} for an axis with another name. */
    public String unit() {
        return this == NONE ? "batch" : this == BATCH ? "sequence" : UNITS.getOrDefault(name, "step of '" + name + "'");
    }

    @Override
    public String toString() {
        return name;
    }
}
