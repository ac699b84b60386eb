package dev.unroll.graph;

import dev.unroll.api.PublicApi;
import java.util.List;

/** The operation of a node. An op is an immutable record: two equal ops on the same inputs compute the same value. */
@PublicApi
public interface Op {
    /** The name by which graphs print it and specs call it. */
    String name();

    /**
     * The type of the result.
     *
     * @throws IllegalArgumentException if the op cannot take inputs of these types; the message is the reason
     */
    Type infer(List<Type> inputs);
}
