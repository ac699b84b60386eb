package dev.unroll.graph;

import dev.unroll.tensor.Shape;
import java.util.Locale;

/**
 * What is known of a value before it is computed.
 *
 * @param rows its row axis
 * @param shape the shape of one row
 * @param classes for an index, how many classes it chooses from; 0 for real values
 */
public record Type(Rows rows, Shape shape, int classes) {
    public static Type real(Rows rows, Shape shape) {
        return new Type(rows, shape, 0);
    }

    public static Type index(Rows rows, int classes) {
        return new Type(rows, Shape.SCALAR, classes);
    }

    public boolean isIndex() {
        return classes > 0;
    }

    public Type withRows(Rows changed) {
        return new Type(changed, shape, classes);
    }

    public Type withShape(Shape changed) {
        return new Type(rows, changed, classes);
    }

    @Override
    public String toString() {
        String what = isIndex() ? "index<" + classes + ">" : shape.toString();
        return rows == Rows.NONE ? what : rows.name().toLowerCase(Locale.ROOT) + " " + what;
    }
}
