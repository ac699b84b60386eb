package dev.unroll.data;

import dev.unroll.api.PublicApi;
import dev.unroll.graph.Rows;
import dev.unroll.graph.Type;
import dev.unroll.tensor.Shape;
import java.util.Optional;

/**
 * One named part of every example.
 *
 * @param name the name that equations use
 * @param type a row per step or a row per sequence; an index into classes, or real values
 * @param vocabulary the names of the classes, if it is an index with names
 * @param standardisation how its numbers were scaled, if they were
 * @param placeholder whether the number of classes is not known because no data was read; the type then has a made-up
 *     one
 */
@PublicApi
public record Field(
        String name,
        Type type,
        Optional<Vocabulary> vocabulary,
        Optional<Standardisation> standardisation,
        boolean placeholder) {
    // Large and distinct, so that two fields of unknown size do not match by chance.
    private static final int[] PLACEHOLDERS = {1009, 1013, 1019, 1021, 1031, 1033, 1039, 1049};

    public Field {
        if (vocabulary.isPresent() && vocabulary.get().size() != type.classes()) {
            throw new IllegalArgumentException(
                    name + ": " + type + " with " + vocabulary.get().size() + " names");
        }
    }

    /** Real values. */
    public static Field real(String name, Rows rows, Shape shape) {
        return new Field(name, Type.real(rows, shape), Optional.empty(), Optional.empty(), false);
    }

    /** Real values that were scaled. */
    public static Field real(String name, Rows rows, Shape shape, Optional<Standardisation> standardisation) {
        return new Field(name, Type.real(rows, shape), Optional.empty(), standardisation, false);
    }

    /** An index into a vocabulary. */
    public static Field index(String name, Rows rows, Vocabulary vocabulary) {
        Type type = Type.index(rows, vocabulary.size());
        return new Field(name, type, Optional.of(vocabulary), Optional.empty(), false);
    }

    /** An index whose classes are not known yet; fields of the same {@code number} have the same ones. */
    public static Field unknown(String name, Rows rows, int number) {
        Type type = Type.index(rows, PLACEHOLDERS[number % PLACEHOLDERS.length]);
        return new Field(name, type, Optional.empty(), Optional.empty(), true);
    }

    /** Numbers per row. */
    public int width() {
        return type.shape().size();
    }

    /** The name of a class; its number where it has none. */
    public String label(int index) {
        return vocabulary.map(v -> v.entry(index)).orElseGet(() -> Integer.toString(index));
    }
}
