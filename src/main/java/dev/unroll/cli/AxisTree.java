package dev.unroll.cli;

import dev.unroll.data.Field;
import dev.unroll.graph.Rows;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The axes of data.
 *
 * @param fields the fields of the data
 */
record AxisTree(Collection<Field> fields) {
    /** All axes, each after the one it lies within. */
    private Set<Rows> axes() {
        Set<Rows> axes = new LinkedHashSet<>();
        for (Field field : fields) {
            List<Rows> down = new ArrayList<>();
            for (Rows at = field.type().rows(); at.isAxis(); at = at.parent()) {
                down.add(0, at);
            }
            axes.addAll(down);
        }
        return axes;
    }

    /** {@code words}, {@code words/chars}. */
    List<String> paths() {
        return axes().stream().map(Rows::path).toList();
    }

    /** A way from the sequence to each axis with none below it: {@code axes  sequence > words > chars}. */
    @Override
    public String toString() {
        Set<Rows> all = axes();
        return all.stream()
                .filter(axis -> all.stream().noneMatch(other -> other != axis && axis.contains(other)))
                .map(axis -> Rows.BATCH.unit() + " > " + axis.path().replace("/", " > "))
                .collect(Collectors.joining(", ", "axes  ", ""));
    }
}
