package dev.unroll.plugin;

import dev.unroll.diagnostic.Codes;
import dev.unroll.diagnostic.Diagnostic;
import dev.unroll.diagnostic.InvalidInput;
import dev.unroll.op.ClassName;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Modifier;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * A plug-in's arguments: the header of its record, with the defaults that its constructor without arguments gives. A class
 * that is not a record has none.
 *
 * @param attributes the arguments, in order
 * @param defaults the plug-in with all defaults
 * @param <T> the interface it implements
 */
public record Header<T>(Plugin<T> plugin, List<Attribute> attributes, T defaults) {
    /**
     * A plug-in to try.
     *
     * @param label how its arguments differ from the defaults, such as {@code bend=0.8}; empty if they do not
     */
    public record Variant<T>(T value, String label) {}

    /** The default name of a class in specs: {@code scaled_normal} for {@code ScaledNormal}. */
    public String name() {
        return ClassName.inSpecs(plugin.type());
    }

    /** Reads a header. @throws InvalidInput if the class cannot be used */
    public static <T> Header<T> of(Plugin<T> plugin) {
        Class<? extends T> type = plugin.type();
        RecordComponent[] components = type.isRecord() ? type.getRecordComponents() : new RecordComponent[0];
        for (RecordComponent component : components) {
            Attribute.problem(component).ifPresent(problem -> {
                throw fail(plugin, problem, "check the header of the record");
            });
        }
        T defaults = defaults(plugin);
        List<Attribute> attributes = new ArrayList<>();
        for (RecordComponent component : components) {
            Attribute attribute = Attribute.of(component, value(component, defaults, plugin));
            if (!attribute.allows(attribute.defaultValue())) {
                throw fail(plugin, "the default of " + refusal(attribute, attribute.defaultValue()), "check this(...)");
            }
            attributes.add(attribute);
        }
        return new Header<>(plugin, List.copyOf(attributes), defaults);
    }

    private static <T> T defaults(Plugin<T> plugin) {
        Constructor<? extends T> constructor;
        try {
            constructor = plugin.type().getDeclaredConstructor();
        } catch (NoSuchMethodException e) {
            throw fail(
                    plugin,
                    "it has no constructor without arguments",
                    "add one with the defaults: public " + plugin.type().getSimpleName() + "() { this(...); }");
        }
        try {
            return create(constructor);
        } catch (IllegalArgumentException e) {
            throw fail(plugin, "it rejects its defaults: " + e.getMessage(), "check its constructors");
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
        for (int i = 0; i < arguments.size(); i++) {
            if (!attributes.get(i).allows(arguments.get(i))) {
                throw new IllegalArgumentException(refusal(attributes.get(i), arguments.get(i)));
            }
        }
        Class<?>[] types = attributes.stream().map(Attribute::type).toArray(Class<?>[]::new);
        try {
            return create(plugin.type().getDeclaredConstructor(types), arguments.toArray());
        } catch (NoSuchMethodException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String refusal(Attribute attribute, Object value) {
        return "'" + attribute.name() + "' must be " + attribute.wanted() + ", not " + Attribute.written(value);
    }

    /**
     * The plug-in to try: with its defaults, with each attribute changed to several values in turn, and with two of them
     * changed at a time, as far as it takes the changes.
     */
    public List<Variant<T>> variants() {
        List<Variant<T>> variants = new ArrayList<>(List.of(new Variant<>(defaults, "")));
        for (List<Object> arguments : Variants.of(attributes)) {
            try {
                variants.add(new Variant<>(create(arguments), label(arguments)));
            } catch (IllegalArgumentException refused) {
                continue;
            }
        }
        return variants;
    }

    private String label(List<Object> arguments) {
        return IntStream.range(0, arguments.size())
                .filter(i -> !arguments.get(i).equals(attributes.get(i).defaultValue()))
                .mapToObj(i -> attributes.get(i).name() + "=" + Attribute.written(arguments.get(i)))
                .collect(Collectors.joining(", "));
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
