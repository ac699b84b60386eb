package dev.unroll.model;

import dev.unroll.tensor.Shape;
import java.util.List;

/**
 * A trained parameter.
 *
 * @param name the path of the equation that owns it and what it is for: {@code h.forward.f.x}
 * @param sizes the spec's name for each dimension; an empty text where it has none
 * @param initialiser how it begins
 */
public record Parameter(String name, Shape shape, List<String> sizes, Initialiser initialiser) {
    public Parameter {
        sizes = List.copyOf(sizes);
    }
}
