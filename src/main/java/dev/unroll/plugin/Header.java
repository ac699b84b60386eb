package dev.unroll.plugin;

import dev.unroll.spec.Codes;
import dev.unroll.spec.Diagnostic;
import dev.unroll.spec.InvalidInput;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Modifier;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * A plug-in's arguments: the header of its record, with the defaults that its constructor without arguments gives. A class
 * that is no record has none.
 *
 * @param attributes the arguments, in order
 * @param standard the plug-in with all defaults
 * @param <T> the interface it implements
 */
public record Header<T>(Plugin<T> plugin, List<Attribute> attributes, T standard) {
    private static final List<Class<?>> TYPES = List.of(int.class, double.class, boolean.class, String.class);

    /** One argument; its type is int, double, boolean, String or an enum. */
    public record Attribute(String name, Class<?> type, Object standard) {
        /** The words it may hold, if it is an enum. */
        public List<String> words() {
            return Stream.of(type.getEnumConstants()).map(Attribute::text).toList();
        }

        /** The default as specs write it. */
        public String written() {
            return standard instanceof Double d && d == Math.rint(d) && Math.abs(d) < 1e15
                    ? Long.toString(d.longValue())
                    : text(standard);
        }

        /** The constant of an enum that a word stands for. */
        public Object constant(String word) {
            return Stream.of(type.getEnumConstants())
                    .filter(c -> text(c).equals(word))
                    .findFirst()
                    .orElseThrow();
        }

        private List<Object> others() {
            if (standard instanceof Integer number) {
                return List.of(number + 1);
            } else if (standard instanceof Double number) {
                return List.of(0.7 * number + 0.3);
            } else if (standard instanceof Boolean flag) {
                return List.of(!flag);
            }
            return type.isEnum() ? List.of(type.getEnumConstants()) : List.of();
        }

        private static String text(Object value) {
            return value instanceof Enum<?> e ? e.name().toLowerCase(Locale.ROOT) : String.valueOf(value);
        }
    }

    /** How specs call a class that does not say so itself: {@code scaled_normal} for {@code ScaledNormal}. */
    public String name() {
        return plugin.type()
                .getSimpleName()
                .replaceAll("(?<=[a-z0-9])(?=[A-Z])", "_")
                .toLowerCase(Locale.ROOT);
    }

    /** Reads a header. @throws InvalidInput if the class cannot be used */
    public static <T> Header<T> of(Plugin<T> plugin) {
        Class<? extends T> type = plugin.type();
        RecordComponent[] components = type.isRecord() ? type.getRecordComponents() : new RecordComponent[0];
        for (RecordComponent component : components) {
            if (!TYPES.contains(component.getType()) && !component.getType().isEnum()) {
                throw fail(
                        plugin,
                        "attribute '" + component.getName() + "' is of type "
                                + component.getGenericType().getTypeName(),
                        "an attribute is int, double, boolean, String or an enum");
            }
        }
        T standard = standard(plugin);
        List<Attribute> attributes = new ArrayList<>();
        for (RecordComponent component : components) {
            attributes.add(new Attribute(component.getName(), component.getType(), value(component, standard, plugin)));
        }
        return new Header<>(plugin, List.copyOf(attributes), standard);
    }

    private static <T> T standard(Plugin<T> plugin) {
        Constructor<? extends T> constructor;
        try {
            constructor = plugin.type().getDeclaredConstructor();
        } catch (NoSuchMethodException e) {
            throw fail(
                    plugin,
                    "it has no constructor without arguments",
                    "give its defaults: public " + plugin.type().getSimpleName() + "() { this(...); }");
        }
        try {
            return create(constructor);
        } catch (IllegalArgumentException e) {
            throw fail(plugin, "its defaults are refused: " + e.getMessage(), "look at its constructors");
        }
    }

    private static <T> Object value(RecordComponent component, T record, Plugin<T> plugin) {
        try {
            component.getAccessor().setAccessible(true);
            return component.getAccessor().invoke(record);
        } catch (ReflectiveOperationException | RuntimeException e) {
            throw fail(plugin, "attribute '" + component.getName() + "' cannot be read", String.valueOf(e.getCause()));
        }
    }

    /**
     * The plug-in with these arguments, one for each attribute.
     *
     * @throws IllegalArgumentException if it refuses them, with its message
     */
    public T create(List<Object> arguments) {
        Class<?>[] types = attributes.stream().map(Attribute::type).toArray(Class<?>[]::new);
        try {
            return create(plugin.type().getDeclaredConstructor(types), arguments.toArray());
        } catch (NoSuchMethodException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The plug-in with its defaults and with each attribute changed in turn, as far as it takes the change: to try it on. */
    public List<T> variants() {
        List<T> variants = new ArrayList<>(List.of(standard));
        List<Object> defaults = attributes.stream().map(Attribute::standard).toList();
        for (int i = 0; i < attributes.size(); i++) {
            for (Object other : attributes.get(i).others()) {
                List<Object> arguments = new ArrayList<>(defaults);
                arguments.set(i, other);
                try {
                    variants.add(create(arguments));
                } catch (IllegalArgumentException refused) {
                    continue;
                }
            }
        }
        return variants;
    }

    private static <T> T create(Constructor<? extends T> constructor, Object... arguments) {
        try {
            if (!Modifier.isPublic(constructor.getModifiers())
                    || !Modifier.isPublic(constructor.getDeclaringClass().getModifiers())) {
                constructor.setAccessible(true);
            }
            return constructor.newInstance(arguments);
        } catch (InvocationTargetException e) {
            Throwable cause = e.getCause();
            throw new IllegalArgumentException(
                    cause instanceof IllegalArgumentException ? cause.getMessage() : cause.toString(), cause);
        } catch (ReflectiveOperationException e) {
            throw new IllegalArgumentException(constructor + " cannot be called with " + Arrays.asList(arguments), e);
        }
    }

    private static InvalidInput fail(Plugin<?> plugin, String what, String hint) {
        return new InvalidInput(Diagnostic.error(
                        Codes.PLUGIN,
                        "'" + plugin.type().getSimpleName() + "' of " + plugin.origin() + " cannot be used: " + what)
                .hint(hint));
    }
}
