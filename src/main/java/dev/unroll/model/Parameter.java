package dev.unroll.model;

import dev.unroll.tensor.Shape;

/**
 * A trained parameter.
 *
 * @param name the path of the equation that owns it and what it is for: {@code h.forward.f.x}
 * @param initialiser how it begins
 */
public record Parameter(String name, Shape shape, Initialiser initialiser) {}
