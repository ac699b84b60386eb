package dev.unroll.plugin;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** The attribute values with which a plug-in is tested. */
final class Variants {
    /** Of the values of an attribute, how many meet those of another. */
    private static final int IN_PAIRS = 2;

    private Variants() {}

    /**
     * Arguments that differ from the defaults in one attribute, for each of its {@link #others}, and in two at a time: all
     * words of the one with all of the other, and two numbers.
     */
    static List<List<Object>> of(List<Attribute> attributes) {
        List<Object> defaults = attributes.stream().map(Attribute::defaultValue).toList();
        List<List<Object>> all = new ArrayList<>();
        for (int i = 0; i < attributes.size(); i++) {
            for (Object value : others(attributes.get(i))) {
                all.add(with(defaults, i, value));
            }
        }
        for (int i = 0; i < attributes.size(); i++) {
            for (int j = i + 1; j < attributes.size(); j++) {
                for (Object first : few(attributes.get(i))) {
                    for (Object second : few(attributes.get(j))) {
                        all.add(with(with(defaults, i, first), j, second));
                    }
                }
            }
        }
        return all;
    }

    private static List<Object> with(List<Object> arguments, int at, Object value) {
        List<Object> changed = new ArrayList<>(arguments);
        changed.set(at, value);
        return changed;
    }

    private static List<Object> few(Attribute attribute) {
        List<Object> others = others(attribute);
        return attribute.defaultValue() instanceof Number && others.size() > IN_PAIRS
                ? List.of(others.get(0), others.get(others.size() - 1))
                : others;
    }

    /**
     * Values other than the default: smaller and larger numbers of its sign and, where there are bounds, those and what lies
     * between; all words.
     */
    static List<Object> others(Attribute attribute) {
        Object defaultValue = attribute.defaultValue();
        Stream<?> values;
        if (defaultValue instanceof Double number) {
            values = doubles(number, attribute).boxed();
        } else if (defaultValue instanceof Integer number) {
            values = ints(number, attribute).boxed();
        } else if (defaultValue instanceof Boolean flag) {
            values = Stream.of(!flag);
        } else if (attribute.type().isEnum()) {
            values = Stream.of(attribute.type().getEnumConstants());
        } else {
            values = attribute.words().stream();
        }
        Set<Object> others = new LinkedHashSet<>();
        values.filter(attribute::allows).forEach(others::add);
        others.remove(defaultValue);
        return List.copyOf(others);
    }

    private static DoubleStream doubles(double defaultValue, Attribute attribute) {
        DoubleStream around = defaultValue == 0
                ? DoubleStream.of(-0.6, 0.3, 1.7)
                : DoubleStream.of(0.45 * defaultValue, 0.8 * defaultValue, 1.3 * defaultValue, 2.6 * defaultValue);
        return DoubleStream.concat(around, within(defaultValue, attribute)).map(d -> d + 0.0);
    }

    private static IntStream ints(int defaultValue, Attribute attribute) {
        IntStream around = defaultValue > 0
                ? IntStream.of(defaultValue - 1, defaultValue + 1, defaultValue + 2, 2 * defaultValue)
                        .filter(n -> n > 0)
                : IntStream.of(defaultValue - 1, defaultValue + 1, defaultValue + 2)
                        .filter(n -> defaultValue < 0 || n > 0);
        return IntStream.concat(around, within(defaultValue, attribute).mapToInt(d -> (int) Math.rint(d)));
    }

    /** The bounds, and a point between each and the default. */
    private static DoubleStream within(double defaultValue, Attribute attribute) {
        return DoubleStream.of(attribute.min(), attribute.max())
                .filter(Double::isFinite)
                .flatMap(end -> DoubleStream.of((defaultValue + end) / 2, end));
    }
}
