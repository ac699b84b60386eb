package dev.unroll.spec.yaml;

import dev.unroll.diagnostic.Span;
import java.util.Optional;

/** A piece of YAML with its place: a {@link Scalar}, a {@link Sequence} or a {@link Mapping}. */
public sealed interface Node permits Scalar, Sequence, Mapping {
    /** Where it is written. */
    Span span();

    /** The trailing comment on the same line, without its {@code #}. */
    Optional<String> label();

    /** What it is, for messages. */
    String kind();
}
