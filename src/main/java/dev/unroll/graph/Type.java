package dev.unroll.graph;

import dev.unroll.api.PublicApi;
import dev.unroll.tensor.Shape;
import dev.unroll.tensor.Width;
import java.util.List;
import java.util.Optional;

/**
 * The static type of a value: its rows and the shape of a row. While a model is read, widths may not be known yet
 * ({@link Shape}): the typing rule of an op then gives widths that depend on them, or unites two of them.
 *
 * @param rows its row axis
 * @param shape the shape of one row
 * @param choices for an index, how many classes it chooses from
 * @param parts the types of several values that are computed together; empty for a single value
 */
@PublicApi
public record Type(Rows rows, Shape shape, Optional<Width> choices, List<Type> parts) {
    public Type {
        parts = List.copyOf(parts);
    }

    public static Type real(Rows rows, Shape shape) {
        return new Type(rows, shape, Optional.empty(), List.of());
    }

    /** The type of several values that are computed together, which are read one by one. */
    public static Type tuple(List<Type> parts) {
        return new Type(Rows.NONE, Shape.SCALAR, Optional.empty(), parts);
    }

    public static Type index(Rows rows, int classes) {
        return index(rows, Width.of(classes));
    }

    public static Type index(Rows rows, Width choices) {
        return new Type(rows, Shape.SCALAR, Optional.of(choices), List.of());
    }

    /** How many classes an index chooses from; 0 for real values. */
    public int classes() {
        return choices.map(Width::value).orElse(0);
    }

    /** Whether all its widths are known. */
    public boolean isKnown() {
        return shape.isKnown()
                && choices.stream().allMatch(width -> width.known().isPresent());
    }

    public boolean isIndex() {
        return choices.isPresent();
    }

    public Type withRows(Rows changed) {
        return new Type(changed, shape, choices, parts);
    }

    public Type withShape(Shape changed) {
        return new Type(rows, changed, choices, parts);
    }

    @Override
    public String toString() {
        String what = isIndex()
                ? "index<"
                        + choices.get().known().stream()
                                .mapToObj(Integer::toString)
                                .findFirst()
                                .orElse("?") + ">"
                : shape.toString();
        return rows == Rows.NONE ? what : rows.name() + " " + what;
    }
}
