package dev.unroll.train.optimizer;

import dev.unroll.spec.key.Callee;
import dev.unroll.spec.key.Key;
import dev.unroll.spec.key.Settings;
import java.util.List;
import java.util.function.Function;

/**
 * Something that specs choose by name and set by arguments, such as {@code adam(rate=0.002)}.
 *
 * @param callee its name, what it does, and its arguments
 * @param configure reads the arguments; mistakes are noted in the settings, never thrown
 * @param <T> what it is a way of doing
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
