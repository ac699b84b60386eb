package dev.unroll.report.drawing;

import dev.unroll.data.Field;
import dev.unroll.data.Placeholders;
import dev.unroll.graph.Rows;
import dev.unroll.graph.Type;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;

/** Shapes as text: {@code units=128 per step}, {@code one per sequence}, {@code 16 × 16}. */
record Shapes(Placeholders unknown) {
    /** Of the fields of a model's data. */
    static Shapes of(Collection<Field> fields) {
        return new Shapes(Placeholders.among(fields));
    }

    /** A value with the spec's names for its sizes; an empty text for a size without a name. */
    String of(Type type, List<String> names) {
        return features(type, names) + per(type.rows());
    }

    /** A value whose sizes have no names. */
    String of(Type type) {
        return of(type, Collections.nCopies(Math.max(1, type.shape().rank()), ""));
    }

    /** A field's classes are named after it. */
    String of(Field field) {
        Type type = field.type();
        return type.isIndex() ? of(type, List.of(field.name())) : of(type);
    }

    /** One row of a value. */
    String features(Type type, List<String> names) {
        if (type.isIndex()) {
            return "one of " + unknown.text(type.classes(), names.get(0));
        }
        List<String> sizes = new ArrayList<>();
        for (int axis = 0; axis < type.shape().rank(); axis++) {
            sizes.add(unknown.text(type.shape().dim(axis), names.get(axis)));
        }
        return sizes.isEmpty() ? "one" : String.join(" \u00d7 ", sizes);
    }

    private static String per(Rows rows) {
        return rows == dev.unroll.graph.Rows.NONE ? "" : " per " + rows.unit();
    }
}
