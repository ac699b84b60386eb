package dev.unroll.train.optimizer;

import dev.unroll.spec.key.Callee;
import dev.unroll.spec.key.Key;
import dev.unroll.spec.key.Settings;
import java.util.List;
import java.util.function.Function;

/**
 * An optimizer or schedule that specs choose by name and configure by arguments, such as {@code adam(rate=0.002)}.
 *
 * @param callee its name, what it does, and its arguments
 * @param configure reads the arguments; errors are noted in the settings, never thrown
 * @param <T> the type that it configures
 */
public record Method<T>(Callee callee, Function<Settings, T> configure) {
    /** The same, with the parts of its {@link Callee}. */
    public Method(String name, String about, int positional, List<Key<?>> keys, Function<Settings, T> configure) {
        this(new Callee(name, about, positional, keys), configure);
    }

    /** The name in specs. */
    public String name() {
        return callee.name();
    }
}
