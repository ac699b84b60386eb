package dev.unroll.data;

import java.util.Collection;
import java.util.List;
import java.util.Optional;

/**
 * The fields whose number of classes is a placeholder because no data was read. Such a size is printed by the field's
 * name alone.
 *
 * @param fields those fields
 */
public record Placeholders(List<Field> fields) {
    public Placeholders {
        fields = List.copyOf(fields);
    }

    /** The placeholders among the fields of a data set. */
    public static Placeholders among(Collection<Field> fields) {
        return new Placeholders(fields.stream().filter(Field::placeholder).toList());
    }

    /**
     * The name of an unknown size.
     *
     * @param size the number, made up or not
     * @param name the spec's name for it; an empty text if it has none
     * @return the field's name; nothing if the number is known
     */
    public Optional<String> open(int size, String name) {
        return fields.stream()
                .filter(field -> field.name().equals(name) || field.type().classes() == size)
                .findFirst()
                .map(Field::name);
    }

    /** A size as text: {@code units=128}, {@code 128} without a name, or {@code tags} where it is not known. */
    public String text(int size, String name) {
        return open(size, name).orElse(name.isEmpty() ? Integer.toString(size) : name + "=" + size);
    }
}
