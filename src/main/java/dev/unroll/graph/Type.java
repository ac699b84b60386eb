package dev.unroll.graph;

import dev.unroll.tensor.Shape;
import java.util.List;
import java.util.Locale;

/**
 * What is known of a value before it is computed.
 *
 * @param rows its row axis
 * @param shape the shape of one row
 * @param classes for an index, how many classes it chooses from; 0 for real values
 * @param parts the types of several values that are computed together; empty for a single value
 */
public record Type(Rows rows, Shape shape, int classes, List<Type> parts) {
    public Type {
        parts = List.copyOf(parts);
    }

    public static Type real(Rows rows, Shape shape) {
        return new Type(rows, shape, 0, List.of());
    }

    /** The type of several values that are computed together, which are read one by one. */
    public static Type tuple(List<Type> parts) {
        return new Type(Rows.NONE, Shape.SCALAR, 0, parts);
    }

    public static Type index(Rows rows, int classes) {
        return new Type(rows, Shape.SCALAR, classes, List.of());
    }

    public boolean isIndex() {
        return classes > 0;
    }

    public Type withRows(Rows changed) {
        return new Type(changed, shape, classes, parts);
    }

    public Type withShape(Shape changed) {
        return new Type(rows, changed, classes, parts);
    }

    @Override
    public String toString() {
        String what = isIndex() ? "index<" + classes + ">" : shape.toString();
        return rows == Rows.NONE ? what : rows.name().toLowerCase(Locale.ROOT) + " " + what;
    }
}
