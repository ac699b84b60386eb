package dev.unroll.spec.key;

import java.util.List;
import java.util.Optional;

/**
 * Something that a spec calls by name, such as {@code adam} in {@code optimizer: adam(rate=0.002)}.
 *
 * @param name the name in specs
 * @param about what it does, in one line
 * @param positional how many of the first arguments may be given without their names
 * @param keys its arguments
 * @param origin where it came from, if it is a plug-in
 */
public record Callee(String name, String about, int positional, List<Key<?>> keys, Optional<String> origin) {
    public Callee {
        keys = List.copyOf(keys);
    }

    /** One that comes with Unroll. */
    public Callee(String name, String about, int positional, List<Key<?>> keys) {
        this(name, about, positional, keys, Optional.empty());
    }
}
