package dev.unroll.plugin;

import dev.unroll.spec.expr.Numerals;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * One argument of a plug-in.
 *
 * @param type int, double, boolean, String or an enum
 * @param defaultValue its default
 * @param min the smallest number it may be, infinite if any; see {@link Bounds}
 * @param max the largest
 * @param words the words it may be, if it is an enum or states its {@link Choices}; empty otherwise
 */
public record Attribute(String name, Class<?> type, Object defaultValue, double min, double max, List<String> words) {
    private static final List<Class<?>> TYPES = List.of(int.class, double.class, boolean.class, String.class);

    public Attribute {
        words = List.copyOf(words);
    }

    /** What is wrong with the declaration of a component, if anything. */
    static Optional<String> problem(RecordComponent component) {
        Class<?> type = component.getType();
        String name = "attribute '" + component.getName() + "' ";
        Bounds bounds = component.getAnnotation(Bounds.class);
        Choices choices = component.getAnnotation(Choices.class);
        if (!TYPES.contains(type) && !type.isEnum()) {
            return Optional.of(name + "is of type " + component.getGenericType().getTypeName()
                    + "; an attribute is int, double, boolean, String or an enum");
        } else if (bounds != null && type != int.class && type != double.class) {
            return Optional.of(name + "has @Bounds but is not a number");
        } else if (bounds != null && !(bounds.min() <= bounds.max())) {
            return Optional.of(name + "has @Bounds that no number satisfies");
        } else if (choices != null && (type != String.class || choices.value().length == 0)) {
            return Optional.of(name + "has @Choices but is not a String");
        }
        return Optional.empty();
    }

    static Attribute of(RecordComponent component, Object defaultValue) {
        Class<?> type = component.getType();
        Bounds bounds = component.getAnnotation(Bounds.class);
        Choices choices = component.getAnnotation(Choices.class);
        List<String> words = type.isEnum()
                ? Stream.of(type.getEnumConstants()).map(Attribute::text).toList()
                : choices == null ? List.of() : Arrays.asList(choices.value());
        return new Attribute(
                component.getName(),
                type,
                defaultValue,
                bounds == null ? Double.NEGATIVE_INFINITY : bounds.min(),
                bounds == null ? Double.POSITIVE_INFINITY : bounds.max(),
                words);
    }

    /** The default as specs write it. */
    public String written() {
        return written(defaultValue);
    }

    /** A value as specs write it. */
    static String written(Object value) {
        return value instanceof Double d && d == Math.rint(d) && Math.abs(d) < 1e15
                ? Long.toString(d.longValue())
                : text(value);
    }

    /** The enum constant of a word. */
    public Object constant(String word) {
        return Stream.of(type.getEnumConstants())
                .filter(c -> text(c).equals(word))
                .findFirst()
                .orElseThrow();
    }

    /** Whether it is text without declared choices, so that no check can try values. */
    public boolean isOpen() {
        return type == String.class && words.isEmpty();
    }

    /** What it has to be, such as {@code a number from 0 to 1}. */
    public String wanted() {
        if (type == int.class || type == double.class) {
            return (type == int.class ? "a whole number" : "a number") + Numerals.range(min, max);
        } else if (type == boolean.class) {
            return "true or false";
        }
        return words.isEmpty() ? "a word" : "one of " + String.join(", ", words);
    }

    /** Whether a value of its type is within its bounds or among its words. */
    public boolean allows(Object value) {
        if (value instanceof Number number) {
            return number.doubleValue() >= min && number.doubleValue() <= max;
        }
        return words.isEmpty() || words.contains(text(value));
    }

    private static String text(Object value) {
        return value instanceof Enum<?> e ? e.name().toLowerCase(Locale.ROOT) : String.valueOf(value);
    }
}
