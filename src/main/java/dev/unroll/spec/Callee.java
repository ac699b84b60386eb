package dev.unroll.spec;

import java.util.List;

/**
 * Something that a spec calls by name, such as {@code adam} in {@code optimizer: adam(rate=0.002)}.
 *
 * @param name the name in specs
 * @param about what it does, in one line
 * @param positional how many of the first arguments may be given without their names
 * @param keys its arguments
 */
public record Callee(String name, String about, int positional, List<Key<?>> keys) {
    public Callee {
        keys = List.copyOf(keys);
    }
}
