package dev.unroll.train.optimizer;

import dev.unroll.plugin.Header;
import dev.unroll.plugin.Plugin;
import dev.unroll.plugin.Registry;
import dev.unroll.spec.key.Callee;
import dev.unroll.spec.key.Key;
import dev.unroll.spec.key.Settings;
import dev.unroll.spec.key.Value;
import java.util.List;

/**
 * The methods of one kind that specs can name.
 *
 * @param <T> the kind
 */
public final class Methods<T> {
    private final String kind;
    private final Registry<Method<T>> registry;

    /** @param kind what to call one of them, in messages and as a key, such as {@code optimizer} */
    Methods(String kind, List<Method<T>> methods) {
        this.kind = kind;
        this.registry = new Registry<>(kind);
        methods.forEach(method -> registry.add(method.name(), method));
    }

    /** Adds what others made: records whose headers are the arguments. @throws InvalidInput if a name is taken */
    Methods<T> with(List<Plugin<T>> plugins, GuardedMethods.Kind<T> owes) {
        for (Plugin<T> plugin : plugins) {
            Method<T> method = CustomMethod.of(Header.of(plugin), kind, owes);
            registry.add(method.name(), method, plugin.origin());
        }
        return this;
    }

    /** All, in the order of registration. */
    public List<Method<T>> all() {
        return registry.values();
    }

    /** All, with where they came from. */
    public List<Registry.Entry<Method<T>>> entries() {
        return registry.entries();
    }

    /** A key that holds a call of one of them. */
    public Key<Settings> key(String about, String defaultValue) {
        List<Callee> callees = registry.values().stream().map(Method::callee).toList();
        return Key.of(kind, about, new Value.Call(callees, defaultValue));
    }

    /** The value of a call; errors are noted in its arguments. */
    public T configure(Settings arguments) {
        return registry.find(arguments.name()).orElseThrow().configure().apply(arguments);
    }
}
