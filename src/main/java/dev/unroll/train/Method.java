package dev.unroll.train;

import dev.unroll.spec.Settings;
import java.util.List;
import java.util.function.Function;

/**
 * Something that specs choose by name and set by arguments, such as {@code adam(rate=0.002)}.
 *
 * @param name the name in specs
 * @param about what it does, in one line, for lists
 * @param positional the arguments that may be given without their names, in this order
 * @param configure reads the arguments; mistakes are noted in the settings, never thrown
 * @param <T> what it is a way of doing
 */
public record Method<T>(String name, String about, List<String> positional, Function<Settings, T> configure) {
    public Method {
        positional = List.copyOf(positional);
    }
}
