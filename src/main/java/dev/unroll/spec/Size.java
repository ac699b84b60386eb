package dev.unroll.spec;

import dev.unroll.diagnostic.Span;

/**
 * A named size: {@code units: 128}.
 *
 * @param name the name that equations use
 * @param value at least 1
 * @param span the name's place
 */
public record Size(String name, int value, Span span) {}
