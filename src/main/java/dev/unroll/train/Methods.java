package dev.unroll.train;

import dev.unroll.spec.Callee;
import dev.unroll.spec.Key;
import dev.unroll.spec.Settings;
import dev.unroll.spec.Value;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The methods of one kind that specs can name. Immutable.
 *
 * @param <T> the kind
 */
public final class Methods<T> {
    private final String kind;
    private final Map<String, Method<T>> byName = new LinkedHashMap<>();

    /**
     * @param kind what to call one of them, in messages and as a key, such as {@code optimizer}
     * @throws IllegalArgumentException if two have the same name
     */
    public Methods(String kind, List<Method<T>> methods) {
        this.kind = kind;
        for (Method<T> method : methods) {
            if (byName.put(method.name(), method) != null) {
                throw new IllegalArgumentException("two of kind " + kind + " are called '" + method.name() + "'");
            }
        }
    }

    /** All, in the order of registration. */
    public List<Method<T>> all() {
        return List.copyOf(byName.values());
    }

    /** A key that holds a call of one of them. */
    public Key<Settings> key(String about, String standard) {
        List<Callee> callees = byName.values().stream().map(Method::callee).toList();
        return Key.of(kind, about, new Value.Call(callees, standard));
    }

    /** What a call stands for; its mistakes are noted in its arguments. */
    public T configure(Settings arguments) {
        return byName.get(arguments.name()).configure().apply(arguments);
    }
}
